// Keeps an index in a folder, one sub-folder a generation.

import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LeannError } from '../../web/error.js';
import { documentBlock, parseDocumentBlock } from '../../web/storage/document-block.js';
import {
  type Commit,
  checkCommit,
  type Snapshot,
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
import { appendPassages, readPassages } from './passage-file.js';

const GENERATION = /^generation-(\d+)$/;

/**
 * A {@link Store} in a folder. A commit is written beside the others under a temporary name, then renamed: a rename
 * happens as a whole, and fails where another process has made the same generation.
 */
export class FileStore implements Store {
  readonly #folder: string;
  #current: Generation | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async load(): Promise<Snapshot | undefined> {
    return this.#attempt('read', async () => {
      this.#current = await this.#latest();
      if (this.#current === undefined) return undefined;
      return this.#readCurrent(async ({ folder, manifest, documents }) => ({
        manifest,
        index: new Uint8Array(await readFile(join(folder, 'index.leann'))),
        documents: parseDocumentBlock(
          decoded(await readFile(join(folder, 'documents.json')), documents, 'documents.json'),
        ),
      }));
    });
  }

  async commit(commit: Commit): Promise<void> {
    await this.#attempt('save', async () => {
      const snapshot = await this.load();
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
      if (before !== undefined) await rm(before.folder, { recursive: true, force: true });
    });
  }

  async passages(nodes: readonly number[]): Promise<StoredPassage[]> {
    if (nodes.length === 0) return [];
    return this.#attempt('read passages of', async () => {
      this.#current ??= await this.#latest();
      return this.#readCurrent((current) => readPassages(current, nodes));
    });
  }

  async close(): Promise<void> {}

  /** Makes a finished folder the newest generation. */
  async #publish(temporary: string, generation: number): Promise<void> {
    const target = this.#folderOf(generation);
    try {
      await rename(temporary, target);
    } catch (cause) {
      if (await stat(target).catch(() => undefined)) {
        throw new LeannError(
          'storage-failed',
          `leann: cannot save index "${this.#folder}": it was changed elsewhere`,
          {
            cause,
          },
        );
      }
      throw cause;
    }
    await syncFolder(this.#folder);
  }

  /** Reads from the present generation, or from its successor where another process has replaced it meanwhile. */
  async #readCurrent<T>(read: (current: Generation) => Promise<T>): Promise<T> {
    for (;;) {
      const current = this.#current;
      if (current === undefined)
        throw new LeannError('corrupt', 'leann: cannot read index: nothing was saved here');
      try {
        return await read(current);
      } catch (error) {
        if (!isMissing(error)) throw error;
        this.#current = await this.#latest();
        if (this.#current?.folder === current.folder) {
          throw new LeannError(
            'corrupt',
            `leann: cannot read index "${this.#folder}": a file of it is missing`,
          );
        }
      }
    }
  }

  async #latest(): Promise<Generation | undefined> {
    const names = await readdir(this.#folder).catch((cause: unknown) => {
      if (isMissing(cause)) return [];
      throw cause;
    });
    const numbers = names.flatMap((name) => GENERATION.exec(name)?.[1] ?? []).map(Number);
    if (numbers.length === 0) return undefined;
    const folder = this.#folderOf(Math.max(...numbers));
    return parseGeneration(folder, JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
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

async function writeGeneration(
  folder: string,
  commit: Commit,
  snapshot: Snapshot | undefined,
  before: Generation | undefined,
): Promise<void> {
  const documents = encoded(documentBlock([...(snapshot?.documents ?? []), ...commit.documents]));
  const { bytes, blocks } = await appendPassages(before, commit.passages);
  await writeSynced(join(folder, 'index.leann'), commit.index);
  await writeSynced(join(folder, 'documents.json'), documents);
  await writeSynced(join(folder, 'passages.jsonl'), bytes);
  await writeSynced(
    join(folder, 'manifest.json'),
    encodeGeneration(commit.manifest, partOf(documents, 0), blocks),
  );
  await syncFolder(folder);
}
