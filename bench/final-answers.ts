// How long a final answer of a published folder takes in Chromium, the model loaded and nothing cached: our own encoder with one and
// with two threads, and ONNX Runtime with one, in turns. Queries are beginnings of passages, so they say nothing of quality. Prints a
// Markdown table.
// node dist/bench/final-answers.js FOLDER …   (folders that `leann-web build` made, or glosses: the first 10,000 of WordNet, which are
// built first)

import { basename, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { serve } from '../cli/static-server.js';
import { launchChromium } from '../tools/chromium/launch.js';
import { MODEL, ROOT } from '../tools/paths.js';
import type * as Package from '../web/index.js';
import { LeannIndex } from '../web/index.js';
import { builtGlossesSite } from './first-visit/glosses-site.js';
import { answer } from './judged/one-index.js';

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

/** One final answer. */
interface Final {
  ms: number;
  recomputed: number;
}

const browser = await launchChromium();
console.log('| folder | passages | runtime | threads | median ms | p90 | recomputed |');
console.log('|---|---|---|---|---|---|---|');
try {
  for (const folder of process.argv.slice(2))
    await measure(folder === 'glosses' ? await glosses() : resolve(folder));
} finally {
  await browser.close();
}

async function glosses(): Promise<string> {
  const { folder } = await builtGlossesSite([], GLOSSES.folder, GLOSSES.count);
  return `${folder}/search`;
}

async function measure(folder: string): Promise<void> {
  const { queries, passages } = await beginnings(folder);
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
    const all = finals[number] ?? [];
    const recomputed = all.reduce((sum, each) => sum + each.recomputed, 0) / all.length;
    const ms = all.map((each) => each.ms).sort((left, right) => left - right);
    const at = (share: number) => (ms[Math.floor(share * ms.length)] ?? 0).toFixed(0);
    console.log(
      `| ${[basename(folder), passages, runtime, numThreads, at(0.5), at(0.9), recomputed.toFixed(1)].join(' | ')} |`,
    );
  }
  await page.close();
  await served.close();
}

/** Of passages all over the collection. */
async function beginnings(folder: string): Promise<{ queries: string[]; passages: number }> {
  const index = await LeannIndex.fromUrl(folder, { model: 'never' });
  const { passages } = index.info();
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

/** Of each racer. */
function finalAnswers(page: Page, queries: readonly string[]): Promise<Final[][]> {
  return page.evaluate(
    async ({ all, racers, warmUp }) => {
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
        for (const [racer, index] of indexes.entries()) {
          const began = performance.now();
          let last: Package.SearchUpdate | undefined;
          for await (const update of index.search(query)) last = update;
          const recomputed = last?.stats.recomputed ?? 0;
          if (number >= warmUp) found[racer]?.push({ ms: performance.now() - began, recomputed });
        }
      }
      return found;
    },
    { all: queries, racers: [...RACERS], warmUp: WARM_UP },
  );
}
