// A shard: some consecutive passages of a published index with their documents, compressed (docs/hosting.md).

import { defined } from '../base/defined.js';
import { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isFields, isOptional, isStrings, isTextsOrNulls } from '../base/fields.js';
import { unpackedJson } from '../base/packed-json.js';
import { ownedPassage } from '../content/owned-passage.js';
import type { OwnedPassage } from '../content/searched-content.js';
import {
  type CarriedColumns,
  carriedAt,
  carriedColumns,
  readCarriedColumns,
} from '../storage/carried-columns.js';
import { cutAt, cutColumn, readCutColumn } from '../storage/cut-column.js';
import { readSectionTable, type SectionTable, sectionTable } from '../storage/section-table.js';
import type { PassageSections } from '../text/section.js';

/** Columns: the documents that passages of this shard belong to, one after another, and the passages. */
export interface ShardRecord extends CarriedColumns {
  ids: string[];
  titles: (string | null)[];
  /** For each document, which of its passages is the first one here, and how many of them are here. */
  parts: number[];
  counts: number[];
  starts: number[];
  texts: string[];
  sections?: SectionTable;
  cuts?: number[];
}

/** A shard before compression. Passages of one document must follow one another, in their order. */
export function shardRecord(passages: readonly OwnedPassage[]): ShardRecord {
  const record: ShardRecord = { ids: [], titles: [], parts: [], counts: [], starts: [], texts: [] };
  const documents: OwnedPassage[] = [];
  for (const owned of passages) {
    const last = documents.length - 1;
    if (documents[last]?.id === owned.id) record.counts[last] = (record.counts[last] ?? 0) + 1;
    else {
      documents.push(owned);
      record.parts.push(owned.passage);
      record.counts.push(1);
    }
    record.starts.push(owned.start);
    record.texts.push(owned.text);
  }
  record.ids = documents.map(({ id }) => id);
  record.titles = documents.map(({ title }) => title ?? null);
  return {
    ...record,
    ...carriedColumns(documents),
    ...defined({ sections: sectionTable(passages), cuts: cutColumn(passages) }),
  };
}

/**
 * The passages, so many, and their bytes before compression; `context` says whether they are embedded with title and headings.
 * Errors: `corrupt`.
 */
export async function decodeShard(
  packed: Uint8Array<ArrayBuffer>,
  { count, context }: { count: number; context: boolean },
): Promise<{ passages: OwnedPassage[]; bytes: number }> {
  const { value, bytes } = await unpackedJson(packed, 'texts of a published index');
  const { sections, ...record } = parseShard(value);
  const passages: OwnedPassage[] = [];
  for (const [row, id] of record.ids.entries()) {
    const document = {
      id,
      ...defined({ title: record.titles[row] ?? undefined }),
      ...carriedAt(record, row),
    };
    const part = record.parts[row] ?? 0;
    for (let each = 0; each < (record.counts[row] ?? 0) && passages.length < count; each++) {
      const text = record.texts[passages.length] ?? '';
      const start = record.starts[passages.length] ?? 0;
      const stored = {
        text,
        start,
        end: start + text.length,
        ...sections[passages.length],
        ...cutAt(record.cuts, passages.length),
      };
      passages.push(ownedPassage(document, stored, { passage: part + each, context }));
    }
  }
  const total = record.counts.reduce((sum, each) => sum + each, 0);
  if (total === count && record.texts.length === count) return { passages, bytes };
  throw damaged();
}

function parseShard(value: unknown): Omit<ShardRecord, 'sections'> & { sections: PassageSections[] } {
  const fields = fieldsOf(value, 'shard', damaged);
  const ids = fields('ids', isStrings);
  const record: ShardRecord = {
    ids,
    titles: fields('titles', isTextsOrNulls),
    parts: fields('parts', isCounts),
    counts: fields('counts', isCounts),
    starts: fields('starts', isCounts),
    texts: fields('texts', isStrings),
    ...readCarriedColumns(fields, ids.length),
  };
  const { titles, parts, counts, starts, texts } = record;
  const even = titles.length === ids.length && parts.length === ids.length && counts.length === ids.length;
  if (!even || starts.length !== texts.length) throw damaged();
  const sections = readSectionTable(fields('sections', isOptional(isFields)), texts.length, damaged);
  return { ...record, sections, ...defined({ cuts: readCutColumn(fields, texts.length) }) };
}

function damaged(): LeannError {
  return new LeannError('corrupt', 'leann: cannot read texts of a published index: they are damaged');
}
