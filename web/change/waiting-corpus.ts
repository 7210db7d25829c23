// The documents of an index, and after them those of an addition that has not ended.

import type { Corpus, Placed } from '../content/corpus.js';
import { DocumentColumns } from '../content/document-columns.js';
import type { DocumentList, OwnedPassage, SearchedCorpus } from '../content/searched-content.js';
import type { FieldTable } from '../filter/field-table.js';

/** Nothing of the index changes meanwhile, but what its texts are stored as. */
export class WaitingCorpus implements SearchedCorpus, DocumentList {
  readonly #index: Corpus;
  readonly #waiting: Corpus;
  /** Documents of the index that are replaced, by number. */
  readonly #replaced: ReadonlySet<number>;
  readonly #replacedNodes: readonly number[];
  readonly #columns = new DocumentColumns();
  /** Documents and passages of the index. They are kept, as what waits may become part of it under a search. */
  readonly #rows: number;
  readonly #nodes: number;
  readonly passages: number;

  constructor(index: Corpus, waiting: Corpus, replaced: ReadonlySet<number>) {
    this.#index = index;
    this.#waiting = waiting;
    this.#replaced = replaced;
    this.#replacedNodes = index.nodesOf(replaced);
    this.#rows = index.rows;
    this.#nodes = index.nodes;
    this.passages = index.passages - this.#replacedNodes.length + waiting.passages;
  }

  get replaces(): boolean {
    return this.#replaced.size > 0;
  }

  get rows(): number {
    return this.#rows + this.#waiting.rows;
  }

  get nodes(): number {
    return this.#nodes + this.#waiting.nodes;
  }

  isDeleted(number: number): boolean {
    return number < this.#rows && (this.#replaced.has(number) || this.#index.isDeleted(number));
  }

  isDeletedNode(node: number): boolean {
    return node < this.#nodes && this.isDeleted(this.#numberOf(node));
  }

  deletedNodes(): readonly number[] {
    return [...this.#index.deletedNodes(), ...this.#replacedNodes];
  }

  documentsOf(nodes: readonly number[]): number[] {
    return nodes.map((node) => this.#numberOf(node));
  }

  at(number: number): Placed {
    if (number < this.#rows) return this.#index.at(number);
    return this.#placed(this.#waiting.at(number - this.#rows));
  }

  /** The document of this id as searches find it. */
  find(id: string): Placed | undefined {
    const waiting = this.#waiting.find(id);
    return waiting === undefined ? this.#index.find(id) : this.#placed(waiting);
  }

  matches(node: number, embedded: string): boolean {
    return node >= this.#nodes || this.#index.matches(node, embedded);
  }

  async readOwned(nodes: readonly number[]): Promise<OwnedPassage[]> {
    const isWaiting = (node: number) => node >= this.#nodes;
    const read = await this.#index.readOwned(nodes.filter((node) => !isWaiting(node)));
    const waiting = await this.#waiting.readOwned(nodes.filter(isWaiting).map((node) => node - this.#nodes));
    let [atRead, atWaiting] = [0, 0];
    return nodes.flatMap((node): OwnedPassage[] => {
      if (!isWaiting(node)) return read.slice(atRead, ++atRead);
      return waiting.slice(atWaiting, ++atWaiting).map((passage) => ({ ...passage, waiting: true }));
    });
  }

  async list(): Promise<DocumentList> {
    return this;
  }

  async table(fields: Iterable<string>): Promise<FieldTable> {
    return this.#columns.table(this, fields);
  }

  async firsts(): Promise<number[]> {
    const [index, waiting] = [await this.#index.firsts(), await this.#waiting.firsts()];
    return [...index.slice(0, this.#rows), ...waiting.map((first) => this.#nodes + first)];
  }

  retain(): () => Promise<void> {
    return this.#index.retain();
  }

  #placed({ document, first }: Placed): Placed {
    return { document, first: this.#nodes + first };
  }

  #numberOf(node: number): number {
    const [number = 0] =
      node < this.#nodes
        ? this.#index.documentsOf([node])
        : this.#waiting.documentsOf([node - this.#nodes]).map((row) => this.#rows + row);
    return number;
  }
}
