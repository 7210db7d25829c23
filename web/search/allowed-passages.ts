// The passages that a search may find: from the documents that its filters accept to the bits that the core takes.

import { LeannError } from '../base/error.js';
import { mapInSlices } from '../base/next-task.js';
import type { ListedDocument, SearchedCorpus } from '../content/searched-content.js';
import { type Condition, fieldsOf } from '../filter/condition.js';
import { evaluate } from '../filter/evaluate.js';
import { parseWhere } from '../filter/parse-where.js';
import type { DocumentFilter } from '../interface/search-request.js';

/** Says which documents may be found, with one value for each. */
export type BatchFilter = (documents: { id: string; title?: string }[]) => Promise<unknown[]>;

/** A public filter, or one that is asked about many documents at once. */
export type AnyFilter = DocumentFilter | { batch: BatchFilter };

/** Documents that are asked about at once. */
const BATCH = 1024;

/** The passages of one search; each document is asked about once. */
export class AllowedPassages {
  readonly #filter: BatchFilter | undefined;
  readonly #where: Condition | undefined;
  /** Numbers of the passages that are allowed, among those of the first documents. */
  #nodes: number[] = [];
  #documents = 0;
  #corpus: SearchedCorpus | undefined;

  private constructor(filter: BatchFilter | undefined, where: Condition | undefined) {
    this.#filter = filter;
    this.#where = where;
  }

  /**
   * Those that both let through; undefined if neither is given. Errors: `invalid-argument`; those of iterating over ids.
   */
  static of(filter: AnyFilter | undefined, where: unknown): AllowedPassages | undefined {
    if (filter === undefined && where === undefined) return undefined;
    return new AllowedPassages(
      filter === undefined ? undefined : batchFilter(filter),
      where === undefined ? undefined : parseWhere(where),
    );
  }

  /** Whether any passage of the documents asked about is allowed. */
  get some(): boolean {
    return this.#nodes.length > 0;
  }

  /**
   * One bit for each of the first `count` passages, the lowest of a byte first; 0 for documents that were not asked about.
   * `corpus` must be the one that was asked about last.
   */
  bits(corpus: SearchedCorpus, count: number): Uint8Array {
    const bits = new Uint8Array(Math.ceil(count / 8));
    if (corpus !== this.#corpus) return bits;
    for (const node of this.#nodes) {
      if (node < count) bits[node >> 3] = (bits[node >> 3] ?? 0) | (1 << (node & 7));
    }
    return bits;
  }

  /**
   * Asks about documents added since the last call. Errors: those of the filter; `invalid-argument` if it returns neither
   * true nor false; those of reading the columns of fields, and for a filter those of reading the list of documents.
   */
  async ask(corpus: SearchedCorpus): Promise<void> {
    const flags = this.#where && (await fulfilling(this.#where, corpus));
    const accepts = (row: number) => flags === undefined || flags[row] === 1;
    if (this.#filter !== undefined) await this.#askFilter(this.#filter, corpus, accepts, flags?.length);
    else if (flags !== undefined) await this.#addAccepted(corpus, accepts, flags.length);
  }

  /** Asks about documents that `accepts` lets through, up to the last that it knows. */
  async #askFilter(
    filter: BatchFilter,
    corpus: SearchedCorpus,
    accepts: (row: number) => boolean,
    known = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const list = await corpus.list();
    this.#beginWith(corpus);
    while (this.#documents < Math.min(list.rows, known)) {
      const end = Math.min(this.#documents + BATCH, list.rows, known);
      const batch: ListedDocument[] = [];
      for (let row = this.#documents; row < end; row++) {
        if (accepts(row) && !list.isDeleted(row)) batch.push(list.at(row));
      }
      const accepted = await filter(
        batch.map(({ document: { id, title } }) => ({ id, ...(title !== undefined && { title }) })),
      );
      for (const [row, { document, first }] of batch.entries()) {
        if (typeof accepted[row] !== 'boolean') {
          throw invalid(`for document "${document.id}" it returned neither true nor false`);
        }
        if (!accepted[row]) continue;
        for (let node = first; node < first + document.passages; node++) this.#nodes.push(node);
      }
      this.#documents = end;
    }
  }

  /** Needs no list of documents. */
  async #addAccepted(
    corpus: SearchedCorpus,
    accepts: (row: number) => boolean,
    known: number,
  ): Promise<void> {
    const firsts = await corpus.firsts();
    this.#beginWith(corpus);
    for (; this.#documents < known; this.#documents++) {
      if (!accepts(this.#documents)) continue;
      const end = firsts[this.#documents + 1] ?? 0;
      for (let node = firsts[this.#documents] ?? 0; node < end; node++) this.#nodes.push(node);
    }
  }

  /** If it is another corpus, documents were numbered again. */
  #beginWith(corpus: SearchedCorpus): void {
    if (corpus === this.#corpus) return;
    this.#corpus = corpus;
    this.#documents = 0;
    this.#nodes = [];
  }
}

/** By document, 1 if it fulfils the condition. */
async function fulfilling(where: Condition, corpus: SearchedCorpus): Promise<Uint8Array> {
  return evaluate(where, await corpus.table(fieldsOf(where)));
}

function batchFilter(filter: unknown): BatchFilter {
  if (typeof filter === 'function') {
    const accepts = filter as Extract<DocumentFilter, (document: never) => boolean>;
    return async (documents) => await mapInSlices(documents, accepts);
  }
  if (typeof filter !== 'object' || filter === null) throw invalid('it must be a function or document ids');
  if ('batch' in filter) return filter.batch as BatchFilter;
  if (!(Symbol.iterator in filter)) throw invalid('it must be a function or document ids');
  const ids = new Set(filter as Iterable<unknown>);
  for (const id of ids) if (typeof id !== 'string') throw invalid(`its id ${String(id)} is not a string`);
  return async (documents) => documents.map(({ id }) => ids.has(id));
}

function invalid(reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search with a filter: ${reason}`);
}
