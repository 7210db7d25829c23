// The page of a library in Chromium: does what the runner calls.

import { readPassages, readQueries } from './dataset-reader.js';
import { type Built, measureBuild, measureRound, type Round } from './measure.js';
import { PageStorage } from './page-storage.js';
import type { Host, HostPaths } from './peer.js';
import { EMBEDDER, PEERS, type PeerEntry } from './peers.js';

declare global {
  /** The runner's: private bytes of the page's process, after a garbage collection. */
  function privateBytes(): Promise<number>;
  /** The runner's: milliseconds that the page's process has computed. */
  function computedMs(): Promise<number>;
}

/** Where the server has things. */
export interface PageJob {
  name: string;
  dataset: string;
  packages: string;
  paths: HostPaths;
}

export async function build(job: PageJob): Promise<Built> {
  return await measureBuild(entryOf(job), hostOf(job), await readPassages(reader(job)));
}

export async function round(job: PageJob): Promise<Round> {
  const read = reader(job);
  const queries = await readQueries(read);
  return await measureRound(entryOf(job), hostOf(job), {
    queries,
    passages: () => readPassages(read),
  });
}

function entryOf(job: PageJob): PeerEntry {
  const entry = [EMBEDDER, ...PEERS].find(({ name }) => name === job.name);
  if (entry === undefined) throw new Error(`nobody is called ${job.name}`);
  return entry;
}

function hostOf({ packages, paths }: PageJob): Host {
  return {
    inNode: false,
    paths,
    asset: (path) => bytes(packages + path),
    memory: () => globalThis.privateBytes(),
    cpuMs: () => globalThis.computedMs(),
    storage: new PageStorage(),
  };
}

function reader({ dataset }: PageJob) {
  return (name: string) => bytes(dataset + name);
}

async function bytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
