// The process of an engine: does the one job that its parent sends.

import { readFile } from 'node:fs/promises';
import type { AskedCollection } from './collections.js';
import { ENTRIES } from './entries.js';
import { measureBuild, measureRound, type Round } from './measure.js';

export interface Job {
  task: 'build' | 'round';
  /** Of the entry. */
  name: string;
  /** Of the stored form. */
  folder: string;
  /** A file: the collection as JSON. */
  collection: string;
}

export type Reply = { buildMs: number } | { round: Round } | { failure: string };

process.once('message', (job: Job) => {
  void work(job)
    .catch((error: unknown): Reply => ({ failure: error instanceof Error ? error.message : String(error) }))
    .then((reply) => process.send?.(reply, () => process.exit()));
});

async function work({ task, name, folder, collection: file }: Job): Promise<Reply> {
  const entry = ENTRIES.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`nobody is called ${name}`);
  const { engine } = await entry.load();
  const { documents, isPrebuilt, warmUp, asked }: AskedCollection = JSON.parse(await readFile(file, 'utf8'));
  if (task === 'build') return { buildMs: await measureBuild(engine, folder, { documents, isPrebuilt }) };
  // The documents are garbage by now, which is collected before anything is measured.
  return { round: await measureRound(engine, folder, { warmUp, asked }) };
}
