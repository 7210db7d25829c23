// The generations in an index's database: reads one, checks one, and removes those that are not needed.

import { LeannError } from '../base/error.js';
import { PASSAGES_PER_BLOCK, rowsOfBlock } from './blocks.js';
import { epochRange, isThere, readBlock, readRows, type WrittenBlock } from './indexeddb-rows.js';
import type { RowPart } from './indexeddb-schema.js';
import type { Reading, Writing } from './indexeddb-transaction.js';
import { type Manifest, parseManifest } from './manifest.js';
import { blockOf } from './passage-block.js';
import type { Snapshot } from './store.js';
import { missingPart } from './whole.js';

const ROW_PARTS: RowPart[] = ['documents', 'passages'];

/** Entries of the journal that nobody uses are kept this many days. */
const JOURNAL_DAYS = 7;

export function today(): number {
  return Math.floor(Date.now() / 86_400_000);
}

/** The manifest of the newest generation; undefined if there is none. Errors: `corrupt`, `unsupported-version`. */
export async function newestManifest(transaction: Reading): Promise<Manifest | undefined> {
  const cursor = await transaction.objectStore('manifest').openCursor(null, 'prev');
  return cursor === null ? undefined : parseManifest(cursor.value);
}

/** All of a generation but its passages. Errors: `corrupt`. */
export async function readGeneration(
  name: string,
  transaction: Reading,
  manifest: Manifest,
): Promise<Snapshot> {
  const { generation, epoch } = manifest;
  const [index, state, documents]: [unknown, unknown, Snapshot['documents']] = await Promise.all([
    transaction.objectStore('index').get(manifest.index.generation),
    transaction.objectStore('state').get(generation),
    readRows(transaction, 'documents', epoch, manifest.documents),
  ]);
  const { deleted, vectors } = (state ?? {}) as Partial<Record<'deleted' | 'vectors', unknown>>;
  if (
    !(index instanceof Uint8Array) ||
    !(deleted instanceof Uint32Array) ||
    !(vectors instanceof Uint16Array)
  ) {
    throw new LeannError('corrupt', `leann: cannot read index "${name}": its bytes are missing`);
  }
  return { manifest, index, documents, deleted, vectors };
}

/** Reads a generation back after it was committed. Errors: `storage-failed` if it is not as it was written. */
export async function checkWritten(
  name: string,
  transaction: Reading,
  manifest: Manifest,
  blocks: readonly WrittenBlock[],
): Promise<void> {
  const whole = await isAsWritten(name, transaction, manifest, blocks).catch((error: unknown) => {
    if (error instanceof LeannError) return false;
    throw error;
  });
  if (whole) return;
  throw new LeannError(
    'storage-failed',
    `leann: cannot save index "${name}": what was written could not be read back; the state before is kept`,
  );
}

async function isAsWritten(
  name: string,
  transaction: Reading,
  manifest: Manifest,
  blocks: readonly WrittenBlock[],
): Promise<boolean> {
  const stored: unknown = await transaction.objectStore('manifest').get(manifest.generation);
  if (JSON.stringify(parseManifest(stored)) !== JSON.stringify(parseManifest(manifest))) return false;
  if (missingPart(await readGeneration(name, transaction, manifest)) !== undefined) return false;
  const there = await Promise.all(blocks.map((block) => isThere(transaction, block)));
  return there.every(Boolean);
}

/** Whether a generation is whole, texts included, although its writer may not have read it back. */
async function isWhole(name: string, transaction: Reading, manifest: Manifest): Promise<boolean> {
  const { epoch, passages } = manifest;
  try {
    if (missingPart(await readGeneration(name, transaction, manifest)) !== undefined) return false;
    for (let first = 0; first < passages; first += PASSAGES_PER_BLOCK) {
      const block = blockOf(first);
      const rows = rowsOfBlock(PASSAGES_PER_BLOCK, block, passages);
      if ((await readBlock(transaction, 'passages', { epoch, block, rows })).length < rows) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof LeannError) return false;
    throw error;
  }
}

/** The newest generation, if it is not whole and another one is there. Errors: `unsupported-version`. */
export async function brokenGeneration(name: string, transaction: Reading): Promise<number | undefined> {
  const generations = await transaction.objectStore('manifest').getAllKeys();
  if (generations.length < 2) return undefined;
  try {
    const manifest = await newestManifest(transaction);
    if (manifest !== undefined && (await isWhole(name, transaction, manifest))) return undefined;
  } catch (error) {
    if (!(error instanceof LeannError) || error.code !== 'corrupt') throw error;
  }
  return generations.at(-1);
}

/** Removes a generation if it is still the newest and another one is there. */
export async function dropUnconfirmed(transaction: Writing, generation: number): Promise<void> {
  const generations = await transaction.objectStore('manifest').getAllKeys();
  if (generations.length > 1 && generations.at(-1) === generation) {
    await dropGeneration(transaction, generation);
  }
}

/** Removes all that a generation wrote. */
export async function dropGeneration(transaction: Writing, generation: number): Promise<void> {
  for (const part of ['manifest', 'state', 'index'] as const) {
    await transaction.objectStore(part).delete(generation);
  }
  for (const part of ROW_PARTS) {
    const records = transaction.objectStore(part);
    for (const key of await records.getAllKeys()) if (key[2] === generation) await records.delete(key);
  }
}

/** Removes everything older than a generation that has been read back, and the blocks that it replaces. */
export async function dropOlder(
  transaction: Writing,
  manifest: Manifest,
  blocks: readonly WrittenBlock[],
): Promise<void> {
  const { generation } = manifest;
  const older = IDBKeyRange.upperBound(generation, true);
  await transaction.objectStore('manifest').delete(older);
  await transaction.objectStore('state').delete(older);
  const used = manifest.index.generation;
  await transaction.objectStore('index').delete(IDBKeyRange.upperBound(used, true));
  for (const { part, key } of blocks) {
    const [epoch, block] = key;
    await transaction.objectStore(part).delete(IDBKeyRange.bound([epoch, block], key, false, true));
  }
  await dropOldJournal(transaction);
}

async function dropOldJournal(transaction: Writing): Promise<void> {
  const old = IDBKeyRange.upperBound(today() - JOURNAL_DAYS);
  const days = transaction.objectStore('journal').index('day');
  for (let cursor = await days.openCursor(old); cursor !== null; cursor = await cursor.continue()) {
    await cursor.delete();
  }
}

/** Epochs that have texts but no manifest. */
export async function unusedEpochs(transaction: Reading): Promise<number[]> {
  const manifests = await transaction.objectStore('manifest').getAll();
  const used = new Set(manifests.map(({ epoch }) => epoch));
  const unused = new Set<number>();
  for (const part of ROW_PARTS) {
    const records = transaction.objectStore(part);
    let key = await records.getKey(IDBKeyRange.lowerBound([0]));
    while (key !== undefined) {
      const [epoch] = key;
      if (!used.has(epoch)) unused.add(epoch);
      key = await records.getKey(IDBKeyRange.lowerBound([epoch + 1]));
    }
  }
  return [...unused];
}

/** Removes the texts of an epoch unless a manifest needs them. */
export async function dropEpoch(transaction: Writing, epoch: number): Promise<void> {
  if (!(await unusedEpochs(transaction)).includes(epoch)) return;
  for (const part of ROW_PARTS) await transaction.objectStore(part).delete(epochRange(epoch));
}
