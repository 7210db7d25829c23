// Ids beside those of Hugging Face's own library, for files of all kinds and texts in many scripts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { ODDITIES, SCRIPTS } from './many-scripts.js';
import { randomFrom } from './random.js';
import { randomText } from './split-random.js';
import {
  byteFallback,
  bytePairs,
  type Json,
  type Reference,
  referenceOf,
  unigram,
  variants,
  wordPiece,
} from './tokenizer-files.js';

const KINDS: Record<string, () => Json> = {
  WordPiece: wordPiece,
  'byte-level BPE': bytePairs,
  'BPE with bytes for unknown characters': byteFallback,
  Unigram: unigram,
};

/** What is put around a text is part of it. */
async function idsOf(reference: Reference, text: string): Promise<number[]> {
  return (await reference.encode(text, null, { addSpecialTokens: true })).getIds();
}

function allIds(tokenizer: HuggingFaceTokenizer, text: string): number[] {
  const { prefix, suffix } = tokenizer.specialTokens;
  return [...prefix, ...tokenizer.encode(text), ...suffix];
}

async function compare(tokenizer: HuggingFaceTokenizer, reference: Reference): Promise<void> {
  const random = randomFrom(5);
  // The reference takes no halves of surrogate pairs.
  const texts = Array.from({ length: 30 }, () => randomText(random).replace(/\p{Surrogate}/gu, '\ufffd'));
  const named = { ...SCRIPTS, ...ODDITIES, ...Object.fromEntries(texts.entries()), nothing: '' };
  for (const [name, text] of Object.entries(named)) {
    assert.deepEqual(allIds(tokenizer, text), await idsOf(reference, text), `${name}: ${text}`);
  }
}

describe('ids are those of the reference', () => {
  for (const [name, json] of Object.entries(KINDS)) {
    test(`for ${name}, and they decode back to the text`, async () => {
      const reference = referenceOf(json());
      const tokenizer = new HuggingFaceTokenizer(json());
      await compare(tokenizer, reference);
      assert.equal(tokenizer.size, reference.getVocabSize(false));
      if (name === 'WordPiece' || name === 'Unigram') return;
      for (const text of Object.values(SCRIPTS)) {
        assert.equal(await reference.decode(tokenizer.encode(text), true), text.normalize('NFC'));
      }
    });
  }

  for (const [name, json] of Object.entries(variants())) {
    test(`for other parts: ${name}`, async () => {
      await compare(new HuggingFaceTokenizer(structuredClone(json)), referenceOf(json));
    });
  }
});

describe('token limits', () => {
  for (const [name, json] of Object.entries(KINDS)) {
    test(`the start of a long text has the ids of the whole, for ${name}`, () => {
      const tokenizer = new HuggingFaceTokenizer(json());
      for (const [script, text] of Object.entries({ ...SCRIPTS, ...ODDITIES })) {
        const long = `${text} `.repeat(80);
        const all = tokenizer.encode(long);
        for (const count of [1, 30, 254]) {
          assert.deepEqual(tokenizer.encodeStart(long, count), all.slice(0, count), script);
        }
      }
    });

    test(`the start of a huge text is found in a moment, for ${name}`, { timeout: 30_000 }, () => {
      const tokenizer = new HuggingFaceTokenizer(json());
      const start = performance.now();
      for (const piece of ['x', 'house ', '東', ' ', '\n', '😀']) {
        assert.ok(tokenizer.encodeStart(piece.repeat(500_000 / piece.length), 30).length <= 30);
      }
      assert.ok(performance.now() - start < 10_000);
    });

    test(`truncation and padding that the file asks for are not done, for ${name}`, () => {
      const plain = new HuggingFaceTokenizer(json());
      const cutting = new HuggingFaceTokenizer({
        ...json(),
        truncation: { direction: 'Right', max_length: 8, strategy: 'LongestFirst', stride: 0 },
        padding: {
          strategy: { Fixed: 128 },
          direction: 'Right',
          pad_id: 0,
          pad_type_id: 0,
          pad_token: '[PAD]',
        },
      });
      for (const text of Object.values(SCRIPTS)) assert.deepEqual(cutting.encode(text), plain.encode(text));
      assert.deepEqual(cutting.specialTokens, plain.specialTokens);
    });
  }
});
