// The demo page with few words, for tests.

import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { publishWords } from '../../tools/dictionary/published-words.js';
import { MODEL } from '../../tools/paths.js';
import { buildSite } from '../../tools/site/build.js';

/** Builds it in the folder, which is emptied first. */
export async function buildSmallDemo(out: string, count: number): Promise<void> {
  await exportModel(MODEL);
  const { signal } = new AbortController();
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    const words = await publishWords({ count, embedder, terminal: process.stderr, signal });
    await buildSite({ out, words });
  } finally {
    await embedder.close();
  }
}
