// The first part of an addition: documents in, passages out.

import { defined } from '../base/defined.js';
import { LeannError, messageOf } from '../base/error.js';
import { copiedJson } from '../base/json.js';
import { nextTask, SLICE_MS } from '../base/next-task.js';
import { vectorFault } from '../embed/check-vectors.js';
import type { Embedder } from '../embed/embedder.js';
import { toUnitLength } from '../embed/pooling.js';
import type { AddProgress } from '../interface/change-options.js';
import type { Document, Documents, ImageDocument } from '../interface/document.js';
import type { StoredDocument, StoredPassage } from '../storage/store.js';
import { ContextRooms } from '../text/context-room.js';
import { embeddedText } from '../text/embedded-text.js';
import { markdownHeadings } from '../text/heading.js';
import { type SplitOptions, splitText, wholePassage } from '../text/passage.js';
import { sectionsOf } from '../text/section.js';
import { checkDocument, checkIterable } from './check-documents.js';

/** The documents of an addition, split. */
export interface NewDocuments {
  documents: StoredDocument[];
  passages: StoredPassage[];
  /** Of each passage, what is embedded, or its vector. */
  sources: NewSource[];
}

/** The text that is embedded of a new passage, or the vector that came with it. */
export type NewSource = string | Float32Array;

export interface ReadJob {
  documents: Documents;
  countTokens: (text: string) => number;
  split: SplitOptions;
  /** Of the embedder's vectors. */
  dimension: number;
  /** Whether the index has a document of this id already, which may not be added again. */
  taken: (id: string) => boolean;
  /** What is kept of an image; undefined if the embedder knows texts alone. */
  pictureOf: Embedder['pictureOf'] | undefined;
  signal: AbortSignal;
}

/** Checks and splits documents, yielding to the page. Errors: `invalid-argument`, `duplicate-id`. */
export async function* readDocuments(job: ReadJob): AsyncGenerator<AddProgress, NewDocuments> {
  const { documents, countTokens, split, signal } = job;
  checkIterable(documents);
  const added: NewDocuments = { documents: [], passages: [], sources: [] };
  const ids = new Set<string>();
  const encoder = new TextEncoder();
  const known = 'length' in documents ? Number(documents.length) : undefined;
  let began = performance.now();
  for await (const document of documents) {
    signal.throwIfAborted();
    checkDocument(document, ids.size);
    const { id, title, url, metadata, vector } = document;
    const picture = 'image' in document ? await pictureOf(document, job) : undefined;
    const { text, headings } =
      picture === undefined ? (document as Document) : { text: picture, headings: [] };
    if (ids.has(id) || job.taken(id)) throw duplicate(id, ids.has(id));
    ids.add(id);
    const outline = headings ?? markdownHeadings(text);
    const { maxTokens } = split;
    const context = { text, headings: outline, title, countTokens, maxTokens };
    const rooms = split.context && picture === undefined ? new ContextRooms(context) : undefined;
    const own = vector === undefined ? undefined : ownVector(id, vector, job.dimension);
    const passages =
      own === undefined && picture === undefined
        ? splitText(text, countTokens, split, outline, rooms)
        : wholePassage(text);
    const sections = sectionsOf(text, outline, passages, title);
    let textBytes = 0;
    for (const [row, passage] of passages.entries()) {
      const cut = rooms?.at(passage.start).cut ?? 0;
      const stored = { ...passage, ...sections[row], ...(cut > 0 && { cut }) };
      added.passages.push(stored);
      const embedded = split.context ? embeddedText({ ...stored, ...defined({ title }) }) : stored.text;
      added.sources.push(own ?? embedded);
      textBytes += encoder.encode(passage.text).length;
    }
    const carried = defined({ title, url, metadata: metadata && copiedJson(metadata) });
    added.documents.push({ id, ...carried, passages: passages.length, textBytes });
    if (performance.now() - began < SLICE_MS) continue;
    yield { phase: 'split', done: ids.size, total: known ?? ids.size };
    await nextTask();
    signal.throwIfAborted();
    began = performance.now();
  }
  yield { phase: 'split', done: ids.size, total: ids.size };
  signal.throwIfAborted();
  return added;
}

/** Errors: `invalid-argument` if the embedder knows texts alone, `unreadable-image`, those of fetching a URL. */
async function pictureOf({ id, image }: ImageDocument, job: ReadJob): Promise<string> {
  if (job.pictureOf === undefined) {
    const reason = 'it is an image, and the embedder of the index knows texts alone';
    throw new LeannError('invalid-argument', `leann: cannot add document "${id}": ${reason}`);
  }
  try {
    return await job.pictureOf(image, job.signal);
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof LeannError)) throw error;
    throw new LeannError(error.code, `leann: cannot add document "${id}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Errors: `dimension-mismatch`, `not-finite`, `zero-vector`. */
function ownVector(id: string, vector: ArrayLike<number>, dimension: number): Float32Array {
  const own = Float32Array.from(vector);
  const fault = vectorFault(own, dimension);
  // It need not be of unit length.
  if (fault === undefined || fault.code === 'embedding-failed') return toUnitLength(own);
  throw new LeannError(fault.code, `leann: cannot add document "${id}": of its vector, ${fault.reason}`);
}

function duplicate(id: string, inThisCall: boolean): LeannError {
  const reason = inThisCall ? 'comes twice in this call' : 'is in the index already';
  return new LeannError('duplicate-id', `leann: cannot add document "${id}": that id ${reason}`);
}
