// Random texts that are hard to split: all kinds of white space, scripts, pairs and halves of pairs.

import { pick } from './random.js';

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
