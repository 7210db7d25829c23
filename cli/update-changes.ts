// Which documents of a source differ from what is published of them.

import { isDeepStrictEqual } from 'node:util';
import { readDocuments } from '../web/change/read-documents.js';
import type { Settings } from '../web/content/open-settings.js';
import { tokenCounter } from '../web/embed/count-tokens.js';
import type { ExportedIndex } from '../web/file/exported-index.js';
import type { AnyDocument, Embedder } from '../web/index.js';
import type { ProgressBar } from './progress-bar.js';

export interface Changes {
  /** Those that differ, new ones included. */
  put: readonly AnyDocument[];
  /** Ids of those that the source has no more. */
  gone: readonly string[];
  /** Ids of all, as a published list has them: each where it was, then new ones, and in the end those without passages. */
  order: readonly string[];
  /** Passages that come or go, whichever are more. */
  passages: number;
}

/** How many documents an update has changed. */
export interface ChangeCounts {
  /** New ones included. */
  put: number;
  gone: number;
}

export interface ChangesJob {
  embedder: Embedder;
  settings: Settings;
  signal: AbortSignal;
  bar: ProgressBar;
}

/**
 * Splits all documents as a build would, since a folder does not say what a document's text was, only what its passages are.
 * Undefined if nothing differs. Errors: those of {@link readDocuments}.
 */
export async function changesOf(
  documents: readonly AnyDocument[],
  published: ExportedIndex,
  { embedder, settings, signal, bar }: ChangesJob,
): Promise<Changes | undefined> {
  const reading = readDocuments({
    documents,
    countTokens: tokenCounter(embedder),
    split: settings.split,
    dimension: embedder.dimension,
    taken: () => false,
    pictureOf: embedder.pictureOf?.bind(embedder),
    signal,
  });
  let read = await reading.next();
  for (; !read.done; read = await reading.next()) bar.show(read.value);
  const before = partsOf(published);
  const after = partsOf(read.value);
  const differs = (id: string) => !isDeepStrictEqual(before.get(id), after.get(id));
  const gone = [...before.keys()].filter((id) => !after.has(id));
  if (gone.length === 0 && !documents.some(({ id }) => differs(id))) return undefined;
  const put = documents.filter(({ id }) => differs(id));
  const fresh = put.map(({ id }) => id);
  const order = orderOf(before, after);
  const count = (parts: ReadonlyMap<string, Parts>, ids: Iterable<string>) =>
    [...ids].reduce((sum, id) => sum + (parts.get(id)?.passages.length ?? 0), 0);
  const passages = Math.max(count(after, fresh), count(before, [...fresh, ...gone]));
  return { put, gone, order, passages };
}

/** One that had no passages, or has none now, has no place to keep. */
function orderOf(before: ReadonlyMap<string, Parts>, after: ReadonlyMap<string, Parts>): string[] {
  const isFull = (parts: ReadonlyMap<string, Parts>, id: string) => (parts.get(id)?.passages.length ?? 0) > 0;
  const placed = [...before.keys()].filter((id) => isFull(before, id) && isFull(after, id));
  const known = new Set(placed);
  const others = [...after.keys()].filter((id) => !known.has(id));
  const [full, empty] = [true, false].map((wanted) => others.filter((id) => isFull(after, id) === wanted));
  return [...placed, ...(full ?? []), ...(empty ?? [])];
}

/** A document with its passages. */
interface Parts {
  document: ExportedIndex['documents'][number];
  passages: ExportedIndex['passages'];
}

function partsOf({ documents, passages }: Pick<ExportedIndex, 'documents' | 'passages'>): Map<string, Parts> {
  let first = 0;
  return new Map(
    documents.map((document) => {
      const own = passages.slice(first, first + document.passages);
      first += document.passages;
      return [document.id, { document, passages: own }];
    }),
  );
}
