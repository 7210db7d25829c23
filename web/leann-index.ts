// LeannIndex: documents in, hits out, and an index that survives closing the tab. Code that a page may not need, such as
// everything that writes, is loaded when it is first used.

import { ASYNC_DISPOSE } from './base/async-dispose.js';
import { LeannError } from './base/error.js';
import type { JsonObject } from './base/json.js';
import { requireName } from './content/index-name.js';
import type { Embedder } from './embed/embedder.js';
import type { ImportSource } from './file/import-source.js';
import type { FacetOptions, Facets } from './filter/facet.js';
import type { FieldName } from './filter/where.js';
import { HostedIndex } from './hosted/hosted-index.js';
import { type Change, changeOf } from './interface/change.js';
import type { AddOptions, ChangeOptions, CompactOptions } from './interface/change-options.js';
import type { DocumentInfo, Documents } from './interface/document.js';
import type { IndexInfo, StoredIndex } from './interface/index-info.js';
import type { IndexMethods } from './interface/index-methods.js';
import type { ModelState } from './interface/model-state.js';
import type { FromUrlOptions, ImportOptions, OpenOptions } from './interface/open-options.js';
import type { MoreOptions, SearchOptions, SearchQuery } from './interface/search-request.js';
import type { Hit, SearchUpdate } from './interface/search-update.js';
import { LaterModel } from './later-model.js';
import { openHosted } from './open-hosted.js';
import { persistStorage } from './storage/persist-storage.js';
import { hostFor } from './worker/host-for.js';
import { IndexInWorker } from './worker/index-in-worker.js';
import { RemoteIndex } from './worker/remote-index.js';
import { remoteModels } from './worker/remote-models.js';
import type { WorkerHost } from './worker/worker-host.js';

/**
 * An index of documents, found by meaning. It keeps texts and a compact graph, but no vectors: the embedder recomputes
 * only the few that matter to a search. {@link IndexMethods} says what each method does.
 *
 * Changes live in memory until {@link save}; closing without saving drops them. If the index is in a worker, so does a
 * crash of that worker: calls under way are rejected with `worker-crashed`, and the next call opens the last saved state
 * in another worker; after three crashes in a minute only a new {@link LeannIndex.open} does.
 *
 * The first change makes this handle the only writer of the index, in all tabs, until everything is saved: changes of
 * others wait, and start from what was saved. Handles that only search keep the state that they opened, see
 * {@link refresh}.
 *
 * `Metadata` is the type of {@link Document.metadata}: `LeannIndex.open<{ tags: string[] }>(…)`. It is a promise of the
 * caller: a stored index may hold anything else.
 */
export class LeannIndex<Metadata extends object = JsonObject> implements IndexMethods<Metadata> {
  readonly #index: IndexMethods<Metadata>;
  /** An embedder that nobody else has. */
  readonly #own: Embedder | undefined;
  readonly #later: LaterModel | undefined;

  private constructor(index: IndexMethods, own?: Embedder, later?: LaterModel) {
    this.#index = index as unknown as IndexMethods<Metadata>;
    this.#own = own;
    this.#later = later;
  }

  /**
   * Opens a stored index, or begins an empty one of that name.
   *
   * Errors: `embedder-mismatch` for an index that another model made; `corrupt` and `unsupported-version` for one that
   * cannot be read (nothing is deleted, see {@link LeannIndex.delete}); `storage-unavailable` if IndexedDB was asked for;
   * `storage-failed`; `invalid-argument`.
   */
  static async open<Metadata extends object = JsonObject>(
    name: string,
    options: OpenOptions,
  ): Promise<LeannIndex<Metadata>> {
    requireOpenable(name, options);
    const host = hostOf(name, options);
    if (host === undefined) {
      const { LocalIndex } = await import('./change/writing.js');
      return new LeannIndex(await LocalIndex.open(name, options));
    }
    return new LeannIndex(await RemoteIndex.writable(IndexInWorker.open(host, name, options)));
  }

  /** Deletes the index of that name from IndexedDB; tabs that have it open can no longer use it. */
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
   * Makes an index of that name from a file that {@link export} made, replacing any that is there, and opens it. Every
   * text and every byte of the graph is checked before anything is changed.
   *
   * Errors: `corrupt`, also if the file's SHA-256 is not the one given; `unsupported-version`; `not-found` if it cannot be
   * fetched; `embedder-mismatch`; `quota-exceeded`; those of {@link LeannIndex.open}.
   */
  static async import<Metadata extends object = JsonObject>(
    name: string,
    source: ImportSource,
    options: ImportOptions,
  ): Promise<LeannIndex<Metadata>> {
    requireOpenable(name, options);
    const host = hostOf(name, options);
    if (host === undefined) {
      const { LocalIndex } = await import('./change/writing.js');
      return new LeannIndex(await LocalIndex.import(name, source, options));
    }
    return new LeannIndex(await RemoteIndex.writable(IndexInWorker.import(host, name, source, options)));
  }

  /**
   * Opens an index that a site publishes: the folder that `leann-web build` made, at any place of a server of plain files
   * (docs/hosting.md). The compact index is fetched as a whole, texts only as far as searches read them; every byte of
   * them is checked. It can be searched and copied ({@link export}); `add`, `update`, `delete`, `compact` and `save`
   * reject with `read-only`. {@link refresh} takes over what was published since; a search does that by itself if a file
   * that it needs is gone.
   *
   * The list of its documents, which `ids`, `has`, `get`, `filter`, `$id`, `$title`, `$url` and partial answers need, is a file that is fetched when
   * it is first needed, or with the index if `listDocuments` asks for that.
   *
   * @param url of the folder, or of the `index.html` in it; relative to the page. In Node also a path.
   *
   * Errors: `not-found`; `network-failed`; `corrupt` if a file is not what was published; `unsupported-version`;
   * `embedder-mismatch`; `model-load`; `invalid-argument` if the folder holds no model and no embedder is given.
   */
  static async fromUrl<Metadata extends object = JsonObject>(
    url: string | URL,
    options: FromUrlOptions = {},
  ): Promise<LeannIndex<Metadata>> {
    const { publication, fetchAgain, embedder, own, lazy, worker, letGo } = await openHosted(url, options);
    const later = lazy && new LaterModel(lazy.model, lazy.loading, publication.manifest.recall);
    const { onNotice, cacheBytes, wasm } = options;
    try {
      const host = hostOf(publication.manifest.name, { embedder, ...(worker !== undefined && { worker }) });
      if (host === undefined) {
        return new LeannIndex(
          await HostedIndex.open(publication, { embedder, cacheBytes, wasm }),
          own,
          later,
        );
      }
      const shared = {
        embedder,
        ...(onNotice && { onNotice }),
        ...(cacheBytes !== undefined && { cacheBytes }),
        ...(wasm !== undefined && { wasm }),
      };
      const remote = await IndexInWorker.fromUrl(host, publication, fetchAgain, shared);
      return new LeannIndex(new RemoteIndex(remote), own, later);
    } catch (error) {
      await own?.close();
      throw error;
    } finally {
      letGo();
    }
  }

  /**
   * Asks the browser not to evict the site's data when it runs out of room. Returns whether it promises that. Firefox asks the
   * user, who may never answer: `signal` ends the waiting, with its reason.
   */
  static async persist({ signal }: { signal?: AbortSignal } = {}): Promise<boolean> {
    return await persistStorage(signal);
  }

  get name(): string {
    return this.#index.name;
  }

  add(documents: Documents<Metadata>, options?: AddOptions): Change {
    return changeOf(this.#index.add(documents, options));
  }

  update(documents: Documents<Metadata>, options?: AddOptions): Change {
    return changeOf(this.#index.update(documents, options));
  }

  delete(ids: string | Iterable<string>, options?: ChangeOptions): Promise<number> {
    return this.#index.delete(ids, options);
  }

  compact(options?: CompactOptions): Change {
    return changeOf(this.#index.compact(options));
  }

  search(
    query: SearchQuery,
    options?: SearchOptions<Metadata>,
  ): AsyncGenerator<SearchUpdate<Metadata>, void> {
    return this.#later === undefined
      ? this.#index.search(query, options)
      : this.#later.searching(options, (given) => this.#index.search(query, given));
  }

  /**
   * How far the model is that the index embeds with: `ready`, but for those of {@link LeannIndex.fromUrl} whose model is loaded later.
   */
  get modelState(): ModelState {
    return this.#later?.state ?? 'ready';
  }

  /** About how many bytes loading the model fetches; 0 if nothing is loaded later. */
  get modelBytes(): number {
    return this.#later?.bytes ?? 0;
  }

  /**
   * Loads the model, if that is still to be done; searches from then on use it.
   *
   * Errors: `model-load`, `embedder-mismatch`, `closed`.
   */
  async loadModel(): Promise<void> {
    await this.#later?.load();
  }

  more(id: string, options?: MoreOptions<Metadata>): Promise<Hit<Metadata>[]> {
    return this.#index.more(id, options);
  }

  facets<Field extends FieldName<Metadata>>(
    fields: readonly Field[],
    options?: FacetOptions<Metadata>,
  ): Promise<Facets<Field>> {
    return this.#index.facets(fields, options);
  }

  has(id: string): Promise<boolean> {
    return this.#index.has(id);
  }

  ids(): Promise<string[]> {
    return this.#index.ids();
  }

  get(id: string): Promise<DocumentInfo<Metadata> | undefined> {
    return this.#index.get(id);
  }

  save(): Promise<void> {
    return this.#index.save();
  }

  refresh(): Promise<boolean> {
    return this.#index.refresh();
  }

  export(options?: ChangeOptions): Promise<Blob> {
    return this.#index.export(options);
  }

  info(): IndexInfo {
    return this.#index.info();
  }

  async close(): Promise<void> {
    await this.#index.close();
    await this.#own?.close();
  }

  [ASYNC_DISPOSE](): Promise<void> {
    return this.close();
  }
}

/** Errors: `invalid-argument`. */
function requireOpenable(name: unknown, options: OpenOptions): void {
  requireName(name);
  if (typeof options?.embedder?.embed === 'function') return;
  throw new LeannError('invalid-argument', `leann: cannot open index "${name}": an embedder is needed`);
}

/** Whose worker the index is in; undefined if it is in this thread. Errors: `invalid-argument`. */
function hostOf(name: string, { embedder, core, worker }: OpenOptions): WorkerHost | undefined {
  const model = remoteModels.get(embedder);
  if (model !== undefined) {
    if (core === undefined && worker !== false) return model.host;
    const reason = 'its embedder is in a worker; load that with `worker: false`';
    throw new LeannError('invalid-argument', `leann: cannot open index "${name}" in this thread: ${reason}`);
  }
  // Documents are split in the index's thread, so their tokens have to be counted there.
  const here =
    core !== undefined ? 'its core is' : embedder.tokenizer !== undefined ? 'its tokenizer is' : '';
  if (here === '') return hostFor(worker);
  if (worker === undefined || worker === false) return undefined;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot open index "${name}" in a worker: ${here} in this thread`,
  );
}
