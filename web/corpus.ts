// What the nodes of an index stand for: documents and their passages, stored or not yet.

import { LeannError } from './error.js';
import type { Store, StoredDocument, StoredPassage } from './storage/store.js';

/** Documents and passages, numbered in order of addition; they are only ever appended to. */
export class Corpus {
  readonly #store: Store;
  readonly #documents: StoredDocument[] = [];
  /** Number of a document's first passage, by document number. */
  readonly #firsts: number[] = [];
  readonly #numbers = new Map<string, number>();
  #passages = 0;
  #storedDocuments: number;
  #storedPassages: number;
  /** Texts that are not in the store yet. */
  #pending: StoredPassage[] = [];

  /** `documents` are those in the store. */
  constructor(store: Store, documents: readonly StoredDocument[]) {
    this.#store = store;
    for (const document of documents) this.#register(document);
    this.#storedDocuments = documents.length;
    this.#storedPassages = this.#passages;
  }

  get documents(): number {
    return this.#documents.length;
  }

  get passages(): number {
    return this.#passages;
  }

  has(id: string): boolean {
    return this.#numbers.has(id);
  }

  /** The document, and the number of its first passage. */
  find(id: string): { document: StoredDocument; first: number } | undefined {
    const number = this.#numbers.get(id);
    return number === undefined ? undefined : this.at(number);
  }

  /** The document that a node's passage belongs to, and the number of its first passage. */
  ownerOf(node: number): { document: StoredDocument; first: number } {
    let low = 0;
    let high = this.#firsts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#firsts[middle] ?? 0) <= node) low = middle;
      else high = middle - 1;
    }
    return this.at(low);
  }

  /** The document of that number, and the number of its first passage. */
  at(number: number): { document: StoredDocument; first: number } {
    const document = this.#documents[number];
    const first = this.#firsts[number];
    if (document === undefined || first === undefined) throw new RangeError(`no document ${number}`);
    return { document, first };
  }

  append(documents: readonly StoredDocument[], passages: readonly StoredPassage[]): void {
    for (const document of documents) this.#register(document);
    this.#pending = this.#pending.concat(passages);
  }

  /** The texts of nodes, in the order asked for. */
  async read(nodes: readonly number[]): Promise<StoredPassage[]> {
    const found = new Map<number, StoredPassage>();
    for (const node of nodes) {
      const passage = this.#pending[node - this.#storedPassages];
      if (passage !== undefined) found.set(node, passage);
    }
    const stored = nodes.filter((node) => !found.has(node));
    const read = stored.length > 0 ? await this.#store.passages(stored) : [];
    for (const [row, node] of stored.entries()) {
      const passage = read[row];
      if (passage !== undefined) found.set(node, passage);
    }
    return nodes.map((node) => {
      const passage = found.get(node);
      if (passage === undefined) {
        throw new LeannError('corrupt', `leann: cannot read passage ${node}: its text is missing`);
      }
      return passage;
    });
  }

  /** What the store has not got yet. */
  unsaved(): { documents: StoredDocument[]; passages: StoredPassage[] } {
    return { documents: this.#documents.slice(this.#storedDocuments), passages: this.#pending };
  }

  /** Notes that the store has got these many more. */
  markSaved(documents: number, passages: number): void {
    this.#storedDocuments += documents;
    this.#storedPassages += passages;
    this.#pending = this.#pending.slice(passages);
  }

  #register(document: StoredDocument): void {
    this.#numbers.set(document.id, this.#documents.length);
    this.#documents.push(document);
    this.#firsts.push(this.#passages);
    this.#passages += document.passages;
  }
}
