// Runs in the pages and workers of the fault tests: rounds of changes that are saved while something goes wrong.

import type { Notice } from '../../web/interface/notice.js';
import { LeannIndex } from '../../web/leann-index.js';
import { failureOf } from '../web/expect.js';
import { wordEmbedder } from '../web/word-embedder.js';
import { change, dump, type Held } from './rounds.js';

const notices: Notice[] = [];

function open(name: string): Promise<LeannIndex> {
  return LeannIndex.open(name, {
    embedder: wordEmbedder(),
    store: 'indexeddb',
    wasm: '/core/leann-core.wasm',
    autoCompact: false,
    table: true,
    // In this thread, which is what goes wrong.
    worker: false,
    onNotice: (notice) => notices.push(notice),
  });
}

/** Codes of what was told since the last call. */
export function told(): string[] {
  return notices.splice(0).map(({ code }) => code);
}

/** The content of the stored index. */
export async function held(name: string): Promise<Held> {
  const index = await open(name);
  try {
    await checkTable(index);
    return await dump(index);
  } finally {
    await index.close();
  }
}

/** The table is of this state: it ranks all passages, without the model. Throws if it does not. */
async function checkTable(index: LeannIndex): Promise<void> {
  const { passages } = index.info();
  if (passages === 0) return;
  const options = { mode: 'meaning', model: false, k: 2000 } as const;
  for await (const { hits, stats, final } of index.search('rain snow', options)) {
    const isWhole = stats.query === 'table' && hits.length === passages;
    if (final && !isWhole) throw new Error(`the table finds ${hits.length} of ${passages}`);
  }
}

/** Changes and saves. */
export async function run(name: string, round: number): Promise<void> {
  const index = await open(name);
  await change(index, round);
  await index.save();
  await index.close();
}

/** Changes, and begins to save; the end is not waited for. */
export async function begin(name: string, round: number): Promise<void> {
  const index = await open(name);
  await change(index, round);
  void index.save();
}

/** Runs a round in a worker that is terminated `ms` after it began to save; whether it said that it had saved. */
export function terminated(name: string, round: number, ms: number): Promise<boolean> {
  const worker = new Worker(new URL('page.js', location.href), { type: 'module' });
  let saved = false;
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<string>) => {
      if (data === 'ready') worker.postMessage({ name, round });
      else if (data === 'saved') saved = true;
      else if (data !== 'saving') reject(new Error(data));
      else {
        setTimeout(() => {
          worker.terminate();
          resolve(saved);
        }, ms);
      }
    };
  });
}

/** Milliseconds that a save takes here. */
export async function saveTime(name: string, round: number): Promise<number> {
  const index = await open(name);
  await change(index, round);
  const began = performance.now();
  await index.save();
  const ms = performance.now() - began;
  await index.close();
  return ms;
}

if (!('document' in globalThis)) {
  globalThis.onmessage = ({ data }: MessageEvent<{ name: string; round: number }>) => {
    const { name, round } = data;
    void work(name, round).catch((error: unknown) => globalThis.postMessage(String(error)));
  };
  globalThis.postMessage('ready');
}

async function work(name: string, round: number): Promise<void> {
  const index = await open(name);
  await change(index, round);
  const saving = index.save();
  globalThis.postMessage('saving');
  await saving;
  globalThis.postMessage('saved');
}

/**
 * `throw`, `quota`: the call fails. `full`: so do all that follow. `abort`: the transaction is aborted. `lie`: nothing is
 * written, and nobody told. `read`: reading fails.
 */
export type Fault = 'throw' | 'quota' | 'full' | 'abort' | 'lie' | 'read';

export interface Faulty {
  /** Whether there was so long a save. */
  hit: boolean;
  /** How it failed; undefined if it did not. */
  failure: string | undefined;
  /** The stored content afterwards, and after a second save. */
  stored: Held;
  again: Held;
}

/** Changes, and saves while the n-th request of the save goes wrong. */
export async function faulty(name: string, round: number, fault: Fault, n: number): Promise<Faulty> {
  const index = await open(name);
  await change(index, round);
  const injected = inject(fault, n);
  const failure = await failureOf(index.save());
  const hit = injected.end();
  const stored = await held(name);
  if (failure !== undefined && index.info().saved) throw new Error('it says that it is saved');
  await index.save();
  const again = await held(name);
  await index.close();
  return { hit, failure, stored, again };
}

const WRITES = ['put', 'delete'] as const;
const READS = ['get', 'getAll', 'getAllKeys', 'openCursor', 'getKey'] as const;

/** Makes the n-th call of an object store go wrong. */
function inject(fault: Fault, n: number): { end(): boolean } {
  /** The object stores that were called. */
  const calls: string[] = [];
  const undo: (() => void)[] = [];
  const stores = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => IDBRequest>;
  for (const method of fault === 'read' ? READS : WRITES) {
    const original = stores[method];
    if (original === undefined) throw new Error(`no ${method}`);
    stores[method] = function (this: IDBObjectStore, ...given: unknown[]) {
      // Of the many entries that leave the journal, the first stands for all.
      const repeated = this.name === 'journal' && calls.includes('journal');
      if (repeated || calls.push(this.name) < n) return original.apply(this, given);
      if (calls.length > n && fault !== 'full') return original.apply(this, given);
      return goWrong(fault, this, () => original.apply(this, given));
    };
    undo.push(() => {
      stores[method] = original;
    });
  }
  if (fault === 'full') undo.push(withoutPauses());
  return {
    end() {
      for (const put of undo) put();
      return calls.length >= n;
    },
  };
}

/** Attempts follow each other at once, which saves the tests' time. The result puts the timer back. */
function withoutPauses(): () => void {
  const original = globalThis.setTimeout;
  const atOnce = (act: () => void) => original(act);
  globalThis.setTimeout = atOnce as typeof setTimeout;
  return () => {
    globalThis.setTimeout = original;
  };
}

function goWrong(fault: Fault, store: IDBObjectStore, act: () => IDBRequest): IDBRequest {
  switch (fault) {
    case 'throw':
    case 'read':
      throw new DOMException('the disk is on fire', 'UnknownError');
    case 'quota':
    case 'full':
      throw new DOMException('the disk is full', 'QuotaExceededError');
    case 'lie':
      return store.count();
    case 'abort': {
      const request = act();
      store.transaction.abort();
      return request;
    }
  }
}

/** Adds a document of its own in each round, and replaces one that both tabs have; saves each time. */
export async function writeRounds(name: string, who: string, rounds: number): Promise<void> {
  const index = await open(name);
  for (let round = 0; round < rounds; round++) {
    const own = { id: `${who} ${round}`, text: `rain of ${who} number${round}` };
    for await (const _ of index.update([own, { id: 'both', text: `sun of ${who} number${round}` }]));
    if (round >= 5 && round % 5 === 0) await index.delete(`${who} ${round - 5}`);
    if (round % 20 === 19) for await (const _ of index.compact());
    await index.save();
  }
  await index.close();
}

let holder: LeannIndex | undefined;

/** Makes this page the writer, until it goes. */
export async function hold(name: string): Promise<void> {
  holder = await open(name);
  for await (const _ of holder.update([{ id: 'mine', text: 'not to be saved' }]));
}

/** Milliseconds since `since` (of Date.now) when this page became the writer. */
export async function takeTurn(name: string): Promise<number> {
  const index = await open(name);
  await index.delete('nobody');
  const now = Date.now();
  await index.close();
  return now;
}
