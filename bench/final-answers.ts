// How long a final answer of a published folder takes in Chromium, the model loaded and nothing cached: our own encoder with one and
// with two threads, and ONNX Runtime with one, in turns, ending by default and with a fixed number of passages recomputed. Prints a
// Markdown table.
// node dist/bench/final-answers.js [--queries FILE | --dictionary DICT] FOLDER …   (folders that `leann-web build` made, or glosses: the
// first 10,000 of WordNet, which are built first. A query a line; or how gcide.dict.dz of the Debian package dict-gcide describes words
// that those glosses have; without either, beginnings of passages, after which a search ends sooner than after what people ask)

import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { serve } from '../cli/static-server.js';
import { launchChromium } from '../tools/chromium/launch.js';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL, ROOT } from '../tools/paths.js';
import type * as Package from '../web/index.js';
import { LeannIndex } from '../web/index.js';
import { builtGlossesSite } from './first-visit/glosses-site.js';
import { answer } from './judged/one-index.js';
import { readDescriptions } from './judged/webster.js';

const GLOSSES = { folder: `${ROOT}build/bench/final-glosses`, count: 10_000 };
const QUERIES = 40;
const WORDS = 8;
/** Answers until everything has been compiled, and helping threads are there. */
const WARM_UP = 4;

const RACERS = [
  { runtime: 'leann', numThreads: 1 },
  { runtime: 'leann', numThreads: 2 },
  { runtime: 'onnxruntime', numThreads: 1 },
] as const;

/** How searches end. */
const EFFORTS = [{ name: 'by default' }, { name: '8 recomputed', maxRecomputes: 8 }] as const;

/** One final answer. */
interface Final {
  ms: number;
  recomputed: number;
  effort: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { queries: { type: 'string' }, dictionary: { type: 'string' } },
});

const browser = await launchChromium();
console.log('| folder | passages | runtime | threads | ends | median ms | p90 | recomputed |');
console.log('|---|---|---|---|---|---|---|---|');
try {
  for (const folder of positionals) await measure(folder === 'glosses' ? await glosses() : resolve(folder));
} finally {
  await browser.close();
}

async function glosses(): Promise<string> {
  const { folder } = await builtGlossesSite([], GLOSSES.folder, GLOSSES.count);
  return `${folder}/search`;
}

async function measure(folder: string): Promise<void> {
  const { queries, passages } = await queriesOf(folder);
  const served = await serve({
    roots: {
      '/search/': folder,
      '/package/': `${ROOT}dist/bundle`,
      '/encoder/': `${ROOT}dist/web/encoder`,
      '/model/': MODEL,
      '/ort/': `${ROOT}node_modules/onnxruntime-web/dist`,
    },
  });
  const page = await browser.newPage();
  await page.goto(`${served.url}/search/manifest.json`);
  const finals = await finalAnswers(page, queries);
  for (const [number, { runtime, numThreads }] of RACERS.entries()) {
    for (const [effort, { name }] of EFFORTS.entries()) {
      const all = finals[number]?.filter((each) => each.effort === effort) ?? [];
      const recomputed = all.reduce((sum, each) => sum + each.recomputed, 0) / all.length;
      const ms = all.map((each) => each.ms).sort((left, right) => left - right);
      const at = (share: number) => (ms[Math.floor(share * ms.length)] ?? 0).toFixed(0);
      const row = [basename(folder), passages, runtime, numThreads, name, at(0.5), at(0.9)];
      console.log(`| ${[...row, recomputed.toFixed(1)].join(' | ')} |`);
    }
  }
  await page.close();
  await served.close();
}

/** Those of the file or dictionary, or beginnings of passages all over the collection. */
async function queriesOf(folder: string): Promise<{ queries: string[]; passages: number }> {
  const index = await LeannIndex.fromUrl(folder, { model: 'never' });
  const { passages } = index.info();
  const lines = given();
  if (lines !== undefined) {
    await index.close();
    const every = Math.max(1, Math.floor(lines.length / QUERIES));
    return { queries: lines.filter((_, row) => row % every === 0).slice(0, QUERIES), passages };
  }
  const ids = await index.ids();
  const queries: string[] = [];
  for (let at = 0; at < QUERIES; at++) {
    const { title = '' } = (await index.get(ids[Math.floor((at * ids.length) / QUERIES)] ?? '')) ?? {};
    const { hits } = await answer(index, title, { mode: 'words', k: QUERIES });
    const words = (hits[at % Math.max(1, hits.length)]?.text ?? title).split(/\s+/);
    queries.push(words.slice(0, WORDS).join(' '));
  }
  await index.close();
  return { queries, passages };
}

/** What the command line says to ask; undefined if nothing. */
function given(): string[] | undefined {
  const { queries, dictionary } = values;
  if (queries !== undefined) return readFileSync(queries, 'utf8').split('\n').filter(Boolean);
  if (dictionary === undefined) return undefined;
  const words = new Set(readGlosses({ limit: GLOSSES.count }).flatMap(({ title }) => title.split(', ')));
  return readDescriptions(dictionary, words, QUERIES).map(({ text }) => text);
}

/** Of each racer. */
function finalAnswers(page: Page, queries: readonly string[]): Promise<Final[][]> {
  return page.evaluate(
    async ({ all, racers, efforts, warmUp }) => {
      const script = new URL('/package/leann-web.js', location.href).href;
      const { LeannIndex: Index, OnnxEmbedder } = (await import(script)) as typeof Package;
      const at = (path: string) => new URL(path, location.href);
      const open = async (racer: (typeof racers)[number]) => {
        const embedder = await OnnxEmbedder.load(at('/model/'), {
          ...racer,
          dtype: 'int8',
          device: 'wasm',
          encoderPath: at('/encoder/'),
          wasmPaths: at('/ort/'),
          worker: () => new Worker(at('/package/worker.js'), { type: 'module' }),
        });
        return Index.fromUrl(at('/search/'), { embedder, cacheBytes: 0 });
      };
      const indexes: Package.LeannIndex[] = [];
      for (const racer of racers) indexes.push(await open(racer));
      const found = racers.map(() => [] as Final[]);
      const queue = [...Array.from({ length: warmUp }, (_, turn) => `to warm up ${turn}`), ...all];
      for (const [number, query] of queue.entries()) {
        // Whichever comes second finds texts in memory.
        const order = number % 2 === 0 ? efforts : efforts.toReversed();
        for (const [racer, index] of indexes.entries()) {
          for (const { effort, options } of order) {
            const began = performance.now();
            let last: Package.SearchUpdate | undefined;
            for await (const update of index.search(query, options)) last = update;
            const recomputed = last?.stats.recomputed ?? 0;
            if (number >= warmUp) found[racer]?.push({ ms: performance.now() - began, recomputed, effort });
          }
        }
      }
      return found;
    },
    {
      all: queries,
      racers: [...RACERS],
      efforts: EFFORTS.map(({ name: _, ...options }, effort) => ({ effort, options })),
      warmUp: WARM_UP,
    },
  );
}
