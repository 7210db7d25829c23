// The table of terms of an index that is kept here: all its rows are in memory, and follow their terms when others come.

import { LeannError } from '../base/error.js';
import type { CoreIndex } from '../core/core-index.js';
import { rowBytes, type TableRow, tableRow } from '../table/table-row.js';
import { queryOf } from '../table/term-vector.js';
import { termsOf } from '../words/find-words.js';
import type { SearchedTable, TableVector } from './searched-content.js';

/** Terms whose places are remembered. The terms of many texts are few. */
const MOST_PLACES = 65_536;

export class ContentTable implements SearchedTable {
  /** The mean, and a row for each term of the graph's words, in their order. */
  readonly rows: Uint8Array;
  readonly #graph: CoreIndex;
  /** Where the rows of terms begin that were looked up. */
  readonly #places = new Map<string, number | undefined>();

  /** `rows` as `CoreTableFit` gives them for this graph and its words. */
  constructor(graph: CoreIndex, rows: Uint8Array) {
    this.#graph = graph;
    this.rows = rows;
  }

  /** One that was kept with its graph. Errors: `corrupt` if it has not a row for each of its terms. */
  static read(graph: CoreIndex, rows: Uint8Array): ContentTable {
    const words = graph.words();
    const terms = words?.terms;
    words?.free();
    if (terms !== undefined && rows.length === (1 + terms) * rowBytes(graph.dimension)) {
      return new ContentTable(graph, rows);
    }
    throw new LeannError('corrupt', 'leann: cannot read a table of terms: it does not match its index');
  }

  /** Terms that have a place in it. */
  get terms(): number {
    return this.rows.length / rowBytes(this.#graph.dimension) - 1;
  }

  /** The share of them that has no row: they came after it was fitted. 0 to 1; O(rows). */
  get unknown(): number {
    const size = rowBytes(this.#graph.dimension);
    let empty = 0;
    for (let at = size; at < this.rows.length; at += size) if (this.#isEmpty(at)) empty++;
    return this.terms === 0 ? 0 : empty / this.terms;
  }

  /**
   * The same for a graph with other terms, more or fewer: new ones have empty rows until a table is fitted again. Undefined for a
   * graph without words. O(terms).
   */
  movedTo(graph: CoreIndex): ContentTable | undefined {
    if (!graph.hasWords) return undefined;
    const size = rowBytes(graph.dimension);
    const before = new Map(this.#graph.terms().map((term, number) => [term, number]));
    const after = graph.terms();
    const rows = new Uint8Array((1 + after.length) * size);
    rows.set(this.rows.subarray(0, size));
    for (const [to, term] of after.entries()) {
      const from = before.get(term);
      if (from === undefined) continue;
      rows.set(this.rows.subarray((1 + from) * size, (2 + from) * size), (1 + to) * size);
    }
    return new ContentTable(graph, rows);
  }

  async vectorOf(text: string): Promise<TableVector> {
    const { dimension } = this.#graph;
    const asked = termsOf(text);
    const rows = asked.flatMap((term): TableRow[] => {
      const at = this.#placeOf(term);
      return at === undefined ? [] : [tableRow(this.rows, at, dimension)];
    });
    return queryOf(tableRow(this.rows, 0, dimension), rows, asked.length);
  }

  /** Of its row; undefined for a term that is like none, or that came after the table was fitted. */
  #placeOf(term: string): number | undefined {
    if (this.#places.has(term)) return this.#places.get(term);
    const number = this.#graph.likeTerm(term);
    const at = number === undefined ? undefined : (1 + number) * rowBytes(this.#graph.dimension);
    const place = at === undefined || this.#isEmpty(at) ? undefined : at;
    if (this.#places.size >= MOST_PLACES) this.#places.clear();
    this.#places.set(term, place);
    return place;
  }

  #isEmpty(at: number): boolean {
    return this.rows.subarray(at, at + rowBytes(this.#graph.dimension)).every((byte) => byte === 0);
  }
}
