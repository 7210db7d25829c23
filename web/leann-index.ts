// LeannIndex: documents in, hits out, and an index that outlasts the tab. What pages may not need, such as all that writes,
// is loaded with its first use.

import { LeannError } from './base/error.js';
import type { Documents } from './change/index-writer.js';
import type { LocalIndex } from './change/local-index.js';
import { requireName } from './content/open-settings.js';
import type { Embedder } from './embed/embedder.js';
import type { ImportSource } from './file/import-source.js';
import { HostedIndex } from './hosted/hosted-index.js';
import type {
  AddOptions,
  AddProgress,
  ChangeOptions,
  CompactOptions,
  DocumentInfo,
  FromUrlOptions,
  ImportOptions,
  IndexInfo,
  OpenOptions,
  SearchOptions,
  SearchUpdate,
  StoredIndex,
} from './interface/options.js';
import { openHosted } from './open-hosted.js';
import { persistStorage } from './storage/persist-storage.js';
import { RemoteIndex } from './worker/remote-index.js';
import { remoteModels } from './worker/remote-models.js';
import { hostFor } from './worker/worker-choice.js';
import type { WorkerHost } from './worker/worker-host.js';

/** What an index does, in this thread ({@link LocalIndex}) or in a worker ({@link RemoteIndex}). */
export type IndexMethods = Pick<LeannIndex, keyof LeannIndex>;

/**
 * An index of documents, found by meaning. It keeps texts and a compact graph, but no vectors: the few that matter
 * to a search are computed again by the embedder.
 *
 * Changes live in memory until {@link save}; closing without saving drops them. So does a crash of the worker, where the
 * index is in one: what waits is rejected with `worker-crashed`, and the next call opens what was saved last in another
 * worker; after three crashes in a minute only a new {@link open} does.
 *
 * The first change makes this handle the
 * only writer of the index, in all tabs, until everything is saved: changes of others wait, and begin with what was
 * saved. Handles that only search keep the state that they opened, see {@link refresh}.
 */
export class LeannIndex implements AsyncDisposable {
  readonly #index: IndexMethods;
  /** An embedder that nobody else has. */
  readonly #own: Embedder | undefined;

  private constructor(index: IndexMethods, own?: Embedder) {
    this.#index = index;
    this.#own = own;
  }

  /**
   * Opens a stored index, or begins an empty one of that name.
   *
   * Errors: `embedder-mismatch` for an index that another model made; `corrupt` and `unsupported-version` for one that
   * cannot be read (nothing is deleted, see {@link delete}); `storage-unavailable`, if IndexedDB was asked for;
   * `storage-failed`; `invalid-argument`.
   */
  static async open(name: string, options: OpenOptions): Promise<LeannIndex> {
    requireOpenable(name, options);
    const host = hostOf(name, options);
    if (host === undefined) {
      const { LocalIndex } = await import('./change/writing.js');
      return new LeannIndex(await LocalIndex.open(name, options));
    }
    return new LeannIndex(await RemoteIndex.open(host, name, options));
  }

  /** Deletes the index of that name from IndexedDB; tabs that have it open cannot use it any more. */
  static async delete(name: string): Promise<void> {
    requireName(name);
    const { deleteIndexedDb } = await import('./change/writing.js');
    await deleteIndexedDb(name);
  }

  /**
   * The indexes that this site has saved in IndexedDB, without those that cannot be read.
   * Errors: `storage-unavailable`, `storage-failed`.
   */
  static async list(): Promise<StoredIndex[]> {
    const { listIndexedDb } = await import('./change/writing.js');
    const manifests = await listIndexedDb();
    return Array.from(manifests, ([name, manifest]) => ({
      name,
      generation: manifest.generation,
      documents: manifest.documents - manifest.deletedDocuments,
      passages: manifest.passages - manifest.deletedPassages,
      bytes:
        manifest.index.bytes +
        (manifest.passages - manifest.linked) * manifest.embedder.dimension * 2 +
        manifest.textBytes,
      fingerprint: manifest.embedder.fingerprint,
    }));
  }

  /**
   * Makes an index of that name from a file that {@link export} made, in place of the one that may be there, and opens
   * it. Everything is checked before anything is changed, every text and every byte of the graph too.
   *
   * Errors: `corrupt`, also where the file's SHA-256 is not the one given; `unsupported-version`; `not-found` where it
   * cannot be fetched; `embedder-mismatch`; `quota-exceeded`; those of {@link open}.
   */
  static async import(name: string, source: ImportSource, options: ImportOptions): Promise<LeannIndex> {
    requireOpenable(name, options);
    const host = hostOf(name, options);
    if (host === undefined) {
      const { LocalIndex } = await import('./change/writing.js');
      return new LeannIndex(await LocalIndex.import(name, source, options));
    }
    return new LeannIndex(await RemoteIndex.import(host, name, source, options));
  }

  /**
   * Opens an index that a site publishes: the folder that `leann-web build` made, at any place of a server of plain files
   * (docs/hosting.md). The compact index is fetched as a whole, texts only as far as searches read them; every byte of
   * them is checked. It can be searched and copied ({@link export}); `add`, `update`, `delete`, `compact` and `save`
   * reject with `read-only`. {@link refresh} takes over what was published since, as a search does by itself when a file
   * that it needs has gone.
   *
   * Its documents are listed (`ids`, `has`, `get`, filters, partial answers) from a file that is fetched when it is first
   * needed, or with the index where `listDocuments` asks for that.
   *
   * @param url of the folder; relative to the page. In Node also a path.
   *
   * Errors: `not-found`; `network-failed`; `corrupt` where a file is not what was published; `unsupported-version`;
   * `embedder-mismatch`; `model-load`; `invalid-argument` where the folder holds no model and no embedder is given.
   */
  static async fromUrl(url: string | URL, options: FromUrlOptions = {}): Promise<LeannIndex> {
    const { publication, fetchAgain, embedder, own, worker } = await openHosted(url, options);
    const { onNotice, cacheBytes, wasm } = options;
    try {
      const host = hostOf(publication.manifest.name, { embedder, ...(worker !== undefined && { worker }) });
      if (host === undefined) {
        return new LeannIndex(await HostedIndex.open(publication, { embedder, cacheBytes, wasm }), own);
      }
      const shared = {
        embedder,
        ...(onNotice && { onNotice }),
        ...(cacheBytes !== undefined && { cacheBytes }),
        ...(wasm !== undefined && { wasm }),
      };
      return new LeannIndex(await RemoteIndex.fromUrl(host, publication, fetchAgain, shared), own);
    } catch (error) {
      await own?.close();
      throw error;
    }
  }

  /**
   * Asks the browser not to evict the site's data when it runs out of room; browsers may ask the user. Whether it
   * promises that.
   */
  static async persist(): Promise<boolean> {
    return await persistStorage();
  }

  get name(): string {
    return this.#index.name;
  }

  /**
   * Adds documents, telling how far it is. Nothing happens before the result is iterated; what is added counts from
   * when the iteration has ended by itself. An error, an abort, or leaving the loop early leaves the index as it was.
   * Searches meanwhile answer from the state before. One change at a time.
   *
   * New passages are found at once. Up to 255 wait with their vectors until they are linked into the graph. While the
   * index stays under twice the passages that its codebook was trained on, only new passages are embedded; then all are
   * embedded again and the index is built anew. Seen over all additions that is at most twice the work. In IndexedDB,
   * what was embedded is kept until it is saved: an addition that was interrupted, by the end of the tab too, is
   * repeated without embedding the same texts again.
   *
   * Errors: `invalid-argument`, `duplicate-id`, `closed`, what the embedder throws, what the documents throw, what
   * {@link refresh} throws.
   */
  add(documents: Documents, options?: AddOptions): AsyncGenerator<AddProgress, void> {
    return this.#index.add(documents, options);
  }

  /**
   * Adds documents as {@link add} does; those whose id is in the index take the place of that document, as a whole or
   * not at all.
   */
  update(documents: Documents, options?: AddOptions): AsyncGenerator<AddProgress, void> {
    return this.#index.update(documents, options);
  }

  /**
   * Deletes documents by id, all or none; how many of them were there. They are not found any more, and leave the index
   * with the next {@link compact}. O(1) for a passage. Errors: `invalid-argument`, `closed`, what {@link refresh} throws.
   */
  delete(ids: string | Iterable<string>, options?: ChangeOptions): Promise<number> {
    return this.#index.delete(ids, options);
  }

  /**
   * Sweeps deleted documents out of graph, codes and texts, and links what waits to be. Nothing is embedded, unless
   * codes have drifted or `rebuild` asks for it. All or nothing, like {@link add}. Errors: `invalid-argument`, `closed`, what the embedder
   * throws, what {@link refresh} throws.
   */
  compact(options?: CompactOptions): AsyncGenerator<AddProgress, void> {
    return this.#index.compact(options);
  }

  /**
   * Searches by meaning. Yields at once what codes and cached vectors say, a better answer after each batch of
   * recomputed passages, and the final one. Leaving the loop ends the search. Hits are passages: a document may be
   * among them more than once. A query without words finds nothing. Searches may run side by side.
   *
   * Errors: `invalid-argument`, `closed`, what the embedder or the filter throws, `storage-failed` and `corrupt` from
   * reading texts.
   */
  search(query: string, options?: SearchOptions): AsyncGenerator<SearchUpdate, void> {
    return this.#index.search(query, options);
  }

  /** Whether a document of this id is in the index. */
  has(id: string): Promise<boolean> {
    return this.#index.has(id);
  }

  /** The ids of all documents, in no certain order. */
  ids(): Promise<string[]> {
    return this.#index.ids();
  }

  /** The document of this id with the texts of its passages; undefined where there is none. */
  get(id: string): Promise<DocumentInfo | undefined> {
    return this.#index.get(id);
  }

  /**
   * Stores the present state, as a whole or not at all; when it resolves, the data outlasts the tab and was read back.
   * A change that has not ended is not part of it. Where vectors are saved with the index, those that searches have
   * added to the cache are reason enough to store it again.
   *
   * Errors: `quota-exceeded`, `storage-failed`, `evicted`; `conflict` where another tab saved meanwhile, which only
   * pages without https can come to, since they have no locks. The stored state is then as before.
   */
  save(): Promise<void> {
    return this.#index.save();
  }

  /**
   * Takes over what another tab has saved since; whether there was something. Searches under way end with the state
   * that they began with. A handle with changes that are not saved is newer by itself.
   *
   * Errors: those of {@link open}; `evicted` where the stored index has vanished.
   */
  refresh(): Promise<boolean> {
    return this.#index.refresh();
  }

  /**
   * The index in one file, with the texts, to be taken in by {@link import}: without deleted documents, without vectors,
   * as it is now whether it is saved or not.
   *
   * Errors: `invalid-argument` where no passage is in it; `corrupt` where a text has changed since it was embedded; those
   * of reading texts.
   */
  export(options?: ChangeOptions): Promise<Blob> {
    return this.#index.export(options);
  }

  /** What is known of the index. Where it is in a worker, as of the end of the last change or search. */
  info(): IndexInfo {
    return this.#index.info();
  }

  /** Ends what runs on the index (with `closed`), lets a save finish, and frees everything. Does not save. Idempotent. */
  async close(): Promise<void> {
    await this.#index.close();
    await this.#own?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Errors: `invalid-argument`. */
function requireOpenable(name: unknown, options: OpenOptions): void {
  requireName(name);
  if (typeof options?.embedder?.embed === 'function') return;
  throw new LeannError('invalid-argument', `leann: cannot open index "${name}": an embedder is needed`);
}

/** Whose worker the index is in; undefined where it is in this thread. Errors: `invalid-argument`. */
function hostOf(name: string, { embedder, core, worker }: OpenOptions): WorkerHost | undefined {
  const model = remoteModels.get(embedder);
  if (model !== undefined) {
    if (core === undefined && worker !== false) return model.host;
    const reason = 'its embedder is in a worker; load that with `worker: false`';
    throw new LeannError('invalid-argument', `leann: cannot open index "${name}" in this thread: ${reason}`);
  }
  // Documents are split in the index's thread, for which their tokens have to be counted there.
  const here =
    core !== undefined ? 'its core is' : embedder.tokenizer !== undefined ? 'its tokenizer is' : '';
  if (here === '') return hostFor(worker);
  if (worker === undefined || worker === false) return undefined;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot open index "${name}" in a worker: ${here} in this thread`,
  );
}
