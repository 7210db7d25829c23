// How soon a published index answers in Chromium, with partial answers and without: the dictionary of the demo page, which
// `npm run build:site` makes, with texts that take some milliseconds to come. Prints a Markdown table.
// Run as: node dist/bench/first-answer.js [MILLISECONDS]

import type { Page } from 'playwright-core';
import { serve } from '../cli/static-server.js';
import { launchChromium } from '../tools/chromium/launch.js';
import { ROOT, SITE } from '../tools/paths.js';
import type * as Package from '../web/index.js';

const TEXT_MS = Number(process.argv[2] ?? 40);

const QUERIES = [
  'the man who cuts your hair',
  'money that makes a witness say nothing',
  'a house in orbit for astronauts',
  'a tool that is used in the kitchen to measure how hot the meat is inside',
  'fear of spiders',
  'a place where ships are built',
  'someone who pretends to be ill so that he need not go to work',
  'the study of old coins',
  'a dance for two people',
  'an animal that eats ants',
  'a small wooden building where the tools of the garden are kept in winter',
  'the upper house of a parliament',
  'a book of maps',
  'to speak very softly',
  'the feeling of sadness one has when a holiday comes to its end',
  'a room under the roof',
  'hard candy on a stick',
  'to forgive a debt',
  'the time of the evening just before it gets completely dark outside',
  'an instrument with many strings',
];

/** Milliseconds from the call, for one query. */
interface Times {
  /** Embedding the query, and nothing else. */
  embedding: number;
  /** A search with partial answers: its embedding and ranking, the partial answer, the first with all texts. */
  embedded: number;
  ranking: number;
  partial: number;
  afterwards: number;
  /** The first answer of a search without them. */
  usual: number;
}

const served = await serve({
  roots: { '/site/': SITE, '/package/': `${ROOT}dist/bundle` },
});
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.route('**/words/texts/*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, TEXT_MS));
    await route.continue();
  });
  await page.goto(`${served.url}/site/icon.svg`);
  print(await measure(page));
} finally {
  await browser.close();
  await served.close();
}

function measure(page: Page): Promise<Times[]> {
  return page.evaluate(async (queries) => {
    const script = new URL('/package/leann-web.js', location.href).href;
    const { LeannIndex, OnnxEmbedder } = (await import(script)) as typeof Package;
    const at = (path: string) => new URL(path, location.href);
    const embedder = await OnnxEmbedder.load(at('model/'), {
      runtime: 'leann',
      encoderPath: at('encoder/'),
      worker: () => new Worker(at('worker.js'), { type: 'module' }),
    });
    const open = () =>
      LeannIndex.fromUrl(at('words/'), {
        embedder,
        wasm: at('leann-reader.wasm'),
        cacheBytes: 0,
        listDocuments: true,
      });
    // Each kind of search has its own texts to fetch.
    const indexes = [await open(), await open()];
    const all: Times[] = [];
    for (const query of ['to warm up', ...queries]) {
      // The first run with so many tokens is slower, whoever asks for it.
      await embedder.embed([query], { kind: 'query' });
      const began = performance.now();
      await embedder.embed([query], { kind: 'query' });
      const times = {
        embedding: performance.now() - began,
        embedded: 0,
        ranking: 0,
        partial: 0,
        afterwards: 0,
        usual: 0,
      };
      for (const [row, index] of indexes.entries()) {
        const called = performance.now();
        for await (const { hits, stats } of index.search(query, { partial: row === 0 })) {
          const passed = performance.now() - called;
          if (row === 0 && times.partial === 0) {
            times.partial = passed;
            times.embedded = stats.ms.embedQuery;
            times.ranking = stats.ms.core;
          }
          if (hits.some(({ pending }) => pending)) continue;
          times[row === 0 ? 'afterwards' : 'usual'] = passed;
          break;
        }
      }
      all.push(times);
    }
    return all.slice(1);
  }, QUERIES);
}

function print(all: readonly Times[]): void {
  const sorted = (values: number[]) => values.sort((left, right) => left - right);
  const row = (name: string, values: number[]) => {
    const [low = 0, middle = 0, high = 0] = [0.1, 0.5, 0.9].map(
      (share) => values[Math.floor(share * values.length)],
    );
    console.log(
      `| ${[name, ...[low, middle, high].map((value) => value.toFixed(value < 10 ? 2 : 0))].join(' | ')} |`,
    );
  };
  console.log(
    `| ms, ${all.length} queries, ${TEXT_MS} ms more for each request of texts | p10 | median | p90 |`,
  );
  console.log('|---|---|---|---|');
  row('embedding the query alone', sorted(all.map(({ embedding }) => embedding)));
  row('partial answer', sorted(all.map(({ partial }) => partial)));
  row('of that, embedding the query', sorted(all.map(({ embedded }) => embedded)));
  row('of that, ranking', sorted(all.map(({ ranking }) => ranking)));
  row('partial answer by embedding', sorted(all.map(({ partial, embedding }) => partial / embedding)));
  row('the next answer, with texts', sorted(all.map(({ afterwards }) => afterwards)));
  row('first answer without `partial`', sorted(all.map(({ usual }) => usual)));
}
