// All of WordNet's glosses as a published folder, asked with another dictionary's descriptions of words: how good the first answer is,
// without the model, beside the final one. Prints a Markdown table.
// node dist/bench/reverse-look-up.js DICT [FOLDER]   (gcide.dict.dz of the Debian package dict-gcide; a folder that bench:first-visit
// has built, default: that of the glosses in one piece)

import { existsSync } from 'node:fs';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL, ROOT } from '../tools/paths.js';
import { LeannIndex, OnnxEmbedder, type SearchOptions, type SearchStats } from '../web/index.js';
import { glossesSite } from './first-visit/glosses-site.js';
import { answer } from './judged/one-index.js';
import { type Description, readDescriptions } from './judged/webster.js';

/** Half of them for tuning: even rows. */
const COUNT = 400;
const PLACES = [1, 10];

const WAYS: Record<string, SearchOptions> = {
  'words alone': { mode: 'words' },
  'first answer: words and table, no model': { model: false },
  'final answer: words and meaning, as by default': {},
  'words and meaning, 8 recomputed': { maxRecomputes: 8 },
  'words and meaning, all that could matter': { confidence: 1 },
};

const [file, folder = `${ROOT}build/bench/first-visit-glosses`] = process.argv.slice(2);
if (file === undefined) throw new Error('leann: cannot measure: the path of gcide.dict.dz is needed');
if (!existsSync(`${folder}/search/manifest.json`)) await glossesSite(folder);
const words = new Set(readGlosses().flatMap(({ title }) => title.split(', ')));
const descriptions = readDescriptions(file, words, COUNT);
const embedder = await OnnxEmbedder.load(MODEL);
const index = await LeannIndex.fromUrl(`${folder}/search`, { embedder });
console.log(
  `${descriptions.length} descriptions, of which odd ones count; the first: ${descriptions[1]?.text}\n`,
);
console.log(
  `| search | ${PLACES.map((place) => `right word in the first ${place}`).join(' | ')} | mean reciprocal rank | recomputed |`,
);
console.log('|---|---|---|---|---|');
for (const [name, options] of Object.entries(WAYS)) {
  const ranks: number[] = [];
  let recomputed = 0;
  for (const [row, description] of descriptions.entries())
    if (row % 2 === 1) {
      const { rank, stats } = await answerTo(description, options);
      ranks.push(rank);
      recomputed += stats.recomputed;
    }
  const share = (count: number) => (count / ranks.length).toFixed(3);
  const within = PLACES.map((place) => share(ranks.filter((rank) => rank <= place).length));
  console.log(
    `| ${name} | ${within.join(' | ')} | ${share(ranks.reduce((sum, rank) => sum + 1 / rank, 0))} | ${(recomputed / ranks.length).toFixed(1)} |`,
  );
}
await index.close();
await embedder.close();

/** `rank`: of the first gloss that has the word; infinite if none of the first ten has it. */
async function answerTo(
  { text, word }: Description,
  options: SearchOptions,
): Promise<{ rank: number; stats: SearchStats }> {
  const { hits, stats } = await answer(index, text, { ...options, k: 10 });
  const place = hits.findIndex(({ title = '' }) => title.split(', ').includes(word));
  return { rank: place < 0 ? Number.POSITIVE_INFINITY : place + 1, stats };
}
