// Splitting: where passages end, what they repeat, and that nothing is lost in any text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeannError } from '../../web/base/error.js';
import { type Passage, type SplitOptions, splitText } from '../../web/text/passage.js';
import { sentenceFinder, terminatorSpans } from '../../web/text/sentence.js';
import { pick, randomFrom } from './random.js';
import { randomText } from './split-random.js';

const words = (text: string) => text.match(/\S+/g)?.length ?? 0;
const characters = (text: string) => text.length;
const points = (text: string) => [...text].length;
/** Like WordPiece: a long word is one unknown token, a shorter one a token for every four characters. */
const pieces = (text: string) =>
  (text.match(/\S+/g) ?? []).reduce(
    (sum, word) => sum + (word.length > 100 ? 1 : Math.ceil(word.length / 4)),
    0,
  );
/** More for a text than for its parts. */
const superadditive = (text: string) => Math.floor(words(text) * 1.3) + (text.includes('\n') ? 3 : 0);

const texts = (passages: Passage[]) => passages.map(({ text }) => text);
const split = (text: string, maxTokens: number, overlapTokens = 0, count = words) =>
  splitText(text, count, { maxTokens, overlapTokens });

test('a text without words has no passages', () => {
  for (const text of ['', ' ', '\n\n\t \u2003\ufeff']) assert.deepEqual(split(text, 5), []);
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
  const passages = split('😀'.repeat(100), 7, 0, points);
  assert.equal(texts(passages).join(''), '😀'.repeat(100));
  for (const { text } of passages) assert.match(text, /^\p{Emoji}+$/u);
});

test('a code point of more than the limit is a passage by itself', () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  assert.deepEqual(texts(split('😀a😀', 2, 0, bytes)), ['😀', 'a', '😀']);
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

function checkPassages(
  text: string,
  passages: Passage[],
  count: (text: string) => number,
  options: SplitOptions,
) {
  let end = 0;
  let start = -1;
  for (const passage of passages) {
    assert.equal(text.slice(passage.start, passage.end), passage.text);
    assert.equal(passage.text.trim(), passage.text);
    assert.ok(passage.start > start && passage.end > end, 'in order');
    assert.equal(text.slice(end, Math.max(end, passage.start)).trim(), '', 'nothing left out');
    const repeated = text.slice(passage.start, Math.max(passage.start, end)).trim();
    assert.ok(count(repeated) <= options.overlapTokens, 'repeats within the limit');
    assert.ok(count(passage.text) <= options.maxTokens || points(passage.text) === 1, 'within the limit');
    ({ start, end } = passage);
  }
  assert.equal(text.slice(end).trim(), '', 'nothing left out at the end');
}

test('no random text loses a character, breaks the limits or splits a pair', () => {
  const random = randomFrom(1);
  for (let round = 0; round < 3000; round++) {
    const text = randomText(random);
    const count = pick(random, [words, characters, points, pieces, superadditive]);
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
const hugeTexts: Record<string, string> = {
  prose: 'The quick brown fox jumps over the dog. It runs on and on! '.repeat(HUGE / 59),
  paragraphs: 'A short one.\n\n'.repeat(HUGE / 14),
  'one word': 'x'.repeat(HUGE),
  words: 'word '.repeat(HUGE / 5),
  dots: '.'.repeat(HUGE),
  blanks: `a${' '.repeat(HUGE)}b`,
  lines: `a${'\n'.repeat(HUGE)}b`,
  'lone surrogates': '\ud800'.repeat(HUGE / 5),
  ideographs: '東京は夜です。'.repeat(HUGE / 7),
};
for (const [name, text] of Object.entries(hugeTexts)) {
  test(`${HUGE / 1e6} MB of ${name} take time in proportion`, { timeout: 60_000 }, () => {
    let counted = 0;
    const count = (stretch: string) => {
      counted += stretch.length;
      return pieces(stretch);
    };
    const options = { maxTokens: 256, overlapTokens: 32 };
    const passages = splitText(text, count, options);
    assert.equal(passages.at(-1)?.end, text.trimEnd().length);
    assert.ok(counted < 4 * text.length, `counted ${counted} characters`);
  });
}
