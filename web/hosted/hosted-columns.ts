// The fields of a published index's documents, fetched one by one when they are asked for, and then kept.

import { LeannError } from '../base/error.js';
import { isCount } from '../base/fields.js';
import { DocumentColumns } from '../content/document-columns.js';
import { Column } from '../filter/column.js';
import { decodeColumn } from '../filter/column-file.js';
import { isDocumentField } from '../filter/field.js';
import type { FieldTable } from '../filter/field-table.js';
import type { HostedDocuments } from './document-list.js';
import type { HostedManifest } from './manifest.js';

export interface ColumnSource {
  manifest: HostedManifest;
  /** A file of the folder. */
  read: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** All documents, for fields that have no file. */
  list: () => Promise<HostedDocuments>;
}

export class HostedColumns {
  readonly #source: ColumnSource;
  readonly #columns = new Map<string, Promise<Column>>();
  readonly #listed = new DocumentColumns();
  #firsts: Promise<Uint32Array> | undefined;

  constructor(source: ColumnSource) {
    this.#source = source;
  }

  /** Errors: those of `read` and `list`; `corrupt`. */
  async table(fields: Iterable<string>): Promise<FieldTable> {
    const found = await Promise.all(
      Array.from(fields, async (field): Promise<[string, Column]> => [field, await this.#column(field)]),
    );
    return { rows: this.#source.manifest.documents, isDeleted: () => false, columns: new Map(found) };
  }

  /** See {@link SearchedCorpus.firsts}. Errors: as of `table`. */
  async firsts(): Promise<Uint32Array> {
    this.#firsts ??= this.#readFirsts();
    try {
      return await this.#firsts;
    } catch (error) {
      // The next call tries again.
      this.#firsts = undefined;
      throw error;
    }
  }

  async #column(field: string): Promise<Column> {
    const column = this.#columns.get(field) ?? this.#readColumn(field);
    this.#columns.set(field, column);
    try {
      return await column;
    } catch (error) {
      this.#columns.delete(field);
      throw error;
    }
  }

  async #readColumn(field: string): Promise<Column> {
    const { manifest, read, list } = this.#source;
    const { documents, columns } = manifest;
    const listed = columns?.fields.find(({ name }) => name === field);
    if (listed !== undefined) return await decodeColumn(await read(listed.path), documents);
    // Then no document has it.
    if (columns?.complete && !isDocumentField(field)) return emptyColumn(documents);
    const { columns: made } = this.#listed.table(await list(), [field]);
    return made.get(field) ?? emptyColumn(documents);
  }

  async #readFirsts(): Promise<Uint32Array> {
    const { manifest, read, list } = this.#source;
    const { columns, documents, passages } = manifest;
    if (columns === undefined) return (await list()).firsts;
    const counts = await decodeColumn(await read(columns.passages), documents);
    const firsts = new Uint32Array(documents + 1);
    counts.visit((row, value) => {
      const count = counts.values[value];
      // One that has several numbers, or none, does not add up to all passages.
      firsts[row + 1] = (firsts[row] ?? 0) + (isCount(count) && count <= passages ? count : passages + 1);
    });
    if (firsts[documents] === passages && isAscending(firsts)) return firsts;
    throw new LeannError(
      'corrupt',
      'leann: cannot read a field of a published index: its passages are wrong',
    );
  }
}

function isAscending(numbers: Uint32Array): boolean {
  return numbers.every((number, at) => at === 0 || (numbers[at - 1] ?? 0) <= number);
}

function emptyColumn(rows: number): Column {
  return Column.build(Array.from({ length: rows }, () => []));
}
