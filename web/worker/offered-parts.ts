// The parts of an index that stay in the page, as one worker may use them: whom it tells, an embedder, a store.

import type { Embedder } from '../embed/embedder.js';
import type { Store } from '../storage/store.js';
import type { Endpoint } from './endpoint.js';
import { type Reference, Transferred } from './message.js';
import type { EmbedderService, IndexWatch, NodesSource, WireOpenOptions } from './services.js';
import { storeService } from './store-service.js';

export class OfferedParts {
  readonly #endpoint: Endpoint;
  readonly #offered: Reference<unknown>[] = [];
  /** Releases what the worker holds of a store: locks, epochs, and being told of commits. */
  releaseStore: () => Promise<void> = async () => undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  watch(watch: IndexWatch): Reference<IndexWatch> {
    return this.#offer(watch);
  }

  embedder(embedder: Embedder): WireOpenOptions['embedder'] {
    const { dimension, fingerprint, device, runtime, batchSize, maxTokens } = embedder;
    const page = this.#offer<EmbedderService>({
      embed: ({ texts, kind }, signal) => embedder.embed(texts, { kind, signal }),
    });
    const facts = { dimension, fingerprint, device, ...(runtime && { runtime }), batchSize, maxTokens };
    return { page, facts };
  }

  /** A store that the worker opens by itself is only named. */
  store(store: Store | 'indexeddb' | 'default'): WireOpenOptions['store'] {
    if (typeof store === 'string') return store;
    const { service, letGo } = storeService(this.#endpoint, store);
    this.releaseStore = letGo;
    return { page: this.#offer(service), journal: store.journal !== undefined };
  }

  nodes(coming: Promise<Uint8Array<ArrayBuffer>>): Reference<NodesSource> {
    return this.#offer<NodesSource>({
      read: async () => {
        const bytes = await coming;
        return new Transferred(bytes, [bytes.buffer]);
      },
    });
  }

  /** Ends the worker's use of them. */
  withdraw(): void {
    for (const reference of this.#offered) this.#endpoint.withdraw(reference);
  }

  #offer<Service extends object>(service: Service): Reference<Service> {
    const reference = this.#endpoint.offer(service);
    this.#offered.push(reference);
    return reference;
  }
}
