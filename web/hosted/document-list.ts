// The list of all documents of a published index, without their texts (docs/hosting.md).

import { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isStrings, isTextsOrNulls } from '../base/fields.js';
import { unpackedJson } from '../base/packed-json.js';
import type { DocumentFields } from '../content/document-fields.js';
import type { DocumentList, ListedDocument, PendingPassage } from '../content/searched-content.js';
import { type CarriedColumns, carriedAt, readCarriedColumns } from '../storage/carried-columns.js';
import { lastUpTo } from './last-up-to.js';
import type { HostedManifest } from './manifest.js';
import { StringColumn } from './string-column.js';

/** Columns, with one entry for each document, in the order of their passages. */
export interface DocumentListRecord extends CarriedColumns {
  ids: string[];
  titles: (string | null)[];
  /** Number of passages of each. */
  passages: number[];
}

/** Documents by number, by id and by passage. Large sites have many, so they are kept in few objects. */
export class HostedDocuments implements DocumentList {
  readonly #ids: StringColumn;
  readonly #titles: StringColumn;
  /** By document: 1 if it has a title. */
  readonly #titled: Uint8Array;
  /** The other fields of each as JSON, empty if it has none; undefined if no document has any. */
  readonly #carried: StringColumn | undefined;
  /** By document, the number of its first passage; at the end, the number of all passages. */
  readonly #firsts: Uint32Array;
  /** By id; made when it is first asked for. */
  #numbers: Map<string, number> | undefined;

  constructor(record: DocumentListRecord) {
    const { ids, titles, passages } = record;
    this.#ids = new StringColumn(ids);
    this.#titles = new StringColumn(titles.map((title) => title ?? ''));
    this.#titled = Uint8Array.from(titles, (title) => (title === null ? 0 : 1));
    this.#carried = carriedColumn(record);
    this.#firsts = new Uint32Array(passages.length + 1);
    for (const [number, count] of passages.entries()) {
      this.#firsts[number + 1] = (this.#firsts[number] ?? 0) + count;
    }
  }

  get rows(): number {
    return this.#ids.rows;
  }

  /** See {@link SearchedCorpus.firsts}. */
  get firsts(): Uint32Array {
    return this.#firsts;
  }

  isDeleted(): boolean {
    return false;
  }

  at(number: number): ListedDocument {
    const first = this.#firsts[number] ?? 0;
    const passages = (this.#firsts[number + 1] ?? first) - first;
    return { document: { ...this.#fields(number), passages }, first };
  }

  find(id: string): ListedDocument | undefined {
    this.#numbers ??= new Map(this.ids().map((each, number) => [each, number]));
    const number = this.#numbers.get(id);
    return number === undefined ? undefined : this.at(number);
  }

  ids(): string[] {
    return Array.from({ length: this.rows }, (_, number) => this.#ids.at(number));
  }

  /** Document and passage of a node, without its text. */
  pending(node: number): PendingPassage {
    const number = this.owner(node);
    return { ...this.#fields(number), passage: node - (this.#firsts[number] ?? 0), pending: true };
  }

  #fields(number: number): DocumentFields {
    const id = this.#ids.at(number);
    const carried = this.#carried?.at(number) ?? '';
    return {
      id,
      ...(this.#titled[number] === 1 && { title: this.#titles.at(number) }),
      ...(carried !== '' && JSON.parse(carried)),
    };
  }

  /** The number of a passage's document; one without passages begins where the next one does. */
  owner(node: number): number {
    return lastUpTo(this.#firsts, node, this.rows);
  }
}

function carriedColumn(record: DocumentListRecord): StringColumn | undefined {
  if (record.urls === undefined && record.metadata === undefined) return undefined;
  const rows = record.ids.map((_, row) => JSON.stringify(carriedAt(record, row)));
  return new StringColumn(rows.map((json) => (json === '{}' ? '' : json)));
}

/** Errors: `corrupt`. */
export async function decodeDocumentList(
  packed: Uint8Array<ArrayBuffer>,
  manifest: Pick<HostedManifest, 'documents' | 'passages'>,
): Promise<HostedDocuments> {
  const { value } = await unpackedJson(packed, 'the documents of a published index');
  const fields = fieldsOf(value, 'list', damaged);
  const ids = fields('ids', isStrings);
  const titles = fields('titles', isTextsOrNulls);
  const passages = fields('passages', isCounts);
  const { documents } = manifest;
  const even = ids.length === documents && titles.length === documents && passages.length === documents;
  const total = passages.reduce((sum, each) => sum + each, 0);
  if (!even || total !== manifest.passages || new Set(ids).size !== documents) throw damaged();
  const carried = readCarriedColumns(fields, documents);
  return new HostedDocuments({ ids, titles, passages, ...carried });
}

function damaged(): LeannError {
  return new LeannError(
    'corrupt',
    'leann: cannot read the documents of a published index: the list is damaged',
  );
}
