// Builds the static page into dist/site. Its dictionary is all of WordNet, from the prebuilt index; or as many words as
// asked for, which are indexed first where they are not.
// Run as: node dist/tools/build-site.js [--words N] [--out FOLDER]

import { parseArgs } from 'node:util';
import { EmbedderPool } from '../cli/embedder-pool.js';
import { exportModel } from '../cli/model/model-folder.js';
import { publishGlosses } from './demo/glosses.js';
import { publishWords } from './demo/published-words.js';
import { buildSite } from './demo/site.js';
import { openWordIndex } from './demo/word-index.js';
import { MODEL, SITE } from './paths.js';

const { values } = parseArgs({
  options: { words: { type: 'string' }, out: { type: 'string', default: SITE } },
});
const { signal } = new AbortController();
await exportModel(MODEL);
const embedder = await EmbedderPool.load(MODEL, { signal });
try {
  const words =
    (values.words === undefined && (await publishGlosses(embedder))) || (await wordsOf(values.words));
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
