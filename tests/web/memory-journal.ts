// Stores in memory that have a journal, as those that outlast the page do.

import { MemoryStore } from '../../web/storage/memory-store.js';
import type { Commit, Journal } from '../../web/storage/store.js';

export class MemoryJournal implements Journal {
  readonly entries = new Map<string, Uint16Array>();
  /** Called before each write. */
  beforePut: () => void = () => {};

  async get(keys: readonly string[]): Promise<(Uint16Array | undefined)[]> {
    return keys.map((key) => this.entries.get(key));
  }

  async put(entries: readonly (readonly [key: string, vector: Uint16Array])[]): Promise<void> {
    this.beforePut();
    for (const [key, vector] of entries) this.entries.set(key, vector.slice());
  }
}

export class JournalingStore extends MemoryStore {
  readonly journal = new MemoryJournal();

  override async commit(commit: Commit): Promise<void> {
    await super.commit(commit);
    for (const key of commit.journaled) this.journal.entries.delete(key);
  }
}
