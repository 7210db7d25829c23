// Keeps an index in memory for as long as the object lives: Node, tests, private windows.

import { LeannError } from '../base/error.js';
import { nextTask } from '../base/next-task.js';
import { LocalLocks, type Release } from './locks.js';
import type { Manifest } from './manifest.js';
import {
  type Commit,
  checkCommit,
  type Snapshot,
  type StorageRoom,
  type Store,
  type StoredPassage,
} from './store.js';

/** Texts of an epoch, and how many may still read them. */
interface Epoch {
  passages: StoredPassage[];
  readers: number;
}

/**
 * A {@link Store} that forgets with the page. Closing it keeps its content, so it can be opened again, and several
 * indexes can share it as tabs share a database.
 */
export class MemoryStore implements Store {
  readonly #name: string;
  readonly #locks = new LocalLocks();
  readonly #listeners = new Set<(generation: number) => void>();
  readonly #epochs = new Map<number, Epoch>();
  #snapshot: Snapshot | undefined;

  /** `name` is for messages only. */
  constructor(name = 'memory') {
    this.#name = name;
  }

  async load(): Promise<Snapshot | undefined> {
    if (this.#snapshot === undefined) return undefined;
    this.#epoch(this.#snapshot.manifest.epoch).readers++;
    return structuredClone(this.#snapshot);
  }

  async manifest(): Promise<Manifest | undefined> {
    return structuredClone(this.#snapshot?.manifest);
  }

  async commit(commit: Commit): Promise<void> {
    const before = this.#snapshot;
    checkCommit(this.#name, before?.manifest, commit);
    const { rows, manifest, index, documents, passages: added, deleted, vectors } = commit;
    const copy = structuredClone({
      manifest,
      index,
      documents: [...documents],
      passages: [...added],
      deleted,
      vectors,
    });
    const passages = this.#passagesAfter(before?.manifest, copy.passages, rows);
    const kept = rows === undefined ? (before?.documents ?? []) : [];
    this.#snapshot = {
      manifest: copy.manifest,
      index: new Uint8Array(copy.index ?? before?.index ?? []),
      documents: [...kept, ...copy.documents],
      deleted: new Uint32Array(copy.deleted),
      vectors: new Uint16Array(copy.vectors),
    };
    const { epoch, generation } = copy.manifest;
    const begun = this.#epochs.get(epoch) === undefined;
    const { readers } = this.#epochs.get(epoch) ?? { readers: 0 };
    this.#epochs.set(epoch, { passages, readers: readers + (begun ? 1 : 0) });
    this.#forgetEpochs();
    void nextTask().then(() => {
      for (const listener of this.#listeners) listener(generation);
    });
  }

  async passages(epoch: number, numbers: readonly number[]): Promise<StoredPassage[]> {
    const { passages } = this.#epoch(epoch);
    return numbers.map((number) => {
      const passage = passages[number];
      if (passage === undefined) {
        throw new LeannError(
          'corrupt',
          `leann: cannot read passage ${number} of "${this.#name}": it is missing`,
        );
      }
      return structuredClone(passage);
    });
  }

  async release(epoch: number): Promise<void> {
    const held = this.#epochs.get(epoch);
    if (held !== undefined && held.readers > 0) held.readers--;
    this.#forgetEpochs();
  }

  lock(signal?: AbortSignal): Promise<Release> {
    return this.#locks.hold('writer', 'exclusive', signal);
  }

  watch(listener: (generation: number) => void): () => void {
    const own = (generation: number) => listener(generation);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  async room(): Promise<StorageRoom | undefined> {
    return undefined;
  }

  async close(): Promise<void> {}

  #passagesAfter(
    before: Manifest | undefined,
    added: StoredPassage[],
    rows: Uint32Array | undefined,
  ): StoredPassage[] {
    const stored = before === undefined ? [] : this.#epoch(before.epoch).passages;
    const all = stored.concat(added);
    return rows === undefined ? all : Array.from(rows, (row) => all[row] ?? { text: '', start: 0, end: 0 });
  }

  #epoch(epoch: number): Epoch {
    const found = this.#epochs.get(epoch);
    if (found !== undefined) return found;
    throw new LeannError('corrupt', `leann: cannot read passages of "${this.#name}": epoch ${epoch} is gone`);
  }

  #forgetEpochs(): void {
    for (const [epoch, { readers }] of this.#epochs) {
      if (readers === 0 && epoch !== this.#snapshot?.manifest.epoch) this.#epochs.delete(epoch);
    }
  }
}
