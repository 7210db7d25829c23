// What the demo prints: answers, sizes, and how close the answers are to those of exact search.

import { hnswBytes } from '../../demo/site/baselines.js';
import type { IndexInfo, LeannIndex } from '../../web/index.js';
import { EXAMPLES } from './examples.js';
import type { BuildReport } from './word-index.js';

const SHOWN = 3;
const TEXT_WIDTH = 72;

type Print = (line: string) => void;

/** Searches for the examples and prints what is found. */
export async function printAnswers(index: LeannIndex, print: Print, signal: AbortSignal): Promise<void> {
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

export function printSizes({ passages, bytes }: IndexInfo, print: Print): void {
  const hnsw = hnswBytes(passages);
  const row = (name: string, size: number) =>
    print(
      `  ${name.padEnd(26)}${grouped(size).padStart(14)} B${(size / passages).toFixed(1).padStart(10)} B a passage`,
    );
  print(`\nSize of the index, ${grouped(passages)} passages`);
  row('graph', bytes.graph);
  row('codes', bytes.codes);
  row('lengths', bytes.lengths);
  row('rotation and codebooks', bytes.quantizer);
  row('header and checksums', bytes.rest);
  row('all', bytes.total);
  row('HNSW with its vectors', hnsw);
  print(
    `  ${(hnsw / bytes.total).toFixed(1)} times smaller. The texts take ${grouped(bytes.text)} B either way.`,
  );
}

export function printAccuracy({ accuracy, seconds, device }: BuildReport, print: Print): void {
  const { queries, recallAt10, recomputed } = accuracy;
  print(
    `\nRecall@10 ${recallAt10.toFixed(3)} against exact search over the 32-bit float vectors, recomputing`,
  );
  print(
    `${recomputed.toFixed(0)} passages a query; ${queries} queries: definitions of words that are not in the index, each`,
  );
  print(`asked of an index that keeps no vectors in memory.`);
  print(`Built in ${seconds.toFixed(0)} s on ${device === 'node' ? 'onnxruntime-node' : 'WebAssembly'}.`);
}

function shortened(text: string): string {
  return text.length <= TEXT_WIDTH ? text : `${text.slice(0, TEXT_WIDTH - 1).trimEnd()}…`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
