// Splitting texts that hold data in base64: it is left out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitText } from '../../web/text/passage.js';
import { payloadSpans } from '../../web/text/payload.js';
import { randomFrom } from './random.js';
import { pieces, words } from './split-checks.js';

function base64(length: number): string {
  const random = randomFrom(length);
  const bytes = Uint8Array.from({ length: Math.ceil((length * 3) / 4) }, () => Math.floor(random() * 256));
  return Buffer.from(bytes).toString('base64').slice(0, length);
}

const lines = (data: string, length: number, end = '\n') =>
  (data.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).join(end);

const found = (text: string) => payloadSpans(text).map(({ start, end }) => text.slice(start, end));

test('an image inside Markdown makes no passages', () => {
  const data = `data:image/png;base64,${base64(80_000)}==`;
  const text = `# A title\n\nSome words.\n\n![a picture](${data})\n\nMore words.`;
  assert.deepEqual(found(text), [data]);
  const passages = splitText(text, pieces, { maxTokens: 254, overlapTokens: 32 });
  assert.deepEqual(
    passages.map((passage) => passage.text),
    ['# A title\n\nSome words.\n\n![a picture](', ')\n\nMore words.'],
  );
});

test('a short image makes none either, nor one inside a short text', () => {
  const text = 'See <img src="data:image/gif;charset=x;base64,R0lGODlhAQABAAAAACw="> here.';
  const passages = splitText(text, words, { maxTokens: 50, overlapTokens: 0 });
  assert.deepEqual(
    passages.map((passage) => passage.text),
    ['See <img src="', '"> here.'],
  );
});

test('long runs of base64 are left out, in lines or not', () => {
  const data = base64(2000);
  assert.deepEqual(found(`before ${data} after`), [data]);
  for (const length of [64, 76]) {
    for (const end of ['\n', '\r\n', '\n    ']) {
      const broken = lines(data, length, end);
      assert.deepEqual(
        found(`-----BEGIN KEY-----\n${broken}\n-----END KEY-----\nwords`),
        [broken],
        `${length} ${JSON.stringify(end)}`,
      );
    }
  }
  const uri = `data:font/woff2;base64,\n${lines(data, 76)}`;
  assert.deepEqual(found(`a ${uri}\nb c`), [uri]);
});

test('what only looks like it stays', () => {
  const random = randomFrom(3);
  const hex = Array.from({ length: 2000 }, () => Math.floor(random() * 16).toString(16)).join('');
  for (const text of [
    base64(500),
    hex,
    hex.toUpperCase(),
    lines(hex, 64),
    'word'.repeat(500),
    'CamelCaseWordsWithoutSpaces'.repeat(50),
    'some-words-of-a-path/and-another/2024/'.repeat(50),
    lines('Just some ordinary words of 1 text '.repeat(90), 64),
    'the mark ;base64, alone',
    'data: is not ;base64,QUJD here',
  ]) {
    assert.deepEqual(found(text), [], text.slice(0, 40));
  }
});

test('words around data are found, and no passage spans it', () => {
  const data = base64(600);
  const text = `One two three. ${data} Four five six. ${data}`;
  const passages = splitText(text, words, { maxTokens: 50, overlapTokens: 10 });
  assert.deepEqual(
    passages.map((passage) => passage.text),
    ['One two three.', 'Four five six.'],
  );
});
