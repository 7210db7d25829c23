// Splitting at headings: they begin passages and never end them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownHeadings } from '../../web/text/heading.js';
import { splitText } from '../../web/text/passage.js';
import { pick, randomFrom } from './random.js';
import { COUNTS, checkHeadings, checkPassages, words } from './split-checks.js';
import { randomText } from './split-random.js';

const split = (text: string, maxTokens: number, overlapTokens = 0) =>
  splitText(text, words, { maxTokens, overlapTokens }).map((passage) => passage.text);

test('the headings of Markdown are lines with one to six #, not in fenced code', () => {
  const text = [
    '# One',
    'text # not',
    '###### Six ##',
    '####### not',
    '#not',
    ' # not',
    '# ',
    '```sh',
    '# not',
    '~~~',
    '# not',
    '```',
    '## Two\r',
    '~~~~',
    '# not',
    '~~~',
    '# not',
    '~~~~ ',
    '`` ` ``',
    '### Three',
    '```',
    '# not, the fence stays open',
  ].join('\n');
  const found = markdownHeadings(text).map(({ start, end, level }) => [text.slice(start, end), level]);
  assert.deepEqual(found, [
    ['# One', 1],
    ['###### Six ##', 6],
    ['## Two\r', 2],
    ['### Three', 3],
  ]);
});

test('a passage ends before a heading if it is half full then', () => {
  const text = '# One\n\nA b c.\n\nD e.\n\n# Two\n\nF g h.\n\nI j k.';
  assert.deepEqual(split(text, 12), ['# One\n\nA b c.\n\nD e.', '# Two\n\nF g h.\n\nI j k.']);
});

test('short sections share a passage', () => {
  const text = '# One\n\nA b.\n\n# Two\n\nC d.\n\n# Three\n\nE f g h i j.';
  assert.deepEqual(split(text, 10), ['# One\n\nA b.\n\n# Two\n\nC d.', '# Three\n\nE f g h i j.']);
});

test('no passage ends with a heading, nor with several', () => {
  const text = 'A b c d e f.\n\n# One\n## Two\nG h i j.';
  assert.deepEqual(split(text, 10), ['A b c d e f.', '# One\n## Two\nG h i j.']);
});

test('a heading stays with the beginning of a sentence that is too long for a passage', () => {
  const [first = '', second = ''] = split(`A b c d.\n\n# One\n\n${'word '.repeat(30)}end.`, 8);
  assert.equal(first, 'A b c d.');
  assert.match(second, /^# One\n\nword( word)*$/);
});

test('a sentence that fits, but not with its heading, is cut', () => {
  const text = '# One two\n\nA b c d e f g h.';
  const [first = '', ...others] = split(text, 8);
  assert.match(first, /^# One two\n\nA b/);
  assert.equal([first, ...others].join(' '), text);
});

test('a heading that nothing follows may end a passage', () => {
  assert.deepEqual(split('A b c d.\n\n# End', 4), ['A b c d.', '# End']);
});

test('nothing is repeated before a heading', () => {
  assert.deepEqual(split('A b. C d.\n\n# One\n\nE f.', 5, 2), ['A b. C d.', '# One\n\nE f.']);
});

test('headings are where the caller says, and nowhere else', () => {
  const text = 'Title\nA b c. D e f. Other\n# G h i. J k l.';
  const start = text.indexOf('Other');
  const headings = [
    { start: 0, end: 5, level: 1 },
    { start, end: start + 5, level: 2, anchor: 'other' },
  ];
  const options = { maxTokens: 8, overlapTokens: 0 };
  const passages = splitText(text, words, options, headings);
  assert.deepEqual(
    passages.map((passage) => passage.text),
    ['Title\nA b c. D e f.', 'Other\n# G h i. J k l.'],
  );
  assert.equal(splitText('A b.\n# C\nD e.', words, { maxTokens: 3, overlapTokens: 0 }, []).length, 3);
});

test('no random text with headings breaks a rule', () => {
  const random = randomFrom(5);
  for (let round = 0; round < 4000; round++) {
    let text = '';
    const parts = Math.floor(random() * 8);
    for (let part = 0; part < parts; part++) {
      if (random() < 0.8) text += `\n${'#'.repeat(1 + Math.floor(random() * 6))} ${pick(random, TITLES)}\n`;
      if (random() < 0.7) text += randomText(random);
    }
    const count = pick(random, COUNTS);
    const maxTokens = 1 + Math.floor(random() * 60);
    const options = { maxTokens, overlapTokens: Math.floor(random() * maxTokens) };
    const passages = splitText(text, count, options);
    checkPassages(text, passages, count, options);
    checkHeadings(text, passages, markdownHeadings(text), count, options);
  }
});

const TITLES = [
  'One',
  'A title of some words',
  '日本語',
  `Long ${'title '.repeat(20)}`,
  'x'.repeat(100),
  '...',
];
