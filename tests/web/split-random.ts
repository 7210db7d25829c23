// Random texts that are hard to split: all kinds of white space, scripts, pairs and halves of pairs.

/** Numbers from 0 up to 1, the same for the same seed (mulberry32's recurrence). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, choices: readonly T[]): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to pick from');
  return choice;
}

const PIECES = [
  'word',
  'a',
  'Dr.',
  'end.',
  'What?',
  '3.5',
  '“quoted.”',
  '日本語です。',
  'ไทย',
  '😀',
  '👩‍👩‍👧',
  'é',
  'e\u0301',
  '\ud800',
  '\udc00',
  '\ud83d',
  '\0',
  '...',
  '$%&',
  'x'.repeat(120),
  '東'.repeat(30),
];
const SPACES = [
  '',
  ' ',
  ' ',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n\r\n',
  '\t',
  '\u00a0',
  '\u2029',
  '\u3000',
  ' \n \n ',
];

/** A text of up to 120 pieces. */
export function randomText(random: () => number): string {
  let text = pick(random, SPACES);
  const length = Math.floor(random() * pick(random, [3, 20, 120]));
  for (let i = 0; i < length; i++) text += pick(random, PIECES) + pick(random, SPACES);
  return text;
}
