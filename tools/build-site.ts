// Builds the static page into dist/site. Its dictionary is all of WordNet, from the prebuilt index; or as many words as
// asked for, which are indexed first if they are not.
// Run as: node dist/tools/build-site.js [--words N] [--out FOLDER] [--photo-model FOLDER]

import { parseArgs } from 'node:util';
import { EmbedderPool } from '../cli/embedder-pool.js';
import { exportModel } from '../cli/model/model-folder.js';
import { publishGlosses } from './dictionary/glosses.js';
import { publishWords } from './dictionary/published-words.js';
import { MODEL, SITE } from './paths.js';
import { buildSite } from './site/build.js';

const { values } = parseArgs({
  options: {
    words: { type: 'string' },
    out: { type: 'string', default: SITE },
    'photo-model': { type: 'string' },
  },
});
const { signal } = new AbortController();
await exportModel(MODEL);
const embedder = await EmbedderPool.load(MODEL, { signal });
try {
  const all = values.words === undefined ? await publishGlosses(embedder) : undefined;
  const count = Number(values.words ?? 10_000);
  const words = all ?? (await publishWords({ count, embedder, terminal: process.stderr, signal }));
  await buildSite({ out: values.out, words, photoModel: values['photo-model'] });
  console.log(values.out);
} finally {
  await embedder.close();
}
