// The file that lets a build go on where another ended.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CachedEmbedder } from '../../cli/cached-embedder.js';
import { VectorFile } from '../../cli/vector-file.js';
import { vectorOf, wordEmbedder } from './word-embedder.js';

const DIMENSION = 64;

describe('a file of vectors', () => {
  let root = '';
  let files = 0;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-vectors-'));
  });

  after(() => rm(root, { recursive: true }));

  const newPath = () => join(root, 'deep', `${files++}.vectors`);
  const keyOf = (row: number) => row.toString(16).padStart(64, '0');
  const vectorAt = (row: number) => Uint16Array.from({ length: DIMENSION }, (_, place) => row * 100 + place);

  async function filled(path: string, rows: number): Promise<void> {
    const file = await VectorFile.open(path, DIMENSION);
    await file.append(Array.from({ length: rows }, (_, row) => [keyOf(row), vectorAt(row)] as const));
    await file.close();
  }

  it('has what was appended, before it was closed too', async () => {
    const path = newPath();
    const file = await VectorFile.open(path, DIMENSION);
    await file.append([[keyOf(1), vectorAt(1)]]);
    const other = await VectorFile.open(path, DIMENSION);
    assert.deepEqual([other.size, other.get(keyOf(1)), other.get(keyOf(2))], [1, vectorAt(1), undefined]);
    await other.close();
    await file.close();
  });

  it('goes on after whatever a crash left of its last record', async () => {
    for (const cut of [1, 20, 100, 160]) {
      const path = newPath();
      await filled(path, 3);
      const bytes = await readFile(path);
      await writeFile(path, bytes.subarray(0, -cut));
      const file = await VectorFile.open(path, DIMENSION);
      assert.equal(file.size, 2);
      await file.append([[keyOf(9), vectorAt(9)]]);
      await file.close();
      const again = await VectorFile.open(path, DIMENSION);
      assert.deepEqual([again.size, again.get(keyOf(9))], [3, vectorAt(9)]);
      await again.close();
    }
  });

  it('leaves out what is damaged, and begins again if it is something else', async () => {
    const path = newPath();
    await filled(path, 3);
    const bytes = await readFile(path);
    bytes[16 + 50] = (bytes[16 + 50] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const file = await VectorFile.open(path, DIMENSION);
    assert.deepEqual([file.size, file.get(keyOf(0)), file.get(keyOf(2))], [2, undefined, vectorAt(2)]);
    await file.close();
    const other = await VectorFile.open(path, DIMENSION - 1);
    assert.equal(other.size, 0);
    await other.close();
    assert.equal((await readFile(path)).length, 16);
  });

  it('drops what is not used any more, once that is most of it', async () => {
    const path = newPath();
    await filled(path, 10);
    const file = await VectorFile.open(path, DIMENSION);
    await file.keepOnly(new Set([1, 2, 3, 4, 5].map(keyOf)));
    assert.equal(file.size, 10);
    await file.keepOnly(new Set([1, 2].map(keyOf)));
    await file.append([[keyOf(11), vectorAt(11)]]);
    await file.close();
    const again = await VectorFile.open(path, DIMENSION);
    assert.deepEqual([again.size, again.get(keyOf(2)), again.get(keyOf(11))], [3, vectorAt(2), vectorAt(11)]);
    await again.close();
  });

  it('lets a text be embedded once, and gives the same vector both times', async () => {
    const path = newPath();
    const inner = wordEmbedder();
    const texts = ['rain and snow', 'wind', 'rain and snow'];
    const results: Float32Array[][] = [];
    for (let time = 0; time < 2; time++) {
      const file = await VectorFile.open(path, DIMENSION);
      const embedder = new CachedEmbedder(inner, file);
      results.push(await embedder.embed(texts));
      assert.equal(embedder.embedded, time === 0 ? 2 : 0);
      assert.equal(embedder.used.size, 2);
      await file.close();
    }
    assert.equal(inner.embedded(), 2);
    assert.deepEqual(results[0], results[1]);
    const [first, , third] = results[0] ?? [];
    assert.deepEqual(first, third);
    for (const [place, value] of vectorOf('rain and snow').entries()) {
      assert.ok(Math.abs(value - (first?.[place] ?? 1)) < 1e-3);
    }
    // Another model's vectors are others.
    const file = await VectorFile.open(path, DIMENSION);
    const other = new CachedEmbedder(wordEmbedder('others'), file);
    await other.embed(texts);
    assert.equal(other.embedded, 2);
    await file.close();
  });
});
