// What threads buy in Chromium: our own encoder with one and more, in any page, and ONNX Runtime with one and two, which needs an
// isolated page; embeddings a second, by the clock on the wall and in processor time. They take turns; a table has the medians. Nothing
// else should run on the machine.
// Run as: npm run bench:threads

import { cp } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { ENCODER_MODULES } from '../cli/site-files.js';
import { type Served, serve } from '../cli/static-server.js';
import { bundlePage } from '../tools/chromium/bundle-page.js';
import { launchChromium } from '../tools/chromium/launch.js';
import { ROOT } from '../tools/paths.js';
import type { EmbedRuntime } from '../web/embed/embedder.js';
import { median } from './encoder-rates.js';
import type * as Script from './threads-page.js';

/** A way to embed, in a page that may have threads or may not. */
interface Racer {
  name: string;
  runtime: EmbedRuntime;
  threads: number;
  isolated: boolean;
}

/** More than there are processors say nothing. */
const OWN_THREADS = [1, 2, 3, 4].filter((threads) => threads <= Math.max(2, cpus().length));

const RACERS: readonly Racer[] = [
  ...OWN_THREADS.map(
    (threads) => ({ name: `own encoder, ${threads}`, runtime: 'leann', threads, isolated: false }) as const,
  ),
  { name: 'ORT, 1', runtime: 'onnxruntime', threads: 1, isolated: true },
  { name: 'ORT, 2', runtime: 'onnxruntime', threads: 2, isolated: true },
];

/** Tokens and texts: a query, and batches as of searches and additions. */
const SIZES = [
  { tokens: 16, batch: 1 },
  { tokens: 16, batch: 8 },
  { tokens: 64, batch: 8 },
  { tokens: 256, batch: 8 },
];
const TURNS = 9;
const WARM_UP = 2;

/** Texts in a second. */
interface Rate {
  wall: number;
  processor: number;
}

await main();

async function main(): Promise<void> {
  const folder = `${ROOT}build/bench/threads-page`;
  await bundlePage(`${ROOT}dist/bench/threads-page.js`, folder);
  for (const file of ENCODER_MODULES) await cp(`${ROOT}dist/web/encoder/${file}`, `${folder}/${file}`);
  // Where the page looks for it, for copies of the encoder.
  await cp(`${ROOT}dist/web/worker/leann-worker.js`, `${folder}/worker.js`);
  const servers = await Promise.all([false, true].map((isolated) => served(folder, isolated)));
  const browser = await launchChromium();
  try {
    const pages = new Map<Racer, Page>();
    for (const racer of RACERS) pages.set(racer, await opened(browser, racer, servers));
    const title = `Chromium ${browser.version()}, ${cpus()[0]?.model}, ${cpus().length} cores`;
    console.log(
      `${title}\nEmbeddings a second, wall / processor time; in brackets, times our own encoder with one thread\n`,
    );
    console.log(`| tokens × texts | ${RACERS.map(({ name }) => name).join(' | ')} |`);
    console.log(`|${'---|'.repeat(RACERS.length + 1)}`);
    for (const size of SIZES) console.log(row(size, await race(browser, pages, size)));
  } finally {
    await browser.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

function served(folder: string, isolated: boolean): Promise<Served> {
  const ort = `${ROOT}node_modules/onnxruntime-web/dist`;
  return serve({ isolated, roots: { '/': folder, '/models/': `${ROOT}build/models`, '/ort/': ort } });
}

/** A page in which that racer is loaded. */
async function opened(browser: Browser, racer: Racer, servers: readonly Served[]): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${servers[racer.isolated ? 1 : 0]?.url}/`);
  await page.waitForFunction(() => 'pageScript' in globalThis);
  const isolated = await page.evaluate(
    ({ runtime, threads }) =>
      (globalThis as unknown as { pageScript: typeof Script }).pageScript.load(runtime, threads),
    racer,
  );
  if (isolated !== racer.isolated)
    throw new Error(`leann: cannot measure ${racer.name}: isolated ${isolated}`);
  return page;
}

/** All racers in turn, with the order going round, so that none is always the one after the same other. */
async function race(
  browser: Browser,
  pages: ReadonlyMap<Racer, Page>,
  { tokens, batch }: (typeof SIZES)[number],
): Promise<Map<Racer, Rate>> {
  const rates = new Map(RACERS.map((racer) => [racer, [] as Rate[]]));
  const session = await browser.newBrowserCDPSession();
  const processorMs = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    return renderers.reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
  };
  for (let turn = -WARM_UP; turn < TURNS; turn++) {
    const first = (turn + WARM_UP) % RACERS.length;
    for (const racer of [...RACERS.slice(first), ...RACERS.slice(0, first)]) {
      const before = await processorMs();
      const done = await pages
        .get(racer)
        ?.evaluate(
          ([length, texts]) =>
            (globalThis as unknown as { pageScript: typeof Script }).pageScript.turn(length, texts),
          [tokens, batch] as const,
        );
      const spent = (await processorMs()) - before;
      if (done === undefined || turn < 0) continue;
      const { texts, ms } = done;
      rates.get(racer)?.push({ wall: (1000 * texts) / ms, processor: (1000 * texts) / spent });
    }
  }
  await session.detach();
  const medians = [...rates].map(([racer, all]) => {
    const of = (figure: keyof Rate) => median(all.map((rate) => rate[figure]));
    return [racer, { wall: of('wall'), processor: of('processor') }] as const;
  });
  return new Map(medians);
}

function row({ tokens, batch }: (typeof SIZES)[number], rates: ReadonlyMap<Racer, Rate>): string {
  const [base] = rates.values();
  const cells = Array.from(rates.values(), ({ wall, processor }) => {
    const times = [wall / (base?.wall ?? 1), processor / (base?.processor ?? 1)];
    return `${wall.toFixed(1)} / ${processor.toFixed(1)} (${times.map((each) => each.toFixed(2)).join(' / ')})`;
  });
  return `| ${tokens} × ${batch} | ${cells.join(' | ')} |`;
}
