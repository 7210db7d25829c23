// What is measured of an engine, in a process of its own. Times are the processor's: those of all threads together, on which
// other work of the machine has little influence.

import { privateBytes, settledBytes } from '../../process-usage.js';
import type { Asked } from './collections.js';
import type { Collection, Engine } from './engine.js';

export interface Round {
  /** From the stored form to the first query that can be asked. */
  openMs: number;
  /** The first query after that. */
  firstMs: number;
  /** Private bytes by which the process grew: when the first query was answered, and after all. */
  memory: { opened: number; asked: number };
  /** Bytes fetched for the first query, and for later ones; undefined if everything is fetched before. */
  fetched: { first: number; later: number[] } | undefined;
  /** Of each query. */
  answers: { ms: number; ids: string[] }[];
}

export async function measureBuild(engine: Engine, folder: string, collection: Collection): Promise<number> {
  const began = computedMs();
  await engine.build(folder, collection);
  return computedMs() - began;
}

export async function measureRound(
  engine: Engine,
  folder: string,
  { warmUp, asked }: { warmUp: readonly string[]; asked: readonly Asked[] },
): Promise<Round> {
  const before = await memory();
  const began = computedMs();
  const index = await engine.open(folder);
  const opened = computedMs();
  await index.search(warmUp[0] ?? '');
  const firstMs = computedMs() - opened;
  const first = index.fetched?.();
  const grown = (await memory()) - before;
  for (const query of warmUp.slice(1)) await index.search(query);
  const answers: Round['answers'] = [];
  const later: number[] = [];
  for (const { query } of asked) {
    const had = index.fetched?.() ?? 0;
    const asking = computedMs();
    const ids = await index.search(query);
    answers.push({ ms: computedMs() - asking, ids });
    later.push((index.fetched?.() ?? 0) - had);
  }
  const all = (await memory()) - before;
  await index.close();
  return {
    openMs: opened - began,
    firstMs,
    memory: { opened: grown, asked: all },
    fetched: first === undefined ? undefined : { first, later },
    answers,
  };
}

function computedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function memory(): Promise<number> {
  return settledBytes(
    () => globalThis.gc?.(),
    () => privateBytes('self'),
  );
}
