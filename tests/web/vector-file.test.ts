// The file that lets a build go on where another ended.

import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CachedEmbedder } from '../../cli/cached-embedder.js';
import { VectorFile } from '../../cli/vector-file.js';
import { fileBytes, type VectorRecord, VectorRecords } from '../../cli/vector-records.js';
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

  it('keeps many apart, and takes over those of another file', async () => {
    const [path, other] = [newPath(), newPath()];
    await filled(path, 9000);
    await filled(other, 3);
    const file = await VectorFile.open(other, DIMENSION);
    assert.equal(await file.addFile(path), 9000);
    await file.close();
    const again = await VectorFile.open(other, DIMENSION);
    assert.equal(again.size, 9000);
    for (const row of [0, 2, 4095, 4096, 8192, 8999]) assert.deepEqual(again.get(keyOf(row)), vectorAt(row));
    await again.close();
  });

  it('is read some records at a time, whatever fits into a block', async () => {
    const path = newPath();
    await filled(path, 7);
    const damaged = await open(path, 'r+');
    await damaged.write(Buffer.of(255), 0, 1, fileBytes(DIMENSION, 4) + 40);
    await damaged.close();
    const size = fileBytes(DIMENSION, 1) - fileBytes(DIMENSION, 0);
    for (const [bytes, counts] of [
      [1, [1, 1, 1, 1, 0, 1, 1]],
      [3 * size - 1, [2, 2, 1, 1]],
      [3 * size, [3, 2, 1]],
      [undefined, [6]],
    ] as const) {
      const records = await VectorRecords.open(path, DIMENSION);
      assert.equal(records?.count, 7);
      const batches: VectorRecord[][] = [];
      for await (const batch of records.batches(bytes)) batches.push(batch);
      await records.close();
      assert.deepEqual(
        batches.map((batch) => batch.length),
        counts,
      );
      const wanted = [0, 1, 2, 3, 5, 6].map((row) => [keyOf(row), vectorAt(row)]);
      assert.deepEqual(batches.flat(), wanted);
    }
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
