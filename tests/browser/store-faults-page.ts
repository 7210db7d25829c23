// Runs in the page of store-faults.test.ts: what can become of an index's database, and what the store makes of it.

import type { Notice } from '../../web/interface/notice.js';
import { LeannIndex } from '../../web/leann-index.js';
import { deleteIndexedDb, IndexedDbStore } from '../../web/storage/indexeddb-store.js';
import { addAll } from '../web/drive.js';
import { expectCode, expectEqual, failureOf } from '../web/expect.js';
import { type SomeCommit, someCommit, someRewrite } from '../web/some-commit.js';
import { someDocuments, wordEmbedder } from '../web/word-embedder.js';
import { put, raw, requested } from './raw-database.js';

const PARTS = ['manifest', 'state', 'index', 'documents', 'passages'];

/** Connections that were opened since the page was loaded. */
const connections: IDBDatabase[] = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (this: IDBFactory, ...given: Parameters<typeof open>) {
  const request = open.apply(this, given);
  request.addEventListener('success', () => connections.push(request.result));
  return request;
};

/** A newer generation whose writer ended before it read it back is used if it is whole, and else the one before. */
export async function unconfirmed(): Promise<void> {
  for (const [row, broken] of [undefined, ...PARTS].entries()) {
    const name = `unconfirmed ${row}`;
    const [first, second] = await twoGenerations(name);
    if (broken !== undefined) await breakNewest(name, broken);
    const told: number[] = [];
    const store = await IndexedDbStore.open(name, { onRollback: (generation) => told.push(generation) });
    const expected = broken === undefined ? second : first;
    const snapshot = await store.load();
    expectEqual(snapshot?.manifest, expected.manifest, `manifest without ${broken}`);
    expectEqual(snapshot?.documents.length, expected.manifest.documents, `documents without ${broken}`);
    const numbers = Array.from({ length: expected.manifest.passages }, (_, number) => number);
    expectEqual((await store.passages(1, numbers)).length, numbers.length, `passages without ${broken}`);
    expectEqual(told, broken === undefined ? [] : [2], `notices without ${broken}`);
    const next = someCommit(expected.manifest, 5, 1);
    await store.commit(next);
    expectEqual((await store.load())?.documents.length, next.manifest.documents, 'documents afterwards');
    const last = next.manifest.passages - 1;
    expectEqual(await store.passages(1, [last]), next.passages.slice(-1), 'passage afterwards');
    await store.close();
    await deleteIndexedDb(name);
  }
}

/** Both in the database, as if the tab had ended right after the second commit. */
async function twoGenerations(name: string): Promise<[SomeCommit, SomeCommit]> {
  const store = await IndexedDbStore.open(name);
  const first = someCommit(undefined, 70, 1);
  await store.commit(first);
  const database = await raw(name);
  const before = new Map<string, [IDBValidKey, unknown][]>();
  for (const part of PARTS) before.set(part, await entries(database, part));
  const second = someCommit(first.manifest, 70, 1);
  await store.commit(second);
  for (const [part, rows] of before) {
    for (const [key, value] of rows) await put(database, part, key, value);
  }
  database.close();
  await store.close();
  return [first, second];
}

async function breakNewest(name: string, part: string): Promise<void> {
  const database = await raw(name);
  const [key, value] = (await entries(database, part)).at(-1) ?? [];
  if (key === undefined) throw new Error(`nothing in ${part}`);
  if (part === 'manifest') await put(database, part, key, { ...(value as object), passages: -1 });
  else await requested(database.transaction(part, 'readwrite').objectStore(part).delete(key));
  database.close();
}

/** Nothing but the newest generation is left of a commit, and the tail of its rows is there once. */
export async function leftovers(): Promise<void> {
  const store = await IndexedDbStore.open('leftovers');
  const first = someCommit(undefined, 70, 1);
  const second = someCommit(first.manifest, 3, 1);
  await store.commit(first);
  await store.commit(second);
  const third = someRewrite(second, [5, 6, 7]);
  await store.commit(third);
  const database = await raw('leftovers');
  const keys = await Promise.all(
    PARTS.map(async (part) => (await entries(database, part)).map(([key]) => key)),
  );
  expectEqual(keys.slice(0, 3), [[3], [3], [3]], 'keys of the generation');
  expectEqual(keys[4]?.length, 3, 'blocks of passages while the old epoch is held');
  await store.release(1);
  expectEqual(
    (await entries(database, 'passages')).map(([key]) => key),
    [[2, 0, 3]],
    'blocks of passages',
  );
  expectEqual(
    (await entries(database, 'documents')).map(([key]) => key),
    [[2, 0, 3]],
    'blocks of documents',
  );
  database.close();
  await store.close();
}

/** A connection that the browser ended is opened again, once for each thing that is asked for. */
export async function lostConnection(): Promise<void> {
  const store = await IndexedDbStore.open('lost');
  const first = someCommit(undefined, 3, 1);
  await store.commit(first);
  lose();
  expectEqual((await store.load())?.manifest, first.manifest, 'manifest');
  lose();
  const second = someCommit(first.manifest, 3, 1);
  await store.commit(second);
  lose();
  expectEqual(await store.passages(1, [5]), second.passages.slice(-1), 'passage');
  // Nothing said so beforehand.
  connections.at(-1)?.close();
  expectEqual((await store.manifest())?.generation, 2, 'generation');
  await store.close();
}

function lose(): void {
  const connection = connections.at(-1);
  connection?.close();
  connection?.dispatchEvent(new Event('close'));
}

/** A database that has vanished is told apart from one that was never there. */
export async function evicted(): Promise<void> {
  const store = await IndexedDbStore.open('evicted');
  await store.commit(someCommit(undefined, 3, 1));
  lose();
  await requested(indexedDB.deleteDatabase('leann-web:evicted'));
  await expectCode(store.load(), 'evicted');
  await expectCode(store.passages(1, [0]), 'evicted');
  await store.close();
  const fresh = await IndexedDbStore.open('evicted');
  expectEqual(await fresh.load(), undefined, 'snapshot');
  await fresh.close();
}

/** The layout of an older version is refused, and left as it is. */
export async function olderSchema(): Promise<void> {
  const request = indexedDB.open('leann-web:older', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('manifest').put('old', 0);
  (await requested(request)).close();
  const message = await expectCode(IndexedDbStore.open('older'), 'unsupported-version');
  if (!message.includes('older version')) throw new Error(`unclear message: ${message}`);
  const database = await requested(indexedDB.open('leann-web:older'));
  expectEqual([database.version, await entries(database, 'manifest')], [1, [[0, 'old']]], 'old database');
  database.close();
}

/** If the browser is wrong about its room, the failure of the commit says that there is none. */
export async function failureBeyondEstimate(documents: number, textLength: number): Promise<string> {
  navigator.storage.estimate = async () => ({ usage: 0, quota: 1e12 });
  const store = await IndexedDbStore.open('beyond');
  const first = someCommit(undefined, 10, 1);
  await store.commit(first);
  const large = someCommit(first.manifest, documents, 1);
  large.passages = large.passages.map((passage) => ({ ...passage, text: noise(textLength) }));
  const failure = (await failureOf(store.commit(large))) ?? 'no failure';
  expectEqual((await store.load())?.manifest, first.manifest, 'manifest');
  await store.commit(someCommit(first.manifest, 1, 1));
  await store.close();
  return failure;
}

/** A commit that the quota refuses twice is made, once; one that it keeps refusing fails in bounded time. */
export async function refused(): Promise<void> {
  const store = await IndexedDbStore.open('refused');
  const first = someCommit(undefined, 70, 1);
  await refusing(2, () => store.commit(first));
  const second = someCommit(first.manifest, 3, 1);
  const began = performance.now();
  await refusing(Number.POSITIVE_INFINITY, () => expectCode(store.commit(second), 'quota-exceeded'));
  if (performance.now() - began > 10_000) throw new Error('it took too long to fail');
  expectEqual((await store.load())?.manifest, first.manifest, 'manifest after the refusal');
  const vector = new Uint16Array(3);
  await refusing(2, () => store.journal.put([['key', vector]]));
  expectEqual(await store.journal.get(['key']), [vector], 'journal');
  await refusing(2, () => store.commit(second));
  expectEqual((await store.load())?.manifest, second.manifest, 'manifest');
  const numbers = Array.from({ length: 73 }, (_, number) => number);
  expectEqual(await store.passages(1, numbers), [...first.passages, ...second.passages], 'passages');
  await store.close();
}

/** Acts while so many puts are refused, the last of each attempt. */
async function refusing(refusals: number, act: () => Promise<unknown>): Promise<void> {
  const { put } = IDBObjectStore.prototype;
  let left = refusals;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
    const last = this.name === 'manifest' || this.name === 'journal';
    if (last && left-- > 0) throw new DOMException('the disk is full', 'QuotaExceededError');
    return put.apply(this, given);
  };
  try {
    await act();
  } finally {
    IDBObjectStore.prototype.put = put;
  }
}

/** Where the browser says that there is no room, it is asked once more, after it has counted again. */
export async function staleEstimate(): Promise<void> {
  const { estimate } = navigator.storage;
  const answers = [
    { usage: 1e12, quota: 1e12 },
    { usage: 0, quota: 1e12 },
  ];
  let asked = 0;
  navigator.storage.estimate = async () => answers[Math.min(asked++, answers.length - 1)] ?? {};
  const store = await IndexedDbStore.open('estimated');
  const first = someCommit(undefined, 3, 1);
  await store.commit(first);
  expectEqual(asked, 2, 'questions');
  answers.splice(0, 2, { usage: 1e12, quota: 1e12 });
  const began = performance.now();
  await expectCode(store.commit(someCommit(first.manifest, 3, 1)), 'quota-exceeded');
  if (performance.now() - began > 1000) throw new Error('it took too long to say what the browser knew');
  navigator.storage.estimate = estimate;
  await store.close();
}

function noise(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let reader: IndexedDbStore | undefined;

export async function holdEpoch(name: string): Promise<number> {
  reader = await IndexedDbStore.open(name);
  return (await reader.load())?.manifest.epoch ?? 0;
}

export async function readHeld(): Promise<string> {
  return (await reader?.passages(1, [3]))?.[0]?.text ?? '';
}

export async function letGo(): Promise<void> {
  await reader?.close();
}

/** Waits until nobody reads an epoch: a browser may say that a tab is closed before it has freed what the tab held. */
export async function untilUnread(name: string, epoch: number): Promise<void> {
  for (;;) {
    const { held = [] } = await navigator.locks.query();
    if (!held.some((lock) => lock.name === `leann-web:${name}:epoch:${epoch}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Two commits, the second of a new epoch where `rewritten`; the epochs that are left. */
export async function commitAs(name: string, rewritten: boolean): Promise<number[]> {
  const store = await IndexedDbStore.open(name);
  const first = someCommit(undefined, 5, 1);
  const before = (await store.load())?.manifest;
  if (before === undefined) await store.commit(first);
  else if (rewritten) {
    const rewrite = someRewrite({ ...first, manifest: before }, [2]);
    await store.commit(rewrite);
  } else await store.commit(someCommit(before, 1, 1));
  await store.close();
  const database = await raw(name);
  const epochs = (await entries(database, 'passages')).map(([key]) => (key as number[])[0] ?? 0);
  database.close();
  return [...new Set(epochs)];
}

/** What is listed of indexes with so many documents each, besides other databases. */
export async function listed(): Promise<unknown[]> {
  await requested(indexedDB.open('another site part', 1)).then((database) => database.close());
  await requested(indexedDB.open('leann-web:not one of ours', 99)).then((database) => database.close());
  for (const [name, count] of [
    ['first', 3],
    ['second: ü', 5],
    ['unsaved', 0],
  ] as const) {
    const index = await openIndex(name, () => undefined);
    await addAll(index, someDocuments(count));
    if (count > 0) await index.save();
    if (count > 3) {
      await index.delete('d1');
      await index.save();
    }
    await index.close();
  }
  const list = await LeannIndex.list();
  await LeannIndex.delete('first');
  const left = (await LeannIndex.list()).map(({ name }) => name);
  const mine = ['first', 'second: ü', 'unsaved'];
  return [
    list
      .filter(({ name }) => mine.includes(name))
      .map(({ bytes, ...rest }) => ({ ...rest, bytes: bytes > 500 })),
    left.filter((name) => mine.includes(name)),
  ];
}

/** What an index that is opened here tells, and whether it can be used. */
export async function noticesOfOpen(name: string): Promise<string[]> {
  const notices: Notice[] = [];
  const index = await openIndex(name, (notice) => notices.push(notice));
  await addAll(index, someDocuments(3));
  await index.save();
  const { documents, saved } = index.info();
  await index.close();
  return [...notices.map(({ code, message }) => `${code}: ${message}`), `${documents} ${saved}`];
}

export async function storageOf(
  name: string,
): Promise<{ usage: number; quota: number; persisted: boolean } | undefined> {
  const index = await openIndex(name, () => undefined);
  const { storage } = index.info();
  await index.close();
  return storage;
}

export function persist(): Promise<boolean> {
  return LeannIndex.persist();
}

let writer: LeannIndex | undefined;

/** Adds a document and does not save, so that nobody else can write. */
export async function holdLock(name: string): Promise<void> {
  writer = await openIndex(name, () => undefined);
  await addAll(writer, someDocuments(1));
}

/** Ends when this page could write. */
export async function waitForLock(name: string): Promise<void> {
  const index = await openIndex(name, () => undefined);
  await addAll(index, someDocuments(1, 7));
  await index.save();
  await index.close();
}

function openIndex(name: string, onNotice: (notice: Notice) => void): Promise<LeannIndex> {
  // In this thread, where IndexedDB can be made to fail.
  const options = { embedder: wordEmbedder(), worker: false, wasm: '/core/leann-core.wasm', onNotice };
  return LeannIndex.open(name, options);
}

async function entries(database: IDBDatabase, part: string): Promise<[IDBValidKey, unknown][]> {
  const records = database.transaction(part).objectStore(part);
  const [keys, values] = await Promise.all([requested(records.getAllKeys()), requested(records.getAll())]);
  return keys.map((key, row) => [key, values[row]]);
}
