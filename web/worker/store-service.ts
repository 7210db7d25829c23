// A store of the page, for the worker to keep its index in.

import type { Release } from '../storage/locks.js';
import type { Store } from '../storage/store.js';
import type { Endpoint } from './endpoint.js';
import type { StoreService } from './services.js';

/** The service, and a function that releases all that the worker holds of the store: locks, epochs, being told of commits. */
export function storeService(
  endpoint: Endpoint,
  store: Store,
): { service: StoreService; letGo: () => Promise<void> } {
  const locks = new Map<number, Release>();
  const watches = new Set<() => void>();
  /** Epochs that the worker may read, each as many times as it has to be released (rule 7 of stores). */
  let epochs: number[] = [];
  let count = 0;
  const unlock = async (lock: number) => {
    const release = locks.get(lock);
    locks.delete(lock);
    await release?.();
  };
  const service: StoreService = {
    load: async () => {
      const snapshot = await store.load();
      if (snapshot !== undefined) epochs.push(snapshot.manifest.epoch);
      return snapshot;
    },
    manifest: () => store.manifest(),
    commit: async ([commit]) => {
      await store.commit(commit);
      if (commit.parent === undefined || commit.rows !== undefined) epochs.push(commit.manifest.epoch);
    },
    passages: (parameters) => store.passages(...parameters),
    release: async ([epoch]) => {
      const at = epochs.indexOf(epoch);
      if (at >= 0) epochs.splice(at, 1);
      await store.release(epoch);
    },
    lock: async (_, signal) => {
      const release = await store.lock(signal);
      const lock = count++;
      locks.set(lock, release);
      return lock;
    },
    unlock: ([lock]) => unlock(lock),
    watch: ([watch]) => {
      const told = endpoint.remote(watch);
      watches.add(store.watch((generation) => told.tell('committed', generation)));
    },
    room: () => store.room(),
    close: () => store.close(),
    readJournal: async ([keys]) => (await store.journal?.get(keys)) ?? keys.map(() => undefined),
    writeJournal: async ([entries]) => await store.journal?.put(entries),
  };
  const letGo = async () => {
    for (const unwatch of watches) unwatch();
    watches.clear();
    await Promise.all([...locks.keys()].map(unlock));
    const held = epochs;
    epochs = [];
    await Promise.all(held.map((epoch) => store.release(epoch)));
  };
  return { service, letGo };
}
