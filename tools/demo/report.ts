// Prints what the demo's index can do: answers, sizes, and how close the answers are to those of exact search. All is measured
// with the embedder that is given. Figures that were measured before say when, and computed ones say from what.

import { HNSW, hnswBytes } from '../../demo/site/baselines.js';
import type { IndexInfo, LeannIndex } from '../../web/index.js';
import { EXAMPLES } from '../dictionary/examples.js';
import { type BuildReport, openWordIndex, type WordIndexJob } from '../dictionary/word-index.js';
import { accuracyOf } from './accuracy.js';

const SHOWN = 3;
const TEXT_WIDTH = 72;

type Print = (line: string) => void;

/** Builds or opens the index and prints what it can do. */
export async function printReport(job: WordIndexJob, print: Print): Promise<void> {
  const { index, folder, cached, report } = await openWordIndex(job);
  try {
    const info = index.info();
    const where = `${cached ? 'found in' : 'now in'} ${folder}`;
    print(`${grouped(info.documents)} definitions of WordNet, ${where}`);
    await printAnswers(index, print, job.signal);
    printSizes(info, print);
  } finally {
    await index.close();
  }
  await printAccuracy(job, print);
  printBuild(report, cached, print);
}

/** Searches for the examples and prints what is found. */
async function printAnswers(index: LeannIndex, print: Print, signal: AbortSignal): Promise<void> {
  for (const { query } of EXAMPLES) {
    for await (const { hits, stats, final } of index.search(query, { signal })) {
      if (!final) continue;
      const { recomputed, cached, ms } = stats;
      print(`\n“${query}”  ${recomputed} recomputed, ${cached} from memory, ${ms.total.toFixed(0)} ms`);
      for (const { title, text, score } of hits.slice(0, SHOWN)) {
        print(`  ${score.toFixed(3)}  ${title ?? ''} — ${shortened(text)}`);
      }
    }
  }
}

function printSizes({ passages, bytes }: IndexInfo, print: Print): void {
  const hnsw = hnswBytes(passages);
  const row = (name: string, size: number) =>
    print(
      `  ${name.padEnd(26)}${grouped(size).padStart(14)} B${(size / passages).toFixed(1).padStart(10)} B a passage`,
    );
  print(`\nSize of the index, ${grouped(passages)} passages`);
  row('graph', bytes.graph);
  row('codes', bytes.codes);
  row('checks of texts', bytes.attachments);
  row('rotation and codebooks', bytes.quantizer);
  row('lengths', bytes.lengths);
  row('words', bytes.words);
  row('header and checksums', bytes.rest);
  row('saved vectors', bytes.cache);
  row('all', bytes.total);
  print(`  The texts take ${grouped(bytes.text)} B either way.`);
  print(
    `  HNSW with its vectors would take ${grouped(hnsw)} B, ${(hnsw / bytes.total).toFixed(1)} times as much:`,
  );
  print(`  computed from the ${grouped(HNSW)} B a passage of hnswlib's files (docs/benchmarks.md).`);
}

async function printAccuracy(job: WordIndexJob, print: Print): Promise<void> {
  const { queries, recallAt10, recomputed, at, now } = await accuracyOf(job);
  print(
    `\nRecall@10 ${recallAt10.toFixed(3)} against exact search over the 32-bit float vectors, recomputing`,
  );
  print(
    `${recomputed.toFixed(0)} passages a query; ${queries} queries: definitions of words that are not in the index, each`,
  );
  print(`asked of an index that keeps no vectors in memory. Measured ${when(at, now)}.`);
}

function printBuild({ at, seconds, device }: BuildReport, cached: boolean, print: Print): void {
  const where = device === 'node' ? 'onnxruntime-node' : 'WebAssembly';
  print(`Built ${when(at, !cached)}, in ${seconds.toFixed(0)} s on ${where}.`);
}

function when(at: string, now: boolean): string {
  return now ? 'just now' : `on ${at.slice(0, 10)}`;
}

function shortened(text: string): string {
  return text.length <= TEXT_WIDTH ? text : `${text.slice(0, TEXT_WIDTH - 1).trimEnd()}…`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
