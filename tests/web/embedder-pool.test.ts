// Threads that embed.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { OnnxEmbedder } from '../../web/index.js';
import { madeUpFolder } from './made-up-folder.js';
import { wordPiece } from './tokenizer-files.js';

describe('a pool of threads that embed', () => {
  let folder = '';
  const { signal } = new AbortController();
  const texts = Array.from({ length: 100 }, (_, row) => 'rain '.repeat(1 + (row % 7)) + row);

  before(async () => {
    ({ folder } = await madeUpFolder({ shape: { kind: 'bert' }, tokenizer: wordPiece() }));
  });

  after(() => rm(folder, { recursive: true }));

  it('has as many as are asked for, and gives the vectors of one, in order', async () => {
    const one = await OnnxEmbedder.load(folder, { numThreads: 1 });
    const wanted = await one.embed(texts);
    for (const threads of [1, 3]) {
      const pool = await EmbedderPool.load(folder, { threads, signal });
      assert.equal(pool.batchSize, one.batchSize * threads);
      const vectors = await pool.embed(texts);
      for (const [row, vector] of vectors.entries())
        for (const [at, value] of vector.entries())
          assert.ok(Math.abs(value - (wanted[row]?.[at] ?? 1)) < 1e-5, `text ${row}`);
      await pool.close();
    }
    await one.close();
  });

  it('says what is wrong with a model, whatever the number of threads', async () => {
    for (const threads of [1, 3]) {
      const loading = EmbedderPool.load(`${folder}/none`, { threads, signal });
      await assert.rejects(loading, /cannot load model .*tokenizer.json: not found/);
    }
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const pool = await EmbedderPool.load(folder, { threads: 3, signal });
    const embedding = pool.embed(texts, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await assert.rejects(embedding, /enough/);
    await pool.close();
    await assert.rejects(pool.embed(texts), { code: 'closed' });
  });
});
