// The project's model for benchmarks of quality: passages are embedded once, and their vectors kept in build/bench.

import { mkdir } from 'node:fs/promises';
import { CachedEmbedder } from '../../cli/cached-embedder.js';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { VectorFile } from '../../cli/vector-file.js';
import { MODEL, ROOT } from '../../tools/paths.js';
import type { Embedder } from '../../web/index.js';

const FOLDER = `${ROOT}build/bench`;

/** Calls with the model, and closes it. */
export async function withBenchModel(use: (embedder: Embedder) => Promise<void>): Promise<void> {
  await exportModel(MODEL);
  await mkdir(FOLDER, { recursive: true });
  const pool = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
  const file = await VectorFile.open(`${FOLDER}/passages`, pool.dimension);
  try {
    await use(new CachedEmbedder(pool, file));
  } finally {
    await file.close();
    await pool.close();
  }
}
