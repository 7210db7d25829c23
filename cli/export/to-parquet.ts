// Writes documents as Parquet, with the columns that JSON lines have as fields.

import type { FileHandle } from 'node:fs/promises';
import type { SchemaElement } from 'hyparquet-writer';
import { LeannError } from '../../web/base/error.js';
import type { JsonObject } from '../../web/index.js';
import { optionalPackage } from '../optional-package.js';
import type { ExportedDocument } from './exported-document.js';
import { MetadataColumns } from './metadata-columns.js';
import { isUnicode, listOf, TEXT } from './parquet-types.js';
import { writeWhole } from './whole-file.js';

/** What is held in memory before it is written; the writer takes some times as much on the way. */
const GROUP_BYTES = 16 << 20;
const BYTES_OF_NUMBER = 4;
/** Of the columns; `metadata` is left out where no document has any. */
const NAMES = ['id', 'title', 'url', 'text', 'metadata', 'passages'];

type Writing = typeof import('hyparquet-writer');

export interface ParquetOptions {
  /** Of all documents: what types its fields have must be known before the first is written. */
  metadata: Iterable<JsonObject | undefined> | AsyncIterable<JsonObject | undefined>;
  /** Whether the passages have vectors. */
  vectors: boolean;
  /** About the size of a row group, before it is packed; default: 16 MiB. */
  groupBytes?: number;
}

/**
 * The file is there when it is whole, in place of one that was; a row group of it is in memory at a time. Gives what was written.
 * Errors: an Error if the package is missing; `invalid-argument` for text that is not Unicode; `conflict` if the metadata are no
 * longer those that were given; those of the file system.
 */
export async function writeParquet(
  path: string,
  documents: AsyncIterable<ExportedDocument>,
  { metadata, vectors, groupBytes = GROUP_BYTES }: ParquetOptions,
): Promise<{ documents: number; passages: number }> {
  const writing: Writing = await optionalPackage(() => import('hyparquet-writer'), 'hyparquet-writer');
  const columns = await MetadataColumns.of(metadata);
  return await writeWhole(path, async (file) => {
    const rows = new RowGroups(writing, file, columns, vectors);
    const counts = { documents: 0, passages: 0 };
    for await (const document of documents) {
      requireUnicode(document);
      rows.add(document);
      if (rows.bytes >= groupBytes) await rows.write();
      counts.documents++;
      counts.passages += document.passages.length;
    }
    await rows.write();
    await rows.finish();
    return counts;
  });
}

class RowGroups {
  /** About so many are waiting. */
  bytes = 0;
  readonly #parquet: InstanceType<Writing['ParquetWriter']>;
  readonly #names: readonly string[];
  readonly #metadata: MetadataColumns;
  #waiting: Record<string, unknown>[] = [];

  constructor(
    { ByteWriter, ParquetWriter }: Writing,
    file: FileHandle,
    metadata: MetadataColumns,
    vectors: boolean,
  ) {
    const writer = new ByteWriter();
    const flush = async () => {
      await file.writeFile(writer.getBytes());
      writer.index = 0;
    };
    const schema = schemaOf(metadata, vectors);
    this.#metadata = metadata;
    this.#names = metadata.schema.length === 0 ? NAMES.filter((name) => name !== 'metadata') : NAMES;
    this.#parquet = new ParquetWriter({ writer: Object.assign(writer, { flush, finish: flush }), schema });
  }

  add(document: ExportedDocument): void {
    const { text, passages } = document;
    this.#waiting.push({ ...document, metadata: this.#metadata.valueOf(document.metadata) });
    this.bytes += text.length;
    for (const { text: own, vector } of passages)
      this.bytes += own.length + BYTES_OF_NUMBER * (vector?.length ?? 0);
  }

  /** All that wait, as one row group. */
  async write(): Promise<void> {
    const rows = this.#waiting;
    if (rows.length === 0) return;
    const columnData = this.#names.map((name) => ({ name, data: rows.map((row) => row[name]) }));
    await this.#parquet.write({ columnData, rowGroupSize: rows.length });
    this.#waiting = [];
    this.bytes = 0;
  }

  async finish(): Promise<void> {
    await this.#parquet.finish();
  }
}

function schemaOf(metadata: MetadataColumns, vectors: boolean): SchemaElement[] {
  const fields: SchemaElement[] = [
    { name: 'text', repetition_type: 'REQUIRED', ...TEXT },
    { name: 'start', repetition_type: 'REQUIRED', type: 'INT32' },
    { name: 'end', repetition_type: 'REQUIRED', type: 'INT32' },
    ...listOf({ name: 'headings', repetition_type: 'OPTIONAL' }, [TEXT]),
    { name: 'anchor', repetition_type: 'OPTIONAL', ...TEXT },
    ...(vectors ? listOf({ name: 'vector', repetition_type: 'REQUIRED' }, [{ type: 'FLOAT' }]) : []),
  ];
  const item = { num_children: vectors ? 6 : 5 };
  const own = metadata.schema;
  return [
    { name: 'documents', num_children: own.length === 0 ? NAMES.length - 1 : NAMES.length },
    { name: 'id', repetition_type: 'REQUIRED', ...TEXT },
    { name: 'title', repetition_type: 'OPTIONAL', ...TEXT },
    { name: 'url', repetition_type: 'OPTIONAL', ...TEXT },
    { name: 'text', repetition_type: 'REQUIRED', ...TEXT },
    ...own,
    ...listOf({ name: 'passages', repetition_type: 'REQUIRED' }, [item, ...fields]),
  ];
}

function requireUnicode(document: ExportedDocument): void {
  const { id, title, url, metadata, text, passages } = document;
  const sections = passages.map(({ text, headings, anchor }) => ({
    text,
    headings,
    anchor,
  }));
  if (isUnicode({ id, title, url, metadata, text, sections })) return;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot export document "${id}" to Parquet: it has half of a surrogate pair, which Parquet cannot keep`,
  );
}
