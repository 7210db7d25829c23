// The demo page with few words, for tests.

import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { publishWords } from '../../tools/dictionary/published-words.js';
import { MODEL } from '../../tools/paths.js';
import { buildSite } from '../../tools/site/build.js';

/**
 * Builds it in the folder, which is emptied first. The index is kept beside it: other tests may build theirs at the same time.
 * @param photoModel the folder of the model of photos; without it the page has none.
 */
export async function buildSmallDemo(out: string, count: number, photoModel?: string): Promise<void> {
  await exportModel(MODEL);
  const { signal } = new AbortController();
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    const folder = `${out}-words`;
    const words = await publishWords({ count, folder, embedder, terminal: process.stderr, signal });
    await buildSite({ out, words, photoModel });
  } finally {
    await embedder.close();
  }
}
