// The tokenizer: ids, special tokens, texts that are hard to tokenise, files that are none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { modelFolder } from './model-folder.js';
import { randomFrom } from './random.js';
import { randomText } from './split-random.js';

const json: object = JSON.parse(readFileSync(`${modelFolder()}/tokenizer.json`, 'utf8'));
const tokenizer = new HuggingFaceTokenizer(json);
const REPLACED = '\ufffd';

test('ids are those of the vocabulary, and special tokens are found', () => {
  assert.deepEqual(tokenizer.encode('Hello, world!'), [7592, 1010, 2088, 999]);
  assert.deepEqual(tokenizer.specialTokens, { prefix: [101], suffix: [102] });
});

test('a text without tokens has none', () => {
  for (const text of ['', ' \n', '\0', REPLACED]) assert.deepEqual(tokenizer.encode(text), []);
});

test('truncation and padding that the file asks for are not done', () => {
  const asks = {
    ...json,
    truncation: { direction: 'Right', max_length: 4, strategy: 'LongestFirst', stride: 0 },
    padding: { strategy: { Fixed: 128 }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
  };
  const cutting = new HuggingFaceTokenizer(asks);
  assert.deepEqual(cutting.encode('one two three four five six'), [2028, 2048, 2093, 2176, 2274, 2416]);
  assert.deepEqual(cutting.specialTokens, tokenizer.specialTokens);
});

test('halves of surrogate pairs count as the replacement character, whole pairs stay', () => {
  for (const [broken, formed] of [
    ['a\ud800b', `a${REPLACED}b`],
    ['\udc00\ud800', `${REPLACED}${REPLACED}`],
    ['x \ud83d😀 y', `x ${REPLACED}😀 y`],
  ] as const) {
    assert.deepEqual(tokenizer.encode(broken), tokenizer.encode(formed));
  }
  assert.notDeepEqual(tokenizer.encode('😀'), tokenizer.encode(REPLACED));
});

test('the start of a text has the first ids of the whole', () => {
  const random = randomFrom(3);
  for (let round = 0; round < 60; round++) {
    let text = '';
    while (text.length < 6000) text += randomText(random);
    const all = tokenizer.encode(text);
    for (const count of [1, 7, 62]) {
      assert.deepEqual(tokenizer.encodeStart(text, count), all.slice(0, count));
    }
  }
});

const LENGTH = 2_000_000;
const huge: Record<string, [text: string, first: number[]]> = {
  'one word': ['x'.repeat(LENGTH), [100]],
  words: ['house '.repeat(LENGTH / 6), [2160, 2160, 2160]],
  blanks: [`${' '.repeat(LENGTH)}house`, [2160]],
  'a long word after a short one': [`house ${'x'.repeat(LENGTH)}`, [2160, 100]],
};
for (const [name, [text, first]] of Object.entries(huge)) {
  test(`the start of ${LENGTH / 1e6} MB of ${name} is found in a moment`, { timeout: 30_000 }, () => {
    assert.deepEqual(tokenizer.encodeStart(text, 3), first);
  });
}

test('JSON that describes no tokenizer says so', () => {
  for (const wrong of [null, 'text', [], {}, { model: {} }, { ...json, model: { type: 'None' } }]) {
    assert.throws(() => new HuggingFaceTokenizer(wrong), {
      code: 'model-load',
      message: /^leann: cannot read tokenizer: ./,
    });
  }
});
