// Splitting: where passages end, what they repeat, and that nothing is lost in any text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeannError } from '../../web/base/error.js';
import { type Passage, splitText } from '../../web/text/passage.js';
import { sentenceFinder, terminatorSpans } from '../../web/text/sentence.js';
import { pick, randomFrom } from './random.js';
import { COUNTS, checkPassages, pieces, points, words } from './split-checks.js';
import { randomText } from './split-random.js';

const texts = (passages: Passage[]) => passages.map(({ text }) => text);
const split = (text: string, maxTokens: number, overlapTokens = 0, count = words) =>
  splitText(text, count, { maxTokens, overlapTokens });

test('a text without words has no passages', () => {
  for (const text of ['', ' ', '\n\n\t \u2003\ufeff', '\u200b', '...', '😀', '- - -\n\n* * *\n'.repeat(50)]) {
    assert.deepEqual(split(text, 5), []);
  }
});

test('what is no word by itself makes no passage beside others', () => {
  assert.deepEqual(texts(split('One two three.\n\n- - - - - -\n\nFour five six.', 5)), [
    'One two three.',
    'Four five six.',
  ]);
});

test('no passage has more than eight characters for each token it may have', () => {
  const hex = Array.from({ length: 64_000 }, (_, i) => ((i * 2654435761) >>> 28).toString(16)).join('');
  for (const text of ['ก'.repeat(8200), hex]) {
    const passages = splitText(text, () => 1, { maxTokens: 254, overlapTokens: 32 });
    assert.equal(texts(passages).join(''), text);
    for (const passage of passages) assert.ok(passage.text.length <= 8 * 254);
    assert.ok(passages.length <= 1.2 * Math.ceil(text.length / (8 * 254)), `${passages.length} passages`);
  }
});

test('a short text is one trimmed passage, and says where it was', () => {
  assert.deepEqual(split('\n  One two.\n\nThree. ', 5), [{ text: 'One two.\n\nThree.', start: 3, end: 19 }]);
});

test('passages end at paragraphs where that leaves them half full', () => {
  const text = 'A b c. D e.\n\nF g h. I j k.\r\n\r\nL m.';
  assert.deepEqual(texts(split(text, 8)), ['A b c. D e.', 'F g h. I j k.\r\n\r\nL m.']);
});

test('else at sentences', () => {
  const text = 'One two three. Four five!\n\nSix seven eight? Nine ten eleven. Twelve.';
  assert.deepEqual(texts(split(text, 4)), [
    'One two three.',
    'Four five!',
    'Six seven eight?',
    'Nine ten eleven. Twelve.',
  ]);
});

test('else at words', () => {
  const passages = split('one two three four five six seven eight nine ten', 4, 0, points);
  assert.ok(passages.every(({ text }) => points(text) <= 4));
  const long = split('alpha beta gamma delta epsilon zeta eta theta iota kappa lambda'.repeat(9), 16);
  assert.ok(long.length > 1);
  for (const { text } of long) assert.match(text, /^(\w+ )*\w+$/);
});

test('else between code points, never inside a pair', () => {
  const passages = split('𝔸'.repeat(100), 7, 0, points);
  assert.equal(texts(passages).join(''), '𝔸'.repeat(100));
  for (const { text } of passages) assert.match(text, /^𝔸+$/u);
});

test('a code point of more than the limit is a passage by itself', () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  assert.deepEqual(texts(split('𝔸a𝔸', 2, 0, bytes)), ['𝔸', 'a', '𝔸']);
});

test('whole sentences are repeated, as far as they fit', () => {
  const text = 'A b. C d. E f. G h. I j.';
  assert.deepEqual(texts(split(text, 6, 2)), ['A b. C d. E f.', 'E f. G h. I j.']);
  assert.deepEqual(texts(split(text, 6, 1)), ['A b. C d. E f.', 'G h. I j.']);
  assert.deepEqual(texts(split(text, 6, 5)), ['A b. C d. E f.', 'C d. E f. G h.', 'E f. G h. I j.']);
  assert.deepEqual(texts(split('A b. C d e f g.', 5, 4)), ['A b.', 'C d e f g.']);
});

test('fragments of a sentence are not repeated', () => {
  const passages = split(`${'word '.repeat(100)}end. Then more.`, 20, 10);
  for (const [i, { start }] of passages.entries()) assert.ok(start >= (passages[i - 1]?.end ?? 0));
});

test('the limits must make sense', () => {
  for (const [maxTokens, overlapTokens] of [
    [0, 0],
    [1.5, 0],
    [Number.NaN, 0],
    [4, 4],
    [4, -1],
    [4, 0.5],
  ] as const) {
    assert.throws(
      () => splitText('a', words, { maxTokens, overlapTokens }),
      (error) => error instanceof LeannError && error.code === 'invalid-argument',
    );
  }
});

test('no random text loses a character, breaks the limits or splits a pair', () => {
  const random = randomFrom(1);
  for (let round = 0; round < 3000; round++) {
    const text = randomText(random);
    const count = pick(random, COUNTS);
    const maxTokens = 1 + Math.floor(random() * 40);
    const options = { maxTokens, overlapTokens: Math.floor(random() * maxTokens) };
    const passages = splitText(text, count, options);
    checkPassages(text, passages, count, options);
    for (const { start, end } of passages) {
      for (const at of [start, end]) assert.ok(at === 0 || (text.codePointAt(at - 1) ?? 0) <= 0xffff);
    }
  }
});

test('both ways to find sentences cover every character', () => {
  const random = randomFrom(2);
  for (let round = 0; round < 500; round++) {
    const text = randomText(random);
    for (const sentencesOf of [sentenceFinder(), terminatorSpans]) {
      let at = 0;
      for (const { start, end } of sentencesOf(text, { start: 0, end: text.length })) {
        assert.equal(start, at);
        assert.ok(end > start);
        at = end;
      }
      assert.equal(at, text.length);
    }
  }
});

test('without Intl.Segmenter, sentences end at closing punctuation and at lines', () => {
  const text = '“Is it 3.5?” Yes... It is\nso。次です。e.g. this';
  const spans = [...terminatorSpans(text, { start: 0, end: text.length })];
  const sentences = spans.map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(sentences, ['“Is it 3.5?” ', 'Yes... ', 'It is\n', 'so。', '次です。', 'e.g. ', 'this']);
});

test('a sentence longer than what is read at once is found whole', () => {
  const long = `A ${'word '.repeat(2000)}end. `;
  const text = `First one. ${long}Last one.`;
  const spans = [...sentenceFinder()(text, { start: 0, end: text.length })];
  assert.deepEqual(
    spans.map(({ start, end }) => text.slice(start, end)),
    ['First one. ', long, 'Last one.'],
  );
});

const HUGE = 2_000_000;
/** What grows in proportion to the text takes far less than this. A test's own limit does not end what never waits. */
const MOST_MS = 30_000;
const hugeTexts: Record<string, string> = {
  prose: 'The quick brown fox jumps over the dog. It runs on and on! '.repeat(HUGE / 59),
  paragraphs: 'A short one.\n\n'.repeat(HUGE / 14),
  'one word': 'x'.repeat(HUGE),
  words: 'word '.repeat(HUGE / 5),
  dots: '.'.repeat(HUGE),
  blanks: `a${' '.repeat(HUGE)}b`,
  lines: `a${'\n'.repeat(HUGE)}b`,
  'almost blank lines': 'a\n   \u2003'.repeat(HUGE / 6),
  'lone surrogates': '\ud800'.repeat(HUGE / 5),
  headings: '## A\n'.repeat(HUGE / 5),
  fences: '```\n# A\n```\n'.repeat(HUGE / 12),
  marks: 'data:;base64,'.repeat(HUGE / 13),
  'lines of data': `${`${'xY1'.repeat(20)}\n`.repeat(HUGE / 61)}end`,
  ideographs: '東京は夜です。'.repeat(HUGE / 7),
};
for (const [name, text] of Object.entries(hugeTexts)) {
  test(`${HUGE / 1e6} MB of ${name} take time in proportion`, () => {
    const began = performance.now();
    let counted = 0;
    const count = (stretch: string) => {
      counted += stretch.length;
      return pieces(stretch);
    };
    const options = { maxTokens: 256, overlapTokens: 32 };
    const passages = splitText(text, count, options);
    assert.ok(performance.now() - began < MOST_MS, 'too much is read too often');
    const hasWords = /[\p{L}\p{N}]/u.test(text);
    assert.equal(passages.at(-1)?.end, hasWords ? text.trimEnd().length : undefined);
    assert.ok(counted < 4 * text.length, `counted ${counted} characters`);
  });
}
