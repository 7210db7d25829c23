// Which passages a search may find, as its filter and the core put it.

import type { Corpus } from './corpus.js';
import { LeannError } from './error.js';
import type { DocumentFilter } from './options.js';

type Accepts = Exclude<DocumentFilter, Iterable<string>>;

/** The passages of one search; each document is asked about once. */
export class AllowedPassages {
  readonly #accepts: Accepts;
  /** Numbers of the passages that are allowed, among those of the first documents. */
  #nodes: number[] = [];
  #documents = 0;
  #corpus: Corpus | undefined;

  /** Errors: `invalid-argument`; what iterating over ids throws. */
  constructor(filter: DocumentFilter) {
    this.#accepts = acceptor(filter);
  }

  /** Whether there is any. Errors: as `bits`. */
  some(corpus: Corpus): boolean {
    this.#ask(corpus);
    return this.#nodes.length > 0;
  }

  /**
   * One bit a passage of the corpus, the lowest of a byte first, for the first `count` passages. Documents that have
   * come since the last call are asked about too. Errors: what the filter throws; `invalid-argument` where it gives
   * neither true nor false.
   */
  bits(corpus: Corpus, count: number): Uint8Array {
    this.#ask(corpus);
    const bits = new Uint8Array(Math.ceil(count / 8));
    for (const node of this.#nodes) {
      if (node < count) bits[node >> 3] = (bits[node >> 3] ?? 0) | (1 << (node & 7));
    }
    return bits;
  }

  #ask(corpus: Corpus): void {
    if (corpus !== this.#corpus) {
      // Documents were numbered anew.
      this.#corpus = corpus;
      this.#documents = 0;
      this.#nodes = [];
    }
    for (; this.#documents < corpus.rows; this.#documents++) {
      if (corpus.isDeleted(this.#documents)) continue;
      const { document, first } = corpus.at(this.#documents);
      const { id, title, passages } = document;
      const accepted: unknown = this.#accepts({ id, ...(title === undefined ? {} : { title }) });
      if (typeof accepted !== 'boolean') {
        throw invalid(`for document "${id}" it gave neither true nor false`);
      }
      if (accepted) for (let node = first; node < first + passages; node++) this.#nodes.push(node);
    }
  }
}

function acceptor(filter: unknown): Accepts {
  if (typeof filter === 'function') return filter as Accepts;
  if (typeof filter !== 'object' || filter === null || !(Symbol.iterator in filter)) {
    throw invalid('it must be a function or document ids');
  }
  const ids = new Set(filter as Iterable<unknown>);
  for (const id of ids) if (typeof id !== 'string') throw invalid(`its id ${String(id)} is no string`);
  return ({ id }) => ids.has(id);
}

function invalid(reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search with a filter: ${reason}`);
}
