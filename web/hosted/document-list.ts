// The list of all documents of a published index, without their texts (docs/hosting.md).

import { isCounts, isStrings, isTitles } from '../columns.js';
import { LeannError } from '../error.js';
import { unpackedJson } from '../packed-json.js';
import type { DocumentList, ListedDocument } from '../searched-content.js';
import type { HostedManifest } from './manifest.js';

/** Columns, one entry a document, in the order of their passages. */
export interface DocumentListRecord {
  ids: string[];
  titles: (string | null)[];
  /** How many passages each has. */
  passages: number[];
}

/** Documents by number and by id. */
export class HostedDocuments implements DocumentList {
  readonly #record: DocumentListRecord;
  readonly #firsts: number[] = [];
  readonly #numbers: Map<string, number>;

  constructor(record: DocumentListRecord) {
    this.#record = record;
    this.#numbers = new Map(record.ids.map((id, number) => [id, number]));
    let first = 0;
    for (const passages of record.passages) {
      this.#firsts.push(first);
      first += passages;
    }
  }

  get rows(): number {
    return this.#record.ids.length;
  }

  isDeleted(): boolean {
    return false;
  }

  at(number: number): ListedDocument {
    const { ids, titles, passages } = this.#record;
    const title = titles[number] ?? undefined;
    const named = title === undefined ? {} : { title };
    return {
      document: { id: ids[number] ?? '', ...named, passages: passages[number] ?? 0 },
      first: this.#firsts[number] ?? 0,
    };
  }

  find(id: string): ListedDocument | undefined {
    const number = this.#numbers.get(id);
    return number === undefined ? undefined : this.at(number);
  }

  ids(): string[] {
    return [...this.#record.ids];
  }
}

/** Errors: `corrupt`. */
export async function decodeDocumentList(
  packed: Uint8Array<ArrayBuffer>,
  manifest: Pick<HostedManifest, 'documents' | 'passages'>,
): Promise<HostedDocuments> {
  const { value } = await unpackedJson(packed, 'the documents of a published index');
  const { ids, titles, passages } = (value ?? {}) as Partial<Record<keyof DocumentListRecord, unknown>>;
  if (!isStrings(ids) || !isTitles(titles) || !isCounts(passages)) throw damaged();
  const { documents } = manifest;
  const even = ids.length === documents && titles.length === documents && passages.length === documents;
  const total = passages.reduce((sum, each) => sum + each, 0);
  if (!even || total !== manifest.passages || new Set(ids).size !== documents) throw damaged();
  return new HostedDocuments({ ids, titles, passages });
}

function damaged(): LeannError {
  return new LeannError(
    'corrupt',
    'leann: cannot read the documents of a published index: the list is damaged',
  );
}
