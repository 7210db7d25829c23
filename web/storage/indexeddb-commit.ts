// One commit as one IndexedDB transaction.

import type { IDBPTransaction } from 'idb';
import { LeannError } from '../error.js';
import { appendedBlocks, DOCUMENTS_PER_BLOCK, PASSAGES_PER_BLOCK } from './blocks.js';
import { documentBlock, parseDocumentBlock } from './document-block.js';
import { type IndexSchema, ONLY, type Part } from './indexeddb-schema.js';
import { parseManifest } from './manifest.js';
import { blockOf, parsePassageBlock, passageBlock } from './passage-block.js';
import { type Commit, checkCommit } from './store.js';

type Transaction = IDBPTransaction<IndexSchema, Part[], 'readwrite'>;

/** Records written before waiting for them, so that a large commit does not hold up the page. */
const PUTS_AT_ONCE = 32;

/** Resolves when the transaction is complete; where anything fails, it is aborted and nothing is changed. */
export async function writeCommit(name: string, transaction: Transaction, commit: Commit): Promise<void> {
  const written = write(name, transaction, commit).catch((cause: unknown) => {
    abort(transaction);
    throw cause;
  });
  const [failure, end] = await Promise.all([reasonOfFailure(written), reasonOfFailure(transaction.done)]);
  // The end of the transaction says why it failed (the quota, say), unless it was aborted here.
  const aborted = end instanceof DOMException && end.name === 'AbortError';
  const cause = failure instanceof LeannError || aborted ? (failure ?? end) : (end ?? failure);
  if (cause !== undefined) throw cause;
}

async function write(name: string, transaction: Transaction, commit: Commit): Promise<void> {
  const stored = await transaction.objectStore('manifest').get(ONLY);
  const before = stored === undefined ? undefined : parseManifest(stored);
  checkCommit(name, before, commit);
  await writeDocuments(transaction, before?.documents ?? 0, commit);
  await writePassages(transaction, before?.passages ?? 0, commit);
  // Sliced because a view would be stored with the whole buffer behind it.
  await transaction.objectStore('index').put(commit.index.slice(), ONLY);
  await transaction.objectStore('manifest').put(commit.manifest, ONLY);
}

async function writeDocuments(transaction: Transaction, first: number, { documents }: Commit): Promise<void> {
  if (documents.length === 0) return;
  const records = transaction.objectStore('documents');
  const tail = await records.get(Math.floor(first / DOCUMENTS_PER_BLOCK));
  const partial = tail === undefined ? [] : parseDocumentBlock(tail);
  const blocks = appendedBlocks(DOCUMENTS_PER_BLOCK, first, partial, documents);
  await inGroups(blocks, (rows, block) => records.put(documentBlock(rows), block));
}

async function writePassages(transaction: Transaction, first: number, { passages }: Commit): Promise<void> {
  if (passages.length === 0) return;
  const records = transaction.objectStore('passages');
  const tail = await records.get(blockOf(first));
  const partial = tail === undefined ? [] : parsePassageBlock(tail);
  const blocks = appendedBlocks(PASSAGES_PER_BLOCK, first, partial, passages);
  await inGroups(blocks, (rows, block) => records.put(passageBlock(rows), block));
}

async function inGroups<T>(
  blocks: Map<number, T>,
  put: (rows: T, block: number) => Promise<unknown>,
): Promise<void> {
  let group: Promise<unknown>[] = [];
  for (const [block, rows] of blocks) {
    group.push(put(rows, block));
    if (group.length < PUTS_AT_ONCE) continue;
    await Promise.all(group);
    group = [];
  }
  await Promise.all(group);
}

function abort(transaction: Transaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself, for the same cause.
  }
}

async function reasonOfFailure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (cause) {
    return cause ?? new Error('unknown');
  }
}
