// Keeps an index in memory for as long as the object lives: Node, tests, private windows.

import { LeannError } from '../error.js';
import type { Manifest } from './manifest.js';
import {
  type Commit,
  checkCommit,
  type Snapshot,
  type Store,
  type StoredDocument,
  type StoredPassage,
} from './store.js';

/** A {@link Store} that forgets with the page. Closing it keeps its content, so it can be opened again. */
export class MemoryStore implements Store {
  readonly #name: string;
  #manifest: Manifest | undefined;
  #index = new Uint8Array(0);
  #documents: StoredDocument[] = [];
  #passages: StoredPassage[] = [];

  /** `name` is for messages only. */
  constructor(name = 'memory') {
    this.#name = name;
  }

  async load(): Promise<Snapshot | undefined> {
    if (this.#manifest === undefined) return undefined;
    return structuredClone({ manifest: this.#manifest, index: this.#index, documents: this.#documents });
  }

  async commit(commit: Commit): Promise<void> {
    checkCommit(this.#name, this.#manifest, commit);
    const copy = structuredClone(commit);
    this.#manifest = copy.manifest;
    this.#index = new Uint8Array(copy.index);
    this.#documents = this.#documents.concat(copy.documents);
    this.#passages = this.#passages.concat(copy.passages);
  }

  async passages(nodes: readonly number[]): Promise<StoredPassage[]> {
    return nodes.map((node) => {
      const passage = this.#passages[node];
      if (passage === undefined) {
        throw new LeannError(
          'corrupt',
          `leann: cannot read passage ${node} of "${this.#name}": it is missing`,
        );
      }
      return { ...passage };
    });
  }

  async close(): Promise<void> {}
}
