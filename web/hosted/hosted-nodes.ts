// The nodes of a published index that are a file of their own: it comes after the words, which answer meanwhile.

import type { SearchedClusters } from '../content/searched-content.js';
import type { CoreGraph } from '../core/core-graph.js';

export class HostedNodes implements SearchedClusters {
  readonly counts = undefined;
  readonly #graph: CoreGraph;
  readonly #read: () => Promise<Uint8Array>;
  #taking: Promise<void> | undefined;

  /** `read` fetches the file, which `coming` is if it was asked for before. */
  constructor(graph: CoreGraph, read: () => Promise<Uint8Array>, coming?: Promise<Uint8Array>) {
    this.#graph = graph;
    this.#read = read;
    this.#take(coming?.catch(read) ?? read());
  }

  get coming(): Promise<void> | undefined {
    return this.#taking;
  }

  async bringNear(): Promise<number> {
    await this.bring();
    return 1;
  }

  /** Errors: those of fetching; `corrupt`; `closed` if the index was closed meanwhile. */
  bring(): Promise<void> {
    return this.#taking ?? this.#take(this.#read());
  }

  #take(file: Promise<Uint8Array>): Promise<void> {
    const taking = file.then((bytes) => this.#graph.supplyCluster(0, bytes));
    this.#taking = taking;
    taking.catch(() => {
      // The next search tries again.
      this.#taking = undefined;
    });
    return taking;
  }
}
