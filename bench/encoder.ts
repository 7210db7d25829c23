// Our own encoder beside ONNX Runtime Web, in Node and in Chromium: embeddings a second, the first vector, accuracy and bytes.
// Run as: node dist/bench/encoder.js [node] [chromium] [loads] [accuracy]; default: all of them.
import { readFileSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { serve } from '../cli/static-server.js';
import { bundlePage } from '../tools/chromium/bundle-page.js';
import { launchChromium } from '../tools/chromium/launch.js';
import { MODEL, ROOT } from '../tools/paths.js';
import { printAccuracy } from './encoder-accuracy.js';
import type * as Script from './encoder-page.js';
import { racers, turnOf } from './encoder-race.js';
import { median, type Rates, race } from './encoder-rates.js';

const LOADS = 5;
const KERNELS = ['plain', 'relaxed-sum', 'relaxed-pairs'];

await main();

async function main(): Promise<void> {
  console.log(processor());
  for (const kernel of KERNELS) {
    const bytes = await readFile(`${ROOT}dist/web/encoder/leann-encoder-${kernel}.wasm`);
    console.log(`leann-encoder-${kernel}.wasm: ${gzipSync(bytes, { level: 9 }).length} bytes (gzip)`);
  }
  if (wanted('node')) printRates('Node', await nodeRates());
  if (wanted('chromium') || wanted('loads')) await printChromium();
  if (wanted('accuracy')) await printAccuracy();
}

/** Whether a part of the benchmark was asked for. */
function wanted(part: string): boolean {
  const parts = process.argv.slice(2);
  return parts.length === 0 || parts.includes(part);
}

/** Its name, and whether it has the products that relaxed SIMD is made for. */
function processor(): string {
  const flags = readFileSync('/proc/cpuinfo', 'utf8').match(/\b(avx_vnni|avx512_vnni|asimddp)\b/g) ?? [];
  return `${cpus()[0]?.model}, ${cpus().length} cores, ${[...new Set(flags)].join(' and ') || 'no VNNI'}`;
}

async function nodeRates(): Promise<Rates[]> {
  const file = async (name: string) => new Uint8Array(await readFile(`${MODEL}/${name}`));
  const all = await racers({
    encoder: await file('encoder.bin'),
    tokens: await file('encoder-tokens.bin'),
    int8: await file('onnx/model_quantized.onnx'),
    fp32: await file('onnx/model.onnx'),
  });
  const rates = await race({
    names: all.map(({ name }) => name),
    turn: async (name, tokens, batch) => {
      const racer = all.find((each) => each.name === name);
      return racer === undefined ? 0 : await turnOf(racer, tokens, batch);
    },
    clock: async () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  });
  for (const racer of all) await racer.close();
  return rates;
}

function printRates(where: string, all: readonly Rates[]): void {
  const names = Object.keys(all[0]?.rates ?? {});
  console.log(`\n| ${where} | ${names.join(' | ')} |\n|${'---|'.repeat(names.length + 1)}`);
  for (const { tokens, batch, rates } of all) {
    const base = rates['ORT int8'] ?? 1;
    const cells = names.map(
      (name) => `${(rates[name] ?? 0).toFixed(1)} (${((rates[name] ?? 0) / base).toFixed(2)})`,
    );
    console.log(`| ${tokens} × ${batch} | ${cells.join(' | ')} |`);
  }
  console.log('');
}

/** Each figure in a page of its own. */
async function printChromium(): Promise<void> {
  const folder = `${ROOT}build/bench/encoder-page`;
  await bundlePage(`${ROOT}dist/bench/encoder-page.js`, folder);
  for (const kernel of KERNELS) {
    await cp(
      `${ROOT}dist/web/encoder/leann-encoder-${kernel}.wasm`,
      `${folder}/leann-encoder-${kernel}.wasm`,
    );
  }
  const ort = `${ROOT}node_modules/onnxruntime-web/dist`;
  const served = await serve({ roots: { '/': folder, '/models/': `${ROOT}build/models`, '/ort/': ort } });
  const browser = await launchChromium();
  const inPage = async <Result>(use: (page: Page) => Promise<Result>) => {
    const page = await browser.newPage();
    await page.goto(`${served.url}/`);
    await page.waitForFunction(() => 'pageScript' in globalThis);
    const result = await use(page);
    await page.close();
    return result;
  };
  try {
    if (wanted('chromium')) {
      printRates(`Chromium ${browser.version()}`, await inPage((page) => pageRates(browser, page)));
    }
    for (const runtime of wanted('loads') ? (['auto', 'onnxruntime'] as const) : []) {
      const times: number[] = [];
      for (let load = 0; load < LOADS; load++) {
        times.push(
          await inPage((page) =>
            page.evaluate(
              (each) => (globalThis as unknown as { pageScript: typeof Script }).pageScript.firstVector(each),
              runtime,
            ),
          ),
        );
      }
      console.log(`First vector in Chromium, ${runtime}: ${median(times).toFixed(0)} ms`);
    }
  } finally {
    await browser.close();
    await served.close();
  }
}

async function pageRates(browser: Browser, page: Page): Promise<Rates[]> {
  const processes = await browser.newBrowserCDPSession();
  const names = await page.evaluate(() =>
    (globalThis as unknown as { pageScript: typeof Script }).pageScript.line(),
  );
  return await race({
    names,
    turn: (name, tokens, batch) =>
      page.evaluate(
        ([racer, length, texts]) =>
          (globalThis as unknown as { pageScript: typeof Script }).pageScript.turn(racer, length, texts),
        [name, tokens, batch] as const,
      ),
    clock: async () => {
      const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
      return processInfo
        .filter(({ type }) => type === 'renderer')
        .reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
    },
  });
}
