// The first part of an addition: documents in, passages out.

import { LeannError } from './error.js';
import { nextTask, SLICE_MS } from './next-task.js';
import type { AddProgress, Document } from './options.js';
import type { StoredDocument, StoredPassage } from './storage/store.js';
import { type SplitOptions, splitText } from './text/passage.js';

/** What an addition adds. */
export interface NewDocuments {
  documents: StoredDocument[];
  passages: StoredPassage[];
}

export interface ReadJob {
  documents: Iterable<Document> | AsyncIterable<Document>;
  countTokens: (text: string) => number;
  split: SplitOptions;
  /** Whether a document may not have this id, since the index has one. */
  taken: (id: string) => boolean;
  signal: AbortSignal;
}

/** Checks and splits documents, making way for the page. Errors: `invalid-argument`, `duplicate-id`. */
export async function* readDocuments(job: ReadJob): AsyncGenerator<AddProgress, NewDocuments> {
  const { documents, countTokens, split, signal } = job;
  checkIterable(documents);
  const added: NewDocuments = { documents: [], passages: [] };
  const ids = new Set<string>();
  const encoder = new TextEncoder();
  const known = Array.isArray(documents) ? documents.length : undefined;
  let began = performance.now();
  for await (const document of documents) {
    signal.throwIfAborted();
    checkDocument(document, ids.size);
    const { id, text, title } = document;
    if (ids.has(id) || job.taken(id)) throw duplicate(id, ids.has(id));
    ids.add(id);
    const passages = splitText(text, countTokens, split);
    let textBytes = 0;
    for (const passage of passages) {
      added.passages.push({ text: passage.text, start: passage.start, end: passage.end });
      textBytes += encoder.encode(passage.text).length;
    }
    const named = title === undefined ? { id } : { id, title };
    added.documents.push({ ...named, passages: passages.length, textBytes });
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

function checkIterable(documents: unknown): void {
  const iterable =
    typeof documents === 'object' &&
    documents !== null &&
    (Symbol.iterator in documents || Symbol.asyncIterator in documents);
  if (!iterable) throw invalid('documents', 'an array or another iterable of { id, text } is needed');
}

function checkDocument(value: unknown, row: number): asserts value is Document {
  if (typeof value !== 'object' || value === null)
    throw invalid(`document number ${row}`, 'it is not an object');
  const { id, text, title } = value as Partial<Record<keyof Document, unknown>>;
  if (typeof id !== 'string' || id === '') {
    throw invalid(`document number ${row}`, 'its id must be a string that is not empty');
  }
  if (typeof text !== 'string') throw invalid(`document "${id}"`, 'its text must be a string');
  if (title !== undefined && typeof title !== 'string') {
    throw invalid(`document "${id}"`, 'its title must be a string');
  }
}

function invalid(what: string, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot add ${what}: ${reason}`);
}

function duplicate(id: string, inThisCall: boolean): LeannError {
  const where = inThisCall ? 'comes twice in this call' : 'is in the index already';
  return new LeannError('duplicate-id', `leann: cannot add document "${id}": that id ${where}`);
}
