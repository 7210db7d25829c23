/// <reference lib="esnext.disposable" preserve="true" />
// The methods of every index, whether it is in this thread, in a worker, or published by a site.

import type { JsonObject } from '../base/json.js';
import type { FacetOptions, Facets } from '../filter/facet.js';
import type { FieldName } from '../filter/where.js';
import type { AddOptions, AddProgress, ChangeOptions, CompactOptions } from './change-options.js';
import type { DocumentInfo, Documents } from './document.js';
import type { IndexInfo } from './index-info.js';
import type { MoreOptions, SearchOptions, SearchQuery } from './search-request.js';
import type { Hit, SearchUpdate } from './search-update.js';

/** `Metadata` is the type of the documents' metadata: a promise of the caller, which is not checked. */
export interface IndexMethods<Metadata extends object = JsonObject> extends AsyncDisposable {
  readonly name: string;

  /**
   * Adds documents, telling how far it is. Nothing happens before the result is iterated or, of a {@link LeannIndex}, awaited; and
   * nothing is added until that has ended by itself. An error, an abort, or leaving the loop early leaves the index unchanged. One change at
   * a time.
   *
   * Meanwhile, from the end of the phase `split` on, {@link search}, {@link more}, {@link facets} and {@link get} know the new
   * documents ({@link Hit.waiting}): by their words, by the index's table of terms ({@link OpenOptions.table}) if it has one, and
   * by the model's vectors as they come. The first 65,536 passages are shown so, and vectors of 32 MiB kept. All other
   * methods know them when the iteration has ended.
   *
   * Up to 255 new passages are buffered with their vectors until they are linked into the graph. While the index stays
   * under twice the passages that its codebook was trained on, only new passages are embedded; then all
   * are embedded again and the index is rebuilt. Over all additions that is at most twice the work. IndexedDB keeps
   * vectors until they are saved: an addition that was interrupted, even because the tab was closed, is repeated without
   * embedding the same texts again.
   *
   * Errors: `invalid-argument`, `duplicate-id`, `closed`, errors of the embedder, of iterating the documents, and of
   * {@link refresh}.
   */
  add(documents: Documents<Metadata>, options?: AddOptions): AsyncGenerator<AddProgress, void>;

  /**
   * Adds documents as {@link add} does; those whose id is in the index replace that document with its title, url and
   * metadata, all or none. What is replaced is not found meanwhile.
   */
  update(documents: Documents<Metadata>, options?: AddOptions): AsyncGenerator<AddProgress, void>;

  /**
   * Deletes documents by id, all or none, and returns how many of them were there. They are no longer found, and the next
   * {@link compact} removes them from the index. O(1) for each passage. Errors: `invalid-argument`, `closed`, those of
   * {@link refresh}.
   */
  delete(ids: string | Iterable<string>, options?: ChangeOptions): Promise<number>;

  /**
   * Removes deleted documents from graph, codes and texts, and links buffered passages, using only the codes: nothing is
   * embedded unless the codes have drifted or `rebuild` asks for it. All or nothing, like {@link add}. Errors:
   * `invalid-argument`, `closed`, errors of the embedder, those of {@link refresh}.
   */
  compact(options?: CompactOptions): AsyncGenerator<AddProgress, void>;

  /**
   * Searches by words and meaning, or by one of them ({@link SearchOptions.mode}); a vector, such as the embedder makes,
   * by meaning alone, of any length: only its direction counts, and so does an image. Yields at once what words find, then what codes and cached vectors say, a better answer after each
   * batch of recomputed passages, and the final one. Leaving the loop ends the search. Hits are passages, or documents if
   * they are grouped. A query without words finds nothing. Searches may run side by side.
   *
   * Errors: `invalid-argument`, `closed`, errors of the embedder or the filter, `storage-failed` and `corrupt` from
   * reading texts; for a vector `dimension-mismatch` and `not-finite`.
   */
  search(query: SearchQuery, options?: SearchOptions<Metadata>): AsyncGenerator<SearchUpdate<Metadata>, void>;

  /**
   * Documents like this one, best first, each with its nearest passage: from graph and codes alone, nothing is embedded.
   * Scores are estimates. Errors: `invalid-argument`, also if there is no such document; `closed`; those of reading texts.
   */
  more(id: string, options?: MoreOptions<Metadata>): Promise<Hit<Metadata>[]>;

  /**
   * The values of fields, each with the number of documents that have it (docs/filters.md). Fields are named as in
   * {@link Where}. Errors: `invalid-argument`, `closed`; of an index that a site publishes those of fetching, `corrupt`.
   */
  facets<Field extends FieldName<Metadata>>(
    fields: readonly Field[],
    options?: FacetOptions<Metadata>,
  ): Promise<Facets<Field>>;

  /** Whether a document of this id is in the index. */
  has(id: string): Promise<boolean>;

  /** The ids of all documents, in no particular order. */
  ids(): Promise<string[]>;

  /** The document of this id with the texts of its passages; undefined if there is none. */
  get(id: string): Promise<DocumentInfo<Metadata> | undefined>;

  /**
   * Stores the present state, all or nothing. When it resolves, the data was read back and survives closing the tab and
   * losing power. It does not include a change that has not ended. If vectors are saved with the index, those that
   * searches have added to the cache are reason enough to store it again.
   *
   * Errors: `quota-exceeded`, after up to 3 seconds in which it is tried again; `storage-failed`, `evicted`; `conflict`
   * if another tab saved meanwhile, which can happen only to pages without https, since they have no locks. The stored
   * state is then unchanged.
   */
  save(): Promise<void>;

  /**
   * Takes over what another tab has saved since, and returns whether there was anything. Searches under way end with the
   * state that they began with. If this handle has unsaved changes, it is the newer one, and nothing happens.
   *
   * Errors: those of {@link LeannIndex.open}; `evicted` if the stored index has vanished.
   */
  refresh(): Promise<boolean>;

  /**
   * The index as it is now, saved or not, in one file for {@link LeannIndex.import}: with the texts, without deleted
   * documents, without vectors.
   *
   * Errors: `invalid-argument` if it holds no passage; `corrupt` if a text has changed since it was embedded; those of
   * reading texts.
   */
  export(options?: ChangeOptions): Promise<Blob>;

  /** Facts about the index; if it is in a worker, as of the end of the last change or search. */
  info(): IndexInfo;

  /** Ends what runs on the index (with `closed`), lets a save finish, and frees everything. Does not save. Idempotent. */
  close(): Promise<void>;
}
