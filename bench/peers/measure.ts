// What is measured of a library, in the process or page that is its own.

import type { Answer, Host, Passages, PeerIndex, Query } from './peer.js';
import type { PeerEntry } from './peers.js';

export interface Built {
  buildMs: number;
  /** Milliseconds that the process computed meanwhile. */
  buildCpuMs: number;
  saveMs: number;
  /** Handed to the storage. */
  bytes: number;
}

/** Of one query. */
export interface Asked extends Required<Pick<Answer, 'ids'>> {
  embedMs: number | undefined;
  searchMs: number;
  recomputeMs: number;
  firstMs: number | undefined;
  recomputed: number;
}

export interface Round {
  /** The library's scripts loaded, and the index ready to be searched; undefined where it was built instead. */
  openMs: number | undefined;
  /** Where it cannot be opened here. */
  buildMs: number | undefined;
  buildCpuMs: number | undefined;
  /** Milliseconds that the process computed for all queries. */
  askCpuMs: number;
  /** Bytes by which the memory grew: when opened, and after all queries. */
  memory: { opened: number; asked: number };
  asked: Asked[];
}

export async function measureBuild(entry: PeerEntry, host: Host, passages: Passages): Promise<Built> {
  const { peer } = await entry.load();
  await peer.prepare?.(host);
  const cpuMs = await host.cpuMs();
  const began = performance.now();
  const index = await peer.build(host, passages);
  const built = performance.now();
  const buildCpuMs = (await host.cpuMs()) - cpuMs;
  const saving = performance.now();
  const bytes = await index.save();
  const saved = performance.now();
  await index.close();
  return { buildMs: built - began, buildCpuMs, saveMs: saved - saving, bytes };
}

export interface RoundJob {
  queries: Query[];
  /** For libraries that cannot open what they saved here. */
  passages(): Promise<Passages>;
}

export async function measureRound(entry: PeerEntry, host: Host, job: RoundJob): Promise<Round> {
  const unopenable = host.inNode && entry.unopenableInNode !== undefined;
  const passages = unopenable ? await job.passages() : undefined;
  const loading = performance.now();
  const { peer } = await entry.load();
  const loadMs = performance.now() - loading;
  await peer.prepare?.(host);
  const before = await host.memory();
  const cpuBefore = await host.cpuMs();
  const began = performance.now();
  const index = await (passages === undefined ? peer.open(host) : peer.build(host, passages));
  const ms = performance.now() - began;
  const cpuMs = (await host.cpuMs()) - cpuBefore;
  const opened = (await host.memory()) - before;
  const cpuOpened = await host.cpuMs();
  const asked: Asked[] = [];
  for (const query of job.queries) asked.push(await ask(index, query));
  const askCpuMs = (await host.cpuMs()) - cpuOpened;
  const memory = { opened, asked: (await host.memory()) - before };
  await index.close();
  return {
    openMs: unopenable ? undefined : loadMs + ms,
    buildMs: unopenable ? ms : undefined,
    buildCpuMs: unopenable ? cpuMs : undefined,
    askCpuMs,
    memory,
    asked,
  };
}

async function ask(index: PeerIndex, query: Query): Promise<Asked> {
  const began = performance.now();
  const { ids, ms, recomputed = 0 } = await index.search(query);
  const { embed, recompute, first, total } = ms ?? {
    embed: undefined,
    recompute: 0,
    first: undefined,
    total: performance.now() - began,
  };
  return {
    ids,
    embedMs: embed,
    searchMs: total - (embed ?? 0) - recompute,
    recomputeMs: recompute,
    firstMs: first,
    recomputed,
  };
}
