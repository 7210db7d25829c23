// Runs in the page of store.test.ts: the storage contract on IndexedDB, and faults that only a browser has.

import { deleteIndexedDb, IndexedDbStore } from '../../web/storage/indexeddb-store.js';
import type { Commit } from '../../web/storage/store.js';
import { expectCode, expectEqual, failureOf } from '../web/expect.js';
import { someCommit } from '../web/some-commit.js';
import { storeContract } from '../web/store-contract.js';
import { get, put, raw } from './raw-database.js';

let places = 0;

/** Runs the contract case of that number on a database of its own. */
export async function runContract(number: number): Promise<void> {
  const name = `contract ${places++}`;
  await storeContract[number]?.run(() => IndexedDbStore.open(name));
  await deleteIndexedDb(name);
}

/** Commits `documents` more documents of two passages each to the index of that name. */
export async function grow(name: string, documents: number, textLength = 0): Promise<void> {
  const store = await IndexedDbStore.open(name);
  try {
    const commit = someCommit((await store.load())?.manifest, documents, 2);
    await store.commit(textLength > 0 ? withLongTexts(commit, textLength) : commit);
  } finally {
    await store.close();
  }
}

/** Does not wait for the end. */
export function startToGrow(name: string, documents: number, textLength: number): void {
  void grow(name, documents, textLength);
}

function withLongTexts(commit: Commit, length: number): Commit {
  const text = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(length / 2)), (byte) => byte.toString(16)).join('');
  return { ...commit, passages: commit.passages.map((passage) => ({ ...passage, text: text() })) };
}

/** The code and message of what `grow` rejects with. */
export async function failureOfGrow(name: string, documents: number, textLength: number): Promise<string> {
  return (await failureOf(grow(name, documents, textLength))) ?? 'no failure';
}

/** Generation, documents, and whether every passage can be read, or `empty`. */
export async function describe(name: string): Promise<string> {
  const store = await IndexedDbStore.open(name);
  try {
    const snapshot = await store.load();
    if (snapshot === undefined) return 'empty';
    const { generation, epoch, passages } = snapshot.manifest;
    const read = await store.passages(
      epoch,
      Array.from({ length: passages }, (_, node) => node),
    );
    return `generation ${generation}, ${snapshot.documents.length} documents, ${read.length} passages`;
  } finally {
    await store.close();
  }
}

/** Refuses records that cannot be cloned, and keeps the state before. */
export async function uncloneable(): Promise<void> {
  const store = await IndexedDbStore.open('uncloneable');
  const first = someCommit(undefined, 3, 1);
  await store.commit(first);
  const next = someCommit(first.manifest, 100, 2);
  const documents = next.documents.map((document) => ({
    ...document,
    title: (() => 'x') as unknown as string,
  }));
  await expectCode(store.commit({ ...next, documents }), 'storage-failed');
  expectEqual((await store.load())?.manifest, first.manifest, 'manifest');
  await expectCode(store.passages(1, [3]), 'corrupt');
  await store.commit(next);
  await store.close();
}

/** Deleting is not held up by open handles, which say why they are of no use any more. */
export async function deletedElsewhere(): Promise<void> {
  const store = await IndexedDbStore.open('deleted');
  await store.commit(someCommit(undefined, 3, 1));
  await unlessHeldUp(() => deleteIndexedDb('deleted'));
  for (const use of [
    () => store.load(),
    () => store.passages(1, [0]),
    () => store.commit(someCommit(undefined, 1, 1)),
  ]) {
    const message = await expectCode(use(), 'closed');
    if (!message.includes('another tab deleted or replaced it'))
      throw new Error(`unclear message: ${message}`);
  }
  await store.close();
  const fresh = await IndexedDbStore.open('deleted');
  expectEqual(await fresh.load(), undefined, 'snapshot');
  await fresh.close();
  await expectCode(fresh.load(), 'closed');
}

/** Rejects as soon as the browser says that a deletion waits for an open handle. */
async function unlessHeldUp(act: () => Promise<void>): Promise<void> {
  const { deleteDatabase } = IDBFactory.prototype;
  const heldUp = new Promise<never>((_, reject) => {
    IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, name) {
      const request = deleteDatabase.call(this, name);
      request.addEventListener('blocked', () => reject(new Error('deletion was held up')));
      return request;
    };
  });
  try {
    await Promise.race([act(), heldUp]);
  } finally {
    IDBFactory.prototype.deleteDatabase = deleteDatabase;
  }
}

export async function newerSchema(): Promise<void> {
  (await raw('newer', 99)).close();
  await expectCode(IndexedDbStore.open('newer'), 'unsupported-version');
}

/** Records of other shapes are corrupt, wherever they are, and stay where they are. */
export async function damagedRecords(): Promise<void> {
  const { manifest } = someCommit(undefined, 1, 1);
  const damages: [string, IDBValidKey, unknown, string][] = [
    ['manifest', 1, { format: manifest.format }, 'corrupt'],
    ['manifest', 1, { ...manifest, format: 7 }, 'unsupported-version'],
    ['manifest', 1, 'text', 'corrupt'],
    ['index', 1, 'text', 'corrupt'],
    ['state', 1, 'text', 'corrupt'],
    ['documents', [1, 0, 1], { ids: 'text' }, 'corrupt'],
    ['passages', [1, 0, 1], { texts: [1], starts: [0], ends: [1] }, 'corrupt'],
    ['passages', [1, 0, 1], null, 'corrupt'],
  ];
  for (const [row, [part, key, value, code]] of damages.entries()) {
    const name = `damaged ${row}`;
    await grow(name, 3);
    const database = await raw(name);
    await put(database, part, key, value);
    const store = await IndexedDbStore.open(name);
    const read = async () => {
      await store.load();
      await store.passages(1, [0]);
    };
    await expectCode(read(), code);
    if (part !== 'index' && part !== 'state') await expectCode(growBy(store, part), code);
    await store.close();
    expectEqual(await get(database, part, key), value, `${part} after the refusal`);
    database.close();
  }
}

/** Appending needs the manifest and the last blocks, so damage in them is met by a commit too. */
async function growBy(store: IndexedDbStore, part: string): Promise<void> {
  const { manifest } = someCommit(undefined, 3, 2);
  const stored = part === 'manifest' ? manifest : ((await store.manifest()) ?? manifest);
  await store.commit(someCommit(stored, 1, 1));
}

/** How opening fails in a page that has no storage. */
export async function failureOfOpen(name: string): Promise<string> {
  return (await failureOf(IndexedDbStore.open(name))) ?? 'no failure';
}
