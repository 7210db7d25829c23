// An index in one file: the compact index, its documents and their texts.

import { defined } from '../base/defined.js';
import { deflated } from '../base/deflate.js';
import { LeannError } from '../base/error.js';
import {
  fieldsOf,
  isCount,
  isCounts,
  isFields,
  isOptional,
  isStrings,
  isTextsOrNulls,
  isValues,
} from '../base/fields.js';
import { jsonBytes, unpackedJson } from '../base/packed-json.js';
import { sha256 } from '../base/sha256.js';
import { CHECKS, DOCUMENTS, decodeChecks, TABLE, TEXTS } from '../content/attachments.js';
import type { ContentTable } from '../content/content-table.js';
import type { Settings } from '../content/open-settings.js';
import { ownedPassages } from '../content/owned-passage.js';
import { attachmentsOf } from '../content/saved-file.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { Embedder } from '../embed/embedder.js';
import { originOf } from '../keep/make-commit.js';
import {
  type CarriedColumns,
  carriedAt,
  carriedColumns,
  readCarriedColumns,
} from '../storage/carried-columns.js';
import { cutAt, cutColumn, readCutColumn } from '../storage/cut-column.js';
import type { BuildValue } from '../storage/manifest.js';
import { readSectionTable, type SectionTable, sectionTable } from '../storage/section-table.js';
import { readSplitRecord, type SplitRecord, splitOptions, splitRecord } from '../storage/split-record.js';
import type { StoredDocument, StoredPassage } from '../storage/store.js';
import { checkOf } from '../text/passage-check.js';

/** Texts read at once. */
const TEXTS_AT_ONCE = 4096;

/** The content of a file. */
export interface ExportedIndex {
  fingerprint: string;
  documents: StoredDocument[];
  passages: StoredPassage[];
  trainedPassages: number;
  settings: Settings;
  /** Rows of its table of terms, not checked yet; undefined if it has none. */
  table: Uint8Array | undefined;
}

/** Exactly the documents of the graph, in its order. */
export interface ExportedCorpus {
  documents: readonly Omit<StoredDocument, 'textBytes'>[];
  passages: readonly StoredPassage[];
  /** Of the passages' texts. */
  checks: Uint16Array;
}

export interface ExportJob {
  core: CoreIndex;
  corpus: ExportedCorpus;
  trainedPassages: number;
  settings: Settings;
  /** Default: none. */
  table?: ContentTable | undefined;
  embedder: Embedder;
  /** Of the stored state that it is taken from. */
  state: { generation: number; commit: string };
}

/** Errors: `corrupt` if a text is not the one that was embedded. */
export async function encodeExported(job: ExportJob): Promise<Uint8Array> {
  const { core, corpus, table, embedder, state } = job;
  requireUnchanged(corpus, job.settings.split.context);
  const documents = jsonBytes(documentsRecord(job));
  const texts = jsonBytes(corpus.passages.map(({ text }) => text));
  const attachments = attachmentsOf(corpus.checks, table);
  attachments.set(DOCUMENTS, await deflated(documents));
  attachments.set(TEXTS, await deflated(texts));
  const both = new Uint8Array(documents.length + texts.length);
  both.set(documents);
  both.set(texts, documents.length);
  return core.encode({ origin: { ...originOf(embedder, state), corpus: await sha256(both) }, attachments });
}

/** The first `count` passages in order, which `read` gives some at a time. Errors: those of `read`; the signal's reason. */
export async function readAll<Passage>(
  count: number,
  read: (nodes: number[]) => Promise<Passage[]>,
  signal: AbortSignal,
): Promise<Passage[]> {
  const passages: Passage[] = [];
  for (let first = 0; first < count; first += TEXTS_AT_ONCE) {
    signal.throwIfAborted();
    const nodes = Array.from({ length: Math.min(TEXTS_AT_ONCE, count - first) }, (_, row) => first + row);
    passages.push(...(await read(nodes)));
  }
  return passages;
}

function requireUnchanged({ documents, passages, checks }: ExportedCorpus, context: boolean): void {
  const owned = ownedPassages(documents, passages, context);
  const changed = owned.find(({ embedded }, node) => checkOf(embedded) !== checks[node]);
  if (changed === undefined) return;
  throw new LeannError(
    'corrupt',
    `leann: cannot export document "${changed.id}": its text is not what was embedded; add it again`,
  );
}

/** DOCS: columns, with one entry for each document, `starts` and `ends` for each passage. */
interface DocumentsRecord extends CarriedColumns {
  build: Record<string, BuildValue | undefined>;
  split: SplitRecord;
  trainedPassages: number;
  ids: string[];
  titles: (string | null)[];
  passages: number[];
  starts: number[];
  ends: number[];
  sections?: SectionTable;
  cuts?: number[];
}

function documentsRecord({ corpus, settings, trainedPassages }: ExportJob): DocumentsRecord {
  const { documents, passages } = corpus;
  return {
    build: { ...settings.build },
    split: splitRecord(settings.split),
    trainedPassages,
    ids: documents.map(({ id }) => id),
    titles: documents.map(({ title }) => title ?? null),
    passages: documents.map((document) => document.passages),
    starts: passages.map(({ start }) => start),
    ends: passages.map(({ end }) => end),
    ...carriedColumns(documents),
    ...defined({ sections: sectionTable(passages), cuts: cutColumn(passages) }),
  };
}

/**
 * Decodes a file, checking every part against the others and every text against its check.
 * Errors: `corrupt`, `unsupported-version`, `out-of-memory`.
 */
export async function decodeExported(core: Core, bytes: Uint8Array): Promise<ExportedIndex> {
  const { fingerprint, attachments } = core.read(bytes);
  const record = await parsed(attachments.get(DOCUMENTS), 'its documents');
  const texts = await parsed(attachments.get(TEXTS), 'its texts');
  const {
    ids,
    titles,
    carried,
    passages: counts,
    sections: table,
    cuts,
    starts,
    ends,
    trainedPassages,
    split,
    build,
  } = parseDocuments(record);
  if (!isStrings(texts) || texts.length !== starts.length || starts.length !== ends.length) throw damaged();
  if (ids.length !== counts.length || titles.length !== counts.length) throw damaged();
  if (new Set(ids).size !== ids.length) throw damaged();
  const sections = readSectionTable(table, texts.length, () => damaged());
  const passages = texts.map((text, row) => ({
    ...passageOf(text, starts[row], ends[row]),
    ...sections[row],
    ...cutAt(cuts, row),
  }));
  const checks = decodeChecks(attachments.get(CHECKS), passages.length);
  const documents = documentsOf({ ids, titles, carried, counts }, texts);
  const owned = ownedPassages(documents, passages, split.context);
  if (owned.some(({ embedded }, row) => checkOf(embedded) !== checks[row])) {
    throw damaged('a text does not match its check');
  }
  const settings = { build, split };
  return { fingerprint, documents, passages, trainedPassages, settings, table: attachments.get(TABLE) };
}

function documentsOf(
  {
    ids,
    titles,
    carried,
    counts,
  }: { ids: string[]; titles: (string | null)[]; carried: CarriedColumns; counts: number[] },
  texts: readonly string[],
): StoredDocument[] {
  const encoder = new TextEncoder();
  let first = 0;
  const documents = ids.map((id, row) => {
    const count = counts[row] ?? 0;
    const own = texts.slice(first, first + count);
    first += count;
    const textBytes = own.reduce((sum, text) => sum + encoder.encode(text).length, 0);
    const title = titles[row] ?? undefined;
    return { id, ...defined({ title }), ...carriedAt(carried, row), passages: count, textBytes };
  });
  if (first !== texts.length) throw damaged();
  return documents;
}

function passageOf(text: string, start: number | undefined, end: number | undefined): StoredPassage {
  if (start === undefined || end === undefined || end < start) throw damaged();
  return { text, start, end };
}

async function parsed(bytes: Uint8Array | undefined, what: string): Promise<unknown> {
  if (bytes === undefined) throw damaged(`${what} are not in it`);
  return (await unpackedJson(bytes.slice(), what)).value;
}

function parseDocuments(value: unknown) {
  const refuse = () => damaged();
  const fields = fieldsOf(value, 'documents', refuse);
  const split = readSplitRecord(fieldsOf(fields('split', isFields), 'split', refuse));
  const ids = fields('ids', isStrings);
  if (ids.includes('')) throw damaged();
  return {
    ids,
    titles: fields('titles', isTextsOrNulls),
    carried: readCarriedColumns(fields, ids.length),
    passages: fields('passages', isCounts),
    sections: fields('sections', isOptional(isFields)),
    starts: fields('starts', isCounts),
    ends: fields('ends', isCounts),
    trainedPassages: fields('trainedPassages', isCount),
    split: splitOptions(split),
    cuts: readCutColumn(fields, fields('starts', isCounts).length),
    // The core checks build options by itself, whoever they come from.
    build: fields('build', isValues) as Settings['build'],
  };
}

function damaged(reason = 'its documents are damaged'): LeannError {
  return new LeannError('corrupt', `leann: cannot import index: ${reason}`);
}
