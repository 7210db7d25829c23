// Documents and their passages, which the nodes of an index stand for; deleted ones too, until a compaction removes them.

import type { FieldTable } from '../filter/field-table.js';
import type { Commit, StoredDocument, StoredPassage } from '../storage/store.js';
import { checkOf } from '../text/passage-check.js';
import { DocumentColumns } from './document-columns.js';
import { ownedPassage, ownedPassages } from './owned-passage.js';
import type { PassageTexts } from './passage-texts.js';
import type { DocumentList, OwnedPassage, SearchedCorpus } from './searched-content.js';

/** A document, and the number of its first passage. */
export interface Placed {
  document: StoredDocument;
  first: number;
}

export interface CorpusOptions {
  /** How many of the first documents are in the store. Default: all. */
  stored?: number;
  /** Numbers of deleted documents. */
  deleted?: Iterable<number>;
  /** Whether passages are embedded with title and headings. */
  context: boolean;
}

/** Documents with all their passages. */
export interface Added {
  documents: readonly StoredDocument[];
  passages: readonly StoredPassage[];
}

/** Documents and passages, numbered in order; they are only ever appended to, and marked as deleted. */
export class Corpus implements SearchedCorpus, DocumentList {
  readonly #texts: PassageTexts;
  readonly #context: boolean;
  readonly #documents: StoredDocument[] = [];
  /** Number of a document's first passage, by document number. */
  readonly #firsts: number[] = [];
  /** Numbers of the documents that are not deleted. */
  readonly #numbers = new Map<string, number>();
  readonly #deleted = new Set<number>();
  readonly #columns = new DocumentColumns();
  #nodes = 0;
  #deletedNodes = 0;
  #textBytes = 0;
  #storedDocuments: number;

  /** `documents` belong to `texts`. */
  constructor(
    texts: PassageTexts,
    documents: readonly StoredDocument[],
    { stored = documents.length, deleted = [], context }: CorpusOptions,
  ) {
    this.#texts = texts;
    this.#context = context;
    this.#storedDocuments = stored;
    // In order, so that of documents with the same id the last, which is not deleted, is found.
    for (const document of documents) this.#register(document);
    this.delete(deleted);
  }

  /** Documents, without deleted ones. */
  get documents(): number {
    return this.rows - this.#deleted.size;
  }

  /** Documents, deleted ones included: their numbers end here. */
  get rows(): number {
    return this.#documents.length;
  }

  /** Passages, without those of deleted documents. */
  get passages(): number {
    return this.#nodes - this.#deletedNodes;
  }

  /** Passages, those of deleted documents included: their numbers end here. */
  get nodes(): number {
    return this.#nodes;
  }

  /** Of all documents, in no particular order. */
  ids(): string[] {
    return [...this.#numbers.keys()];
  }

  /** UTF-8 bytes of all texts, those of deleted documents included. */
  get textBytes(): number {
    return this.#textBytes;
  }

  has(id: string): boolean {
    return this.#numbers.has(id);
  }

  find(id: string): Placed | undefined {
    const number = this.#numbers.get(id);
    return number === undefined ? undefined : this.at(number);
  }

  /** The document that a node's passage belongs to. */
  ownerOf(node: number): Placed {
    return this.at(this.#numberOf(node));
  }

  /** The document of that number, deleted or not. */
  at(number: number): Placed {
    const document = this.#documents[number];
    const first = this.#firsts[number];
    if (document === undefined || first === undefined) throw new RangeError(`no document ${number}`);
    return { document, first };
  }

  /** By number, deleted ones included. */
  all(): readonly StoredDocument[] {
    return this.#documents;
  }

  /** The numbers of the documents that are there of these ids; each once. */
  numbersOf(ids: Iterable<string>): Set<number> {
    const numbers = new Set<number>();
    for (const id of ids) {
      const number = this.#numbers.get(id);
      if (number !== undefined) numbers.add(number);
    }
    return numbers;
  }

  /** The passages of these documents, ascending if those are. */
  nodesOf(numbers: Iterable<number>): number[] {
    return Array.from(numbers, (number) => nodesOf(this.at(number))).flat();
  }

  /** Numbers of the deleted documents, ascending. */
  deletedNumbers(): Uint32Array {
    return Uint32Array.from(this.#deleted).sort();
  }

  /** Numbers of the others, ascending. */
  livingNumbers(): number[] {
    const living: number[] = [];
    for (let number = 0; number < this.rows; number++) if (!this.#deleted.has(number)) living.push(number);
    return living;
  }

  isDeleted(number: number): boolean {
    return this.#deleted.has(number);
  }

  isDeletedNode(node: number): boolean {
    return this.#deleted.size > 0 && this.#deleted.has(this.#numberOf(node));
  }

  deletedNodes(): readonly number[] {
    return this.#deleted.size === 0 ? [] : this.nodesOf(this.deletedNumbers());
  }

  documentsOf(nodes: readonly number[]): number[] {
    return nodes.map((node) => this.#numberOf(node));
  }

  append(documents: readonly StoredDocument[], passages: readonly StoredPassage[]): void {
    for (const document of documents) this.#register(document);
    this.#texts.append(passages, this.#checksOf({ documents, passages }));
  }

  delete(numbers: Iterable<number>): void {
    for (const number of numbers) {
      const { document } = this.at(number);
      if (this.#deleted.has(number)) continue;
      this.#deleted.add(number);
      this.#deletedNodes += document.passages;
      if (this.#numbers.get(document.id) === number) this.#numbers.delete(document.id);
    }
  }

  /**
   * The documents of these numbers, in this order, as a corpus of its own; numbers from `rows` on are those of `added`.
   * `learned` are the checks of texts that were embedded again, by node.
   */
  rearranged(
    numbers: readonly number[],
    added: Added = { documents: [], passages: [] },
    learned?: ReadonlyMap<number, number>,
  ): Corpus {
    const firsts: number[] = [];
    let end = this.#nodes;
    for (const { passages } of added.documents) {
      firsts.push(end);
      end += passages;
    }
    const placed = numbers.map((number): Placed => {
      const document = added.documents[number - this.rows];
      return document === undefined
        ? this.at(number)
        : { document, first: firsts[number - this.rows] ?? end };
    });
    const { passages } = added;
    const checks = this.#checksOf(added);
    const texts = this.#texts.rearranged(placed.flatMap(nodesOf), { passages, checks }, learned);
    return new Corpus(
      texts,
      placed.map(({ document }) => document),
      { stored: 0, context: this.#context },
    );
  }

  matches(node: number, embedded: string): boolean {
    return this.#texts.matches(node, embedded);
  }

  /** Checks of the first `count` passages. */
  checks(count: number): Uint16Array {
    return this.#texts.checks(count);
  }

  /** The texts of nodes, in the order asked for. Errors: `corrupt`; what the store throws. */
  read(nodes: readonly number[]): Promise<StoredPassage[]> {
    return this.#texts.read(nodes);
  }

  async readOwned(nodes: readonly number[]): Promise<OwnedPassage[]> {
    const passages = await this.read(nodes);
    return passages.map((stored, row) => {
      const node = nodes[row] ?? 0;
      const { document, first } = this.ownerOf(node);
      return ownedPassage(document, stored, { passage: node - first, context: this.#context });
    });
  }

  async list(): Promise<DocumentList> {
    return this;
  }

  async table(fields: Iterable<string>): Promise<FieldTable> {
    return this.#columns.table(this, fields);
  }

  async firsts(): Promise<number[]> {
    return [...this.#firsts, this.#nodes];
  }

  /** Keeps the texts readable, even if the store's are replaced, until the result is called. */
  retain(): () => Promise<void> {
    return this.#texts.retain();
  }

  /** Releases the texts. */
  release(): Promise<void> {
    return this.#texts.release();
  }

  /** Everything that is not stored yet, and the epoch of the next commit. */
  unsaved(): Pick<Commit, 'documents' | 'passages' | 'rows' | 'deleted'> & { epoch: number } {
    const first = this.#texts.rewritten ? 0 : this.#storedDocuments;
    return {
      epoch: this.#texts.nextEpoch,
      documents: this.#documents.slice(first),
      deleted: this.deletedNumbers(),
      ...this.#texts.unsaved(),
    };
  }

  /** Notes that the result of `unsaved` has been stored. */
  markSaved(saved: Pick<Commit, 'documents' | 'passages' | 'rows'>): Promise<void> {
    const before = saved.rows === undefined ? this.#storedDocuments : 0;
    this.#storedDocuments = before + saved.documents.length;
    return this.#texts.markSaved(saved);
  }

  #checksOf({ documents, passages }: Added): number[] {
    return ownedPassages(documents, passages, this.#context).map(({ embedded }) => checkOf(embedded));
  }

  #register(document: StoredDocument): void {
    this.#numbers.set(document.id, this.#documents.length);
    this.#documents.push(document);
    this.#firsts.push(this.#nodes);
    this.#nodes += document.passages;
    this.#textBytes += document.textBytes;
  }

  #numberOf(node: number): number {
    let low = 0;
    let high = this.#firsts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#firsts[middle] ?? 0) <= node) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function nodesOf({ document, first }: Placed): number[] {
  return Array.from({ length: document.passages }, (_, part) => first + part);
}
