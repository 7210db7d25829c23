// Every vector is looked at before it is used.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32Of } from '../../web/base/crc32.js';
import { checkVectors } from '../../web/embed/check-vectors.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, hitsOf } from './drive.js';
import { withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const UNIT = Float32Array.of(0.6, 0, 0.8);

const WRONG: [string, unknown, string][] = [
  ['of another dimension', Float32Array.of(1, 0), 'dimension-mismatch'],
  ['with NaN', Float32Array.of(Number.NaN, 0, 1), 'not-finite'],
  ['with infinity', Float32Array.of(0, Number.POSITIVE_INFINITY, 0), 'not-finite'],
  ['of zeros', new Float32Array(3), 'zero-vector'],
  ['too long', Float32Array.of(1.2, 0, 1.6), 'embedding-failed'],
  ['too short', Float32Array.of(0.06, 0, 0.08), 'embedding-failed'],
  ['of doubles', [0.6, 0, 0.8], 'embedding-failed'],
  ['missing', undefined, 'embedding-failed'],
];

describe('a vector', () => {
  it('is taken if it is of unit length, as near as half precision comes', () => {
    checkVectors([UNIT, Float32Array.of(0.603, 0, 0.802)], 3);
  });

  for (const [what, vector, code] of WRONG) {
    it(`${what} is refused`, () => {
      assert.throws(() => checkVectors([UNIT, vector], 3), { code, message: /text 1/ });
    });
  }

  it('that is none spoils neither an addition nor a search', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(30));
      const embed = embedder.embed.bind(embedder);
      embedder.embed = async (texts, options) =>
        (await embed(texts, options)).map((vector) => vector.map((x) => x * 3));
      const refused = { code: 'embedding-failed', message: /its length is/ };
      await assert.rejects(addAll(index, someDocuments(3, 30)), refused);
      await assert.rejects(hitsOf(index, 'sun'), refused);
      embedder.embed = embed;
      assert.equal(index.info().documents, 30);
      assert.equal((await hitsOf(index, 'sun')).length, 10);
    }));

  it('that was stored is looked at too', async () => {
    const store = new MemoryStore();
    const options = { embedder: wordEmbedder(), store, autoCompact: false };
    const index = await LeannIndex.open('kept', options);
    await addAll(index, someDocuments(30));
    await addAll(index, someDocuments(2, 30));
    await index.save();
    await index.close();
    const snapshot = (await store.load()) ?? assert.fail();
    const vectors = new Uint16Array(snapshot.vectors.length);
    const manifest = { ...snapshot.manifest, vectors: { crc32: crc32Of(vectors) } };
    store.load = async () => ({ ...snapshot, vectors, manifest });
    await assert.rejects(LeannIndex.open('kept', options), {
      code: 'corrupt',
      message: /a vector is damaged/,
    });
  });
});
