// Meanings to look for, as one would describe them, and words that have them.

export interface Example {
  query: string;
  /** One of the words of a good answer. */
  word: string;
}

/** All of them are among the first 10,000 of the sample. */
export const EXAMPLES: readonly Example[] = [
  { query: 'being scared of storms', word: 'astraphobia' },
  { query: 'someone skilled in beautiful handwriting', word: 'calligrapher' },
  { query: 'sleeping through the cold season', word: 'hibernate' },
  { query: 'the man who keeps rowdy guests out of a bar', word: 'bouncer' },
  { query: 'a funny poem with five lines', word: 'limerick' },
];
