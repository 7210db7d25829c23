// The demo's index: made once, then found in build/demo or where it was put.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProgressBar, type Terminal } from '../../cli/progress-bar.js';
import { type Embedder, LeannError, LeannIndex, type OpenOptions } from '../../web/index.js';
import { CORE, INDEXES } from '../paths.js';
import { type ExactAnswer, exactAnswers } from './exact-answers.js';
import { recording, type VectorsByText } from './recording-embedder.js';
import { readWords, type Words } from './words.js';

/** Near meanings get near numbers, so that a search of the published index reads few of its files. */
const BUILD = { numbering: 'local' } as const;

/** Definitions are found for what they say, without the words that they define. */
const SPLIT = { context: false } as const;

/** About the building of an index. */
export interface BuildReport {
  /** SHA-256 of the core that built it: another core may build another index. */
  core: string;
  /** When it was built, in ISO format. */
  at: string;
  seconds: number;
  /** The device that computed its vectors. */
  device: string;
}

export interface WordIndex {
  /** Searched with the embedder that was given. */
  index: LeannIndex;
  folder: string;
  /** Whether it was there already. */
  cached: boolean;
  report: BuildReport;
  /** The answers of exact search to definitions of words that are not in the index. */
  exactAnswers(): Promise<ExactAnswer[]>;
}

export interface WordIndexJob extends Pick<OpenOptions, 'cacheBytes'> {
  /** Meanings wanted. */
  count: number;
  /** Where the index is kept: two processes that build at the same time need two. Default: build/demo/words-N. */
  folder?: string;
  embedder: Embedder;
  terminal: Terminal;
  signal: AbortSignal;
}

/** Opens the index of so many words, and builds it first if there is none that fits. */
export async function openWordIndex(job: WordIndexJob): Promise<WordIndex> {
  const words = readWords(job.count);
  const folder = job.folder ?? join(INDEXES, `words-${words.documents.length}`);
  const found = await openBuilt(folder, words, job);
  if (found !== undefined) return { ...found, cached: true };
  await rm(folder, { recursive: true, force: true });
  await build(folder, words, job);
  const built = await openBuilt(folder, words, job);
  if (built === undefined) throw new Error(`leann: cannot open the index in ${folder}: it was just built`);
  return { ...built, cached: false };
}

async function openBuilt(
  folder: string,
  words: Words,
  { embedder, cacheBytes }: WordIndexJob,
): Promise<Omit<WordIndex, 'cached'> | undefined> {
  const text = await readFile(reportFile(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const report: BuildReport = JSON.parse(text);
  if (report.core !== (await coreHash())) return undefined;
  const options: OpenOptions = {
    embedder,
    store: 'memory',
    build: BUILD,
    ...(cacheBytes !== undefined && { cacheBytes }),
  };
  try {
    const index = await LeannIndex.import('words', await readFile(indexFile(folder)), options);
    const same = index.info().documents === words.documents.length;
    const known = await Promise.all(words.documents.map(({ id }) => index.has(id)));
    const exactAnswers = async () => JSON.parse(await readFile(exactFile(folder), 'utf8'));
    if (same && known.every(Boolean)) return { index, folder, report, exactAnswers };
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

async function build(folder: string, { documents, queries }: Words, job: WordIndexJob): Promise<void> {
  const { embedder, terminal, signal } = job;
  const vectors: VectorsByText = new Map();
  const index = await LeannIndex.open('words', {
    embedder: recording(embedder, vectors),
    store: 'memory',
    build: BUILD,
    split: SPLIT,
  });
  try {
    const began = performance.now();
    const bar = new ProgressBar(terminal);
    try {
      for await (const progress of index.add(documents, { signal })) bar.show(progress);
    } finally {
      bar.end();
    }
    const seconds = (performance.now() - began) / 1000;
    const exact = await exactAnswers({ documents, queries, embedder, vectors, signal });
    const report: BuildReport = {
      core: await coreHash(),
      at: new Date().toISOString(),
      seconds,
      device: embedder.device,
    };
    await mkdir(folder, { recursive: true });
    await writeFile(indexFile(folder), (await index.export()).stream());
    await writeFile(exactFile(folder), JSON.stringify(exact));
    await writeFile(reportFile(folder), `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await index.close();
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

function exactFile(folder: string): string {
  return join(folder, 'exact-answers.json');
}

/** It is written last. */
function reportFile(folder: string): string {
  return join(folder, 'built.json');
}
