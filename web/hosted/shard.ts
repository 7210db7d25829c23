// A shard: some consecutive passages of a published index with their documents, compressed (docs/hosting.md).

import { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isStrings, isTitles } from '../base/fields.js';
import { unpackedJson } from '../base/packed-json.js';
import type { OwnedPassage } from '../content/searched-content.js';

/** Columns: the documents that passages of this shard belong to, one after another, and the passages. */
export interface ShardRecord {
  ids: string[];
  titles: (string | null)[];
  /** For each document, which of its passages is the first one here, and how many of them are here. */
  parts: number[];
  counts: number[];
  starts: number[];
  texts: string[];
}

/** A shard before compression. Passages of one document must follow one another, in their order. */
export function shardRecord(passages: readonly OwnedPassage[]): ShardRecord {
  const record: ShardRecord = { ids: [], titles: [], parts: [], counts: [], starts: [], texts: [] };
  for (const { id, title, passage, start, text } of passages) {
    const last = record.ids.length - 1;
    if (record.ids[last] === id) record.counts[last] = (record.counts[last] ?? 0) + 1;
    else {
      record.ids.push(id);
      record.titles.push(title ?? null);
      record.parts.push(passage);
      record.counts.push(1);
    }
    record.starts.push(start);
    record.texts.push(text);
  }
  return record;
}

/** The passages, and their bytes before compression. Errors: `corrupt`. */
export async function decodeShard(
  packed: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<{ passages: OwnedPassage[]; bytes: number }> {
  const { value, bytes } = await unpackedJson(packed, 'texts of a published index');
  const record = parseShard(value);
  const passages: OwnedPassage[] = [];
  for (const [row, id] of record.ids.entries()) {
    const title = record.titles[row] ?? undefined;
    const part = record.parts[row] ?? 0;
    for (let each = 0; each < (record.counts[row] ?? 0) && passages.length < count; each++) {
      const text = record.texts[passages.length] ?? '';
      const start = record.starts[passages.length] ?? 0;
      passages.push({
        id,
        ...(title !== undefined && { title }),
        passage: part + each,
        text,
        start,
        end: start + text.length,
      });
    }
  }
  const total = record.counts.reduce((sum, each) => sum + each, 0);
  if (total === count && record.texts.length === count) return { passages, bytes };
  throw damaged();
}

function parseShard(value: unknown): ShardRecord {
  const fields = fieldsOf(value, 'shard', damaged);
  const record: ShardRecord = {
    ids: fields('ids', isStrings),
    titles: fields('titles', isTitles),
    parts: fields('parts', isCounts),
    counts: fields('counts', isCounts),
    starts: fields('starts', isCounts),
    texts: fields('texts', isStrings),
  };
  const { ids, titles, parts, counts, starts, texts } = record;
  const even = titles.length === ids.length && parts.length === ids.length && counts.length === ids.length;
  if (!even || starts.length !== texts.length) throw damaged();
  return record;
}

function damaged(): LeannError {
  return new LeannError('corrupt', 'leann: cannot read texts of a published index: they are damaged');
}
