// The demo's index: made once, then found in build/demo.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProgressBar, type Terminal } from '../../cli/progress-bar.js';
import { type Embedder, LeannError, LeannIndex } from '../../web/index.js';
import { CORE, INDEXES } from '../paths.js';
import { type Accuracy, measureAccuracy } from './accuracy.js';
import { recalling, recording, type VectorsByText } from './recording-embedder.js';
import { readWords, type Words } from './words.js';

/** Near meanings get near numbers, so that a search of the published index reads few of its files. */
const BUILD = { numbering: 'local' } as const;

/** What was found out while the index was built. */
export interface BuildReport {
  /** SHA-256 of the core that built it: another core may build another index. */
  core: string;
  seconds: number;
  /** Where its vectors were computed. */
  device: string;
  accuracy: Accuracy;
}

export interface WordIndex {
  index: LeannIndex;
  folder: string;
  /** Whether it was there already. */
  cached: boolean;
  report: BuildReport;
}

export interface WordIndexJob {
  /** Meanings wanted. */
  count: number;
  embedder: Embedder;
  terminal: Terminal;
  signal: AbortSignal;
}

/** Opens the index of so many words, and builds it first where there is none that fits. */
export async function openWordIndex(job: WordIndexJob): Promise<WordIndex> {
  const words = readWords(job.count);
  const folder = join(INDEXES, `words-${words.documents.length}`);
  const built = await openBuilt(folder, words, job.embedder);
  if (built !== undefined) return { ...built, folder, cached: true };
  await rm(folder, { recursive: true, force: true });
  return { ...(await build(folder, words, job)), folder, cached: false };
}

type Opened = Pick<WordIndex, 'index' | 'report'>;

async function openBuilt(folder: string, words: Words, embedder: Embedder): Promise<Opened | undefined> {
  const text = await readFile(reportFile(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const report: BuildReport = JSON.parse(text);
  if (report.core !== (await coreHash())) return undefined;
  try {
    const file = await readFile(indexFile(folder));
    const index = await LeannIndex.import('words', file, { embedder, store: 'memory', build: BUILD });
    const same = index.info().documents === words.documents.length;
    const known = await Promise.all(words.documents.map(({ id }) => index.has(id)));
    if (same && known.every(Boolean)) return { index, report };
    await index.close();
  } catch (error) {
    if (!isOutdated(error)) throw error;
  }
  return undefined;
}

/** Whether another version of the model or of this package made the index, or with other settings. */
function isOutdated(error: unknown): boolean {
  const codes = ['embedder-mismatch', 'unsupported-version', 'corrupt', 'invalid-argument'];
  return error instanceof LeannError && codes.includes(error.code);
}

async function build(folder: string, { documents, queries }: Words, job: WordIndexJob): Promise<Opened> {
  const { embedder, signal } = job;
  const vectors: VectorsByText = new Map();
  const noted = recalling(recording(embedder, vectors), vectors);
  // What is measured is recomputation, so nothing may be kept from one query to the next.
  const cacheBytes = 0;
  const index = await LeannIndex.open('words', {
    embedder: noted,
    store: 'memory',
    build: BUILD,
    cacheBytes,
  });
  try {
    const began = performance.now();
    const bar = new ProgressBar(job.terminal);
    try {
      for await (const progress of index.add(documents, { signal })) bar.show(progress);
    } finally {
      bar.end();
    }
    const seconds = (performance.now() - began) / 1000;
    const accuracy = await measureAccuracy({ index, documents, queries, embedder, vectors, signal });
    const report: BuildReport = { core: await coreHash(), seconds, device: embedder.device, accuracy };
    await mkdir(folder, { recursive: true });
    await writeFile(indexFile(folder), (await index.export()).stream());
    await writeFile(reportFile(folder), `${JSON.stringify(report, null, 2)}\n`);
    return { index, report };
  } catch (error) {
    await index.close();
    throw error;
  }
}

async function coreHash(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(CORE))
    .digest('hex');
}

function indexFile(folder: string): string {
  return join(folder, 'words.leann');
}

function reportFile(folder: string): string {
  return join(folder, 'report.json');
}
