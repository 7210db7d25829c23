// A document with headings that are not those of Markdown, and headings that are wrong.

export const WITH_HEADINGS = {
  text: 'First\nsun rain snow wind hill\nSecond\nlake tree bird',
  headings: [
    { start: 0, end: 5, level: 1 },
    { start: 30, end: 36, level: 2, anchor: 'second' },
  ],
};

/** Its passages of at most 8 words. */
export const HEADED_PASSAGES = ['First\nsun rain snow wind hill', 'Second\nlake tree bird'];

/** Of a text of 9 characters. */
export const WRONG_HEADINGS: readonly unknown[] = [
  null,
  'none',
  {},
  [7],
  [null],
  [{ start: 0, end: 4 }],
  [{ start: 0, end: 4, level: 0 }],
  [{ start: 0, end: 4, level: 1.5 }],
  [{ start: '0', end: 4, level: 1 }],
  [{ start: 0.5, end: 4, level: 1 }],
  [{ start: -1, end: 4, level: 1 }],
  [{ start: 4, end: 3, level: 1 }],
  [{ start: 4, end: 10, level: 1 }],
  [{ start: 0, end: 4, level: 1, anchor: 7 }],
  [
    { start: 0, end: 4, level: 1 },
    { start: 3, end: 5, level: 1 },
  ],
];
