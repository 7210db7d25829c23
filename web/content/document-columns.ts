// Columns of documents whose metadata are in memory.

import { Column } from '../filter/column.js';
import { valuesOf } from '../filter/field.js';
import type { FieldTable } from '../filter/field-table.js';
import type { DocumentList } from './searched-content.js';

/** Makes columns when they are first asked for, and again when there are more documents. */
export class DocumentColumns {
  #rows = 0;
  readonly #columns = new Map<string, Column>();

  /** The columns of these fields; O(documents) for each new one. */
  table(list: DocumentList, fields: Iterable<string>): FieldTable {
    const { rows } = list;
    if (rows !== this.#rows) this.#columns.clear();
    this.#rows = rows;
    const columns = new Map<string, Column>();
    for (const field of fields) {
      const column = this.#columns.get(field) ?? columnOf(list, field);
      this.#columns.set(field, column);
      columns.set(field, column);
    }
    return { rows, isDeleted: (row) => list.isDeleted(row), columns };
  }
}

function columnOf(list: DocumentList, field: string): Column {
  return Column.build(Array.from({ length: list.rows }, (_, row) => valuesOf(list.at(row).document, field)));
}
