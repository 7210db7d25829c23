// Keeps an index in a folder, one sub-folder a generation.

import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LeannError } from '../../web/error.js';
import { documentBlock, parseDocumentBlock } from '../../web/storage/document-block.js';
import { EpochHolds } from '../../web/storage/epoch-holds.js';
import { LocalLocks, type Release } from '../../web/storage/locks.js';
import type { Manifest } from '../../web/storage/manifest.js';
import {
  type Commit,
  checkCommit,
  type Snapshot,
  type StorageRoom,
  type Store,
  type StoredPassage,
} from '../../web/storage/store.js';
import { isMissing, syncFolder, writeSynced } from './files.js';
import {
  decoded,
  encoded,
  encodeGeneration,
  type Generation,
  parseGeneration,
  partOf,
} from './generation.js';
import { nextPassages, readPassages } from './passage-file.js';

const GENERATION = /^generation-(\d+)$/;

/** Between the handles of this process. Those of other processes are told of a `conflict` instead. */
const LOCKS = new LocalLocks();

/**
 * A {@link Store} in a folder. A commit is written beside the others under a temporary name, then renamed: a rename
 * happens as a whole, and fails where another process has made the same generation.
 */
export class FileStore implements Store {
  readonly #folder: string;
  readonly #epochs: EpochHolds;
  #current: Generation | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#epochs = new EpochHolds(LOCKS, resolve(folder));
  }

  async load(): Promise<Snapshot | undefined> {
    const snapshot = await this.#load();
    if (snapshot !== undefined) await this.#epochs.hold(snapshot.manifest.epoch);
    return snapshot;
  }

  manifest(): Promise<Manifest | undefined> {
    return this.#attempt('read', async () => (await this.#latest())?.manifest);
  }

  async commit(commit: Commit): Promise<void> {
    await this.#attempt('save', async () => {
      const snapshot = await this.#load();
      checkCommit(this.#folder, snapshot?.manifest, commit);
      const before = this.#current;
      await mkdir(this.#folder, { recursive: true });
      const temporary = await mkdtemp(join(this.#folder, 'unfinished-'));
      try {
        await writeGeneration(temporary, commit, snapshot, before);
        await this.#publish(temporary, commit.manifest.generation);
      } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        throw error;
      }
      this.#current = undefined;
      const { epoch } = commit.manifest;
      if (before?.manifest.epoch !== epoch) await this.#epochs.hold(epoch);
      await this.#dropOlder();
    });
  }

  async passages(epoch: number, numbers: readonly number[]): Promise<StoredPassage[]> {
    if (numbers.length === 0) return [];
    return this.#attempt('read passages of', async () => {
      if (this.#current?.manifest.epoch !== epoch) this.#current = await this.#latest(epoch);
      return this.#readCurrent((current) => readPassages(current, numbers), epoch);
    });
  }

  async release(epoch: number): Promise<void> {
    await this.#epochs.release(epoch);
    await this.#attempt('tidy', () => this.#dropOlder());
  }

  lock(signal?: AbortSignal): Promise<Release> {
    return LOCKS.hold(`${resolve(this.#folder)}:writer`, 'exclusive', signal);
  }

  /** Nobody tells. */
  watch(): () => void {
    return () => undefined;
  }

  async room(): Promise<StorageRoom | undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    await this.#epochs.releaseAll();
  }

  #load(): Promise<Snapshot | undefined> {
    return this.#attempt('read', async () => {
      this.#current = await this.#latest();
      return this.#current && this.#readCurrent(readGeneration);
    });
  }

  /** Removes the generations before the newest, but the last of each epoch that is still read. */
  async #dropOlder(): Promise<void> {
    const [newest, ...older] = await this.#generations();
    const seen = new Set([newest?.manifest.epoch]);
    for (const { folder, manifest } of older) {
      const remove = () => rm(folder, { recursive: true, force: true });
      if (seen.has(manifest.epoch)) await remove();
      else await this.#epochs.ifUnheld(manifest.epoch, remove);
      seen.add(manifest.epoch);
    }
  }

  /** Makes a finished folder the newest generation. */
  async #publish(temporary: string, generation: number): Promise<void> {
    const target = this.#folderOf(generation);
    try {
      await rename(temporary, target);
    } catch (cause) {
      if (await stat(target).catch(() => undefined)) {
        throw new LeannError(
          'conflict',
          `leann: cannot save index "${this.#folder}": it was changed elsewhere`,
          { cause },
        );
      }
      throw cause;
    }
    await syncFolder(this.#folder);
  }

  /**
   * Reads from the present generation, or from its successor where another process has replaced it meanwhile.
   * @param epoch that it must be of. Default: any.
   */
  async #readCurrent<T>(read: (current: Generation) => Promise<T>, epoch?: number): Promise<T> {
    for (;;) {
      const current = this.#current;
      if (current === undefined)
        throw new LeannError('corrupt', 'leann: cannot read index: nothing was saved here');
      try {
        return await read(current);
      } catch (error) {
        if (!isMissing(error)) throw error;
        this.#current = await this.#latest(epoch);
        if (this.#current?.folder === current.folder) {
          throw new LeannError(
            'corrupt',
            `leann: cannot read index "${this.#folder}": a file of it is missing`,
          );
        }
      }
    }
  }

  /** The newest generation, of an epoch where that is given. */
  async #latest(epoch?: number): Promise<Generation | undefined> {
    const generations = await this.#generations(epoch === undefined ? 1 : undefined);
    return generations.find(({ manifest }) => epoch === undefined || manifest.epoch === epoch);
  }

  /** Newest first. */
  async #generations(most = Number.POSITIVE_INFINITY): Promise<Generation[]> {
    const names = await readdir(this.#folder).catch((cause: unknown) => {
      if (isMissing(cause)) return [];
      throw cause;
    });
    const numbers = names.flatMap((name) => GENERATION.exec(name)?.[1] ?? []).map(Number);
    const newest = numbers.sort((left, right) => right - left).slice(0, most);
    return Promise.all(
      newest.map(async (number) => {
        const folder = this.#folderOf(number);
        return parseGeneration(folder, JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
      }),
    );
  }

  #folderOf(generation: number): string {
    return join(this.#folder, `generation-${generation}`);
  }

  async #attempt<T>(action: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (cause) {
      if (cause instanceof LeannError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      const code = cause instanceof SyntaxError ? 'corrupt' : 'storage-failed';
      throw new LeannError(code, `leann: cannot ${action} index "${this.#folder}": ${reason}`, { cause });
    }
  }
}

async function readGeneration({ folder, manifest, documents, deleted }: Generation): Promise<Snapshot> {
  const [index, rows, vectors] = await Promise.all(
    ['index.leann', 'documents.json', 'waiting.f16'].map((name) => readFile(join(folder, name))),
  );
  return {
    manifest,
    index: new Uint8Array(index ?? []),
    documents: parseDocumentBlock(decoded(rows ?? new Uint8Array(), documents, 'documents.json')),
    deleted,
    vectors: new Uint16Array(new Uint8Array(vectors ?? []).buffer),
  };
}

async function writeGeneration(
  folder: string,
  commit: Commit,
  snapshot: Snapshot | undefined,
  before: Generation | undefined,
): Promise<void> {
  const { manifest, rows, deleted, vectors } = commit;
  const kept = rows === undefined ? (snapshot?.documents ?? []) : [];
  const documents = encoded(documentBlock([...kept, ...commit.documents]));
  const { bytes, blocks } = await nextPassages(before, commit);
  await writeSynced(join(folder, 'index.leann'), commit.index ?? snapshot?.index ?? new Uint8Array(0));
  await writeSynced(join(folder, 'documents.json'), documents);
  await writeSynced(join(folder, 'passages.jsonl'), bytes);
  await writeSynced(join(folder, 'waiting.f16'), new Uint8Array(vectors.slice().buffer));
  const parts = { documents: partOf(documents, 0), blocks, deleted };
  await writeSynced(join(folder, 'manifest.json'), encodeGeneration(manifest, parts));
  await syncFolder(folder);
}
