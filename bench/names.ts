// Whether what people look up by name comes first: part numbers, names with a typing error, titles of two words, among
// 10,000 glosses of WordNet. Even-numbered ones are for tuning. Prints a Markdown table.
// node dist/bench/names.js

import { readGlosses } from '../tools/corpora/wordnet.js';
import type { SearchOptions } from '../web/index.js';
import { withBenchModel } from './judged/bench-model.js';
import { lookUpsOf } from './judged/look-ups.js';
import { answer, indexOf } from './judged/one-index.js';

const DOCUMENTS = 10_000;

const WAYS: Record<string, SearchOptions> = {
  meaning: { mode: 'meaning' },
  words: { mode: 'words' },
  both: {},
};

const { documents, kinds } = lookUpsOf(readGlosses({ limit: DOCUMENTS }));

await withBenchModel(async (embedder) => {
  const index = await indexOf(embedder, documents);
  console.log('| first of 10,000 documents | search | even | odd | in the first 3, odd |');
  console.log('|---|---|---|---|---|');
  for (const [kind, wanted] of Object.entries(kinds)) {
    for (const [way, options] of Object.entries(WAYS)) {
      const places: number[] = [];
      for (const { query, id } of wanted) {
        const { hits } = await answer(index, query, { ...options, k: 10, group: 'document' });
        const place = hits.findIndex((hit) => hit.id === id);
        places.push(place < 0 ? 10 : place);
        if (way === 'both' && place !== 0) console.error(`${kind}: "${query}" → ${place}, ${hits[0]?.title}`);
      }
      const share = (rest: number, most: number) => {
        const half = places.filter((_, row) => row % 2 === rest);
        return (half.filter((place) => place < most).length / half.length).toFixed(3);
      };
      console.log(
        `| ${kind} (${wanted.length}) | ${way} | ${share(0, 1)} | ${share(1, 1)} | ${share(1, 3)} |`,
      );
    }
  }
  await index.close();
});
