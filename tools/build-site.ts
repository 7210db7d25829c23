// Builds the static page into dist/site, with an index of 10,000 words that is made first where it is not there.
// Run as: node dist/tools/build-site.js [--words N] [--out FOLDER]

import { parseArgs } from 'node:util';
import { EmbedderPool } from './cli/embedder-pool.js';
import { MODEL, SITE } from './demo/paths.js';
import { buildSite } from './demo/site.js';
import { openWordIndex } from './demo/word-index.js';
import { exportModel } from './model/model-folder.js';

const { values } = parseArgs({
  options: { words: { type: 'string', default: '10000' }, out: { type: 'string', default: SITE } },
});
const { signal } = new AbortController();
await exportModel(MODEL);
const embedder = await EmbedderPool.load(MODEL, { signal });
try {
  const job = { count: Number(values.words), embedder, terminal: process.stderr, signal };
  const { index, folder } = await openWordIndex(job);
  await index.close();
  await buildSite({ out: values.out, index: folder });
  console.log(values.out);
} finally {
  await embedder.close();
}
