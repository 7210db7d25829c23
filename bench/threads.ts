// What threads buy in isolated pages, in Chromium: our own encoder, and ONNX Runtime with one and two, by the clock on the wall
// and in processor time. They take turns; a table has the medians. Nothing else should run on the machine.
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

const RACERS: readonly Racer[] = [
  { name: 'own encoder', runtime: 'leann', threads: 1, isolated: false },
  { name: 'own encoder, isolated', runtime: 'leann', threads: 1, isolated: true },
  { name: 'ORT, 1 thread', runtime: 'onnxruntime', threads: 1, isolated: false },
  { name: 'ORT, 1 thread, isolated', runtime: 'onnxruntime', threads: 1, isolated: true },
  { name: 'ORT, 2 threads, isolated', runtime: 'onnxruntime', threads: 2, isolated: true },
];

/** A query, a short passage at a time, and a batch as of an addition. */
const SIZES = [
  { words: 8, batch: 1 },
  { words: 60, batch: 1 },
  { words: 60, batch: 8 },
  { words: 200, batch: 8 },
];
const TURNS = 9;
const WARM_UP = 2;

/** Of one text. */
interface Cost {
  wallMs: number;
  processorMs: number;
}

await main();

async function main(): Promise<void> {
  const folder = `${ROOT}build/bench/threads-page`;
  await bundlePage(`${ROOT}dist/bench/threads-page.js`, folder);
  for (const file of ENCODER_MODULES) await cp(`${ROOT}dist/web/encoder/${file}`, `${folder}/${file}`);
  const servers = await Promise.all([false, true].map((isolated) => served(folder, isolated)));
  const browser = await launchChromium();
  try {
    const pages = new Map<Racer, Page>();
    for (const racer of RACERS) pages.set(racer, await opened(browser, racer, servers));
    const title = `Chromium ${browser.version()}, ${cpus()[0]?.model}, ${cpus().length} cores`;
    console.log(
      `${title}\nMilliseconds a text, wall / processor; in brackets, beside ONNX Runtime with one thread\n`,
    );
    console.log(`| words × texts | ${RACERS.map(({ name }) => name).join(' | ')} |`);
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
  { words, batch }: (typeof SIZES)[number],
): Promise<Map<Racer, Cost>> {
  const costs = new Map(RACERS.map((racer) => [racer, [] as Cost[]]));
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
          [words, batch] as const,
        );
      const spent = (await processorMs()) - before;
      if (done === undefined || turn < 0) continue;
      costs.get(racer)?.push({ wallMs: done.ms / done.texts, processorMs: spent / done.texts });
    }
  }
  await session.detach();
  const medians = [...costs].map(([racer, all]) => {
    const of = (figure: keyof Cost) => median(all.map((cost) => cost[figure]));
    return [racer, { wallMs: of('wallMs'), processorMs: of('processorMs') }] as const;
  });
  return new Map(medians);
}

function row({ words, batch }: (typeof SIZES)[number], costs: ReadonlyMap<Racer, Cost>): string {
  const base = [...costs].find(([{ runtime }]) => runtime === 'onnxruntime')?.[1];
  const cells = Array.from(costs.values(), ({ wallMs, processorMs }) => {
    const [wall, processor] = [wallMs / (base?.wallMs ?? 1), processorMs / (base?.processorMs ?? 1)];
    return `${wallMs.toFixed(1)} / ${processorMs.toFixed(1)} (${wall.toFixed(2)} / ${processor.toFixed(2)})`;
  });
  return `| ${words} × ${batch} | ${cells.join(' | ')} |`;
}
