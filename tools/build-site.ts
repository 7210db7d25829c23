// Builds the static page into dist/site. Its dictionary is all of WordNet where that was published into
// build/demo/glosses; else 10,000 words, or as many as asked for, which are indexed first where they are not.
// Run as: node dist/tools/build-site.js [--words N] [--out FOLDER]

import { parseArgs } from 'node:util';
import { EmbedderPool } from './cli/embedder-pool.js';
import { MODEL, SITE } from './demo/paths.js';
import { allGlosses, publishWords } from './demo/published-words.js';
import { buildSite } from './demo/site.js';
import { openWordIndex } from './demo/word-index.js';
import { exportModel } from './model/model-folder.js';

const { values } = parseArgs({
  options: { words: { type: 'string' }, out: { type: 'string', default: SITE } },
});
const { signal } = new AbortController();
await exportModel(MODEL);
const embedder = await EmbedderPool.load(MODEL, { signal });
try {
  const words = (values.words === undefined && (await allGlosses(embedder))) || (await wordsOf(values.words));
  await buildSite({ out: values.out, words });
  console.log(values.out);
} finally {
  await embedder.close();
}

/** The folder of so many published words. */
async function wordsOf(count = '10000'): Promise<string> {
  const job = { count: Number(count), embedder, terminal: process.stderr, signal };
  const { index, folder } = await openWordIndex(job);
  const published = `${folder}-published`;
  await publishWords(index, published);
  await index.close();
  return published;
}
