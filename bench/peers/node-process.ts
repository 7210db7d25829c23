// The process of a library in Node: does the one job that its parent sends.

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateBytes, settledBytes } from '../process-usage.js';
import { readPassages, readQueries } from './dataset-reader.js';
import { type Built, measureBuild, measureRound, type Round } from './measure.js';
import type { Host, HostPaths } from './peer.js';
import { EMBEDDER, PEERS } from './peers.js';

export interface NodeJob {
  task: 'build' | 'round';
  /** Of the entry. */
  name: string;
  /** Where the index is, or will be. */
  folder: string;
  dataset: string;
  packages: string;
  paths: HostPaths;
}

export type NodeReply = { built: Built } | { round: Round } | { failure: string };

process.once('message', (job: NodeJob) => {
  void work(job)
    .catch(
      (error: unknown): NodeReply => ({ failure: error instanceof Error ? error.message : String(error) }),
    )
    .then((reply) => process.send?.(reply, () => process.exit()));
});

async function work(job: NodeJob): Promise<NodeReply> {
  const entry = [EMBEDDER, ...PEERS].find(({ name }) => name === job.name);
  if (entry === undefined) throw new Error(`nobody is called ${job.name}`);
  const host = await hostOf(job);
  const read = async (name: string) => await bytes(join(job.dataset, name));
  if (job.task === 'build') return { built: await measureBuild(entry, host, await readPassages(read)) };
  const passages = () => readPassages(read);
  return { round: await measureRound(entry, host, { queries: await readQueries(read), passages }) };
}

async function hostOf({ folder, packages, paths }: NodeJob): Promise<Host> {
  await mkdir(folder, { recursive: true });
  return {
    inNode: true,
    paths,
    asset: (path) => bytes(join(packages, path)),
    memory,
    cpuMs: async () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    storage: {
      write: async (name, content) => {
        await writeFile(join(folder, name), content);
        return (await stat(join(folder, name))).size;
      },
      read: (name) => bytes(join(folder, name)),
      readText: (name) => readFile(join(folder, name), 'utf8'),
      contentBytes: () => Promise.reject(new Error('there is no IndexedDB in Node')),
    },
  };
}

function memory(): Promise<number> {
  return settledBytes(
    () => globalThis.gc?.(),
    () => privateBytes('self'),
  );
}

async function bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
