// One commit as one IndexedDB transaction.

import { appendedBlocks, PASSAGES_PER_BLOCK, rowsOfBlock } from './blocks.js';
import { newestManifest } from './indexeddb-generations.js';
import { BLOCK_SIZES, type Rows, readBlock, type WrittenBlock, writeBlock } from './indexeddb-rows.js';
import type { RowPart } from './indexeddb-schema.js';
import type { Writing } from './indexeddb-transaction.js';
import type { Manifest } from './manifest.js';
import { blockOf, passageIn } from './passage-block.js';
import { type Commit, checkCommit, type StoredPassage } from './store.js';

/** Records written before waiting for them, so that a large commit does not hold up the page. */
const PUTS_AT_ONCE = 32;

/** Blocks of the old epoch that a rewrite holds in memory: 65,536 passages. */
const BLOCKS_HELD = 1024;

/**
 * Writes a commit within a transaction, the manifest last; gives the blocks of rows that it wrote. A commit that is
 * there already is left as it is. Errors: those of {@link checkCommit}; `corrupt`.
 */
export async function writeCommit(
  name: string,
  transaction: Writing,
  commit: Commit,
): Promise<WrittenBlock[]> {
  const before = await newestManifest(transaction);
  const { manifest, index, deleted, vectors, journaled, documents, passages, rows } = commit;
  if (before?.commit === manifest.commit) return [];
  checkCommit(name, before, commit);
  const { generation } = manifest;
  const first = rows === undefined ? before : undefined;
  const blocks = [
    ...(await append(transaction, 'documents', manifest, { first: first?.documents ?? 0, rows: documents })),
    ...(await (rows === undefined
      ? append(transaction, 'passages', manifest, { first: first?.passages ?? 0, rows: passages })
      : rewrite(transaction, before, commit, rows))),
  ];
  await Promise.all(journaled.map(async (key) => transaction.objectStore('journal').delete(key)));
  // Sliced because a view would be stored with the whole buffer behind it.
  if (index !== undefined) await transaction.objectStore('index').put(index.slice(), generation);
  const state = { deleted: deleted.slice(), vectors: vectors.slice() };
  await transaction.objectStore('state').put(state, generation);
  await transaction.objectStore('manifest').put(manifest, generation);
  return blocks;
}

async function append<P extends RowPart>(
  transaction: Writing,
  part: P,
  { epoch, generation }: Manifest,
  { first, rows }: { first: number; rows: readonly Rows[P][] },
): Promise<WrittenBlock[]> {
  if (rows.length === 0) return [];
  const size = BLOCK_SIZES[part];
  const tail = { epoch, block: Math.floor(first / size), rows: first % size };
  const partial = tail.rows === 0 ? [] : await readBlock(transaction, part, tail);
  const puts = new Puts();
  for (const [block, added] of appendedBlocks(size, first, partial, rows)) {
    await puts.add(writeBlock(transaction, part, [epoch, block, generation], added));
  }
  return puts.end();
}

/** The passages of a new epoch, taken from the present one and from the commit. */
async function rewrite(
  transaction: Writing,
  before: Manifest | undefined,
  { manifest, passages }: Commit,
  rows: Uint32Array,
): Promise<WrittenBlock[]> {
  const stored = before?.passages ?? 0;
  const old = new OldPassages(transaction, before);
  const { epoch, generation } = manifest;
  const puts = new Puts();
  for (let first = 0; first < rows.length; first += PASSAGES_PER_BLOCK) {
    const block: StoredPassage[] = [];
    for (const row of rows.subarray(first, first + PASSAGES_PER_BLOCK)) {
      const added = passages[row - stored];
      block.push(added ?? (await old.at(row)));
    }
    await puts.add(writeBlock(transaction, 'passages', [epoch, blockOf(first), generation], block));
  }
  return puts.end();
}

/** Passages of the stored epoch, some of its blocks held. */
class OldPassages {
  readonly #transaction: Writing;
  readonly #manifest: Manifest | undefined;
  readonly #blocks = new Map<number, StoredPassage[]>();

  constructor(transaction: Writing, manifest: Manifest | undefined) {
    this.#transaction = transaction;
    this.#manifest = manifest;
  }

  async at(row: number): Promise<StoredPassage> {
    const number = blockOf(row);
    const block = this.#blocks.get(number) ?? (await this.#read(number));
    return passageIn(block, row);
  }

  async #read(block: number): Promise<StoredPassage[]> {
    const { epoch = 0, passages = 0 } = this.#manifest ?? {};
    const rows = rowsOfBlock(PASSAGES_PER_BLOCK, block, passages);
    const read = await readBlock(this.#transaction, 'passages', { epoch, block, rows });
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= BLOCKS_HELD && oldest !== undefined) this.#blocks.delete(oldest);
    this.#blocks.set(block, read);
    return read;
  }
}

/** Writes under way, in groups. */
class Puts {
  readonly #written: WrittenBlock[] = [];
  #group: Promise<WrittenBlock>[] = [];

  async add(put: Promise<WrittenBlock>): Promise<void> {
    // If something else fails first, nobody waits for this one.
    put.catch(() => undefined);
    this.#group.push(put);
    if (this.#group.length >= PUTS_AT_ONCE) await this.end();
  }

  /** All blocks so far, when they are written. */
  async end(): Promise<WrittenBlock[]> {
    const group = this.#group;
    this.#group = [];
    this.#written.push(...(await Promise.all(group)));
    return this.#written;
  }
}
