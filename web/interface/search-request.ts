// The options of a search, and its filter.

import type { JsonObject } from '../base/json.js';
import type { SearchStrategy } from '../core/search-options.js';
import type { Sort, Where } from '../filter/where.js';

/** `hybrid`: by words and meaning as one. `meaning`, `words`: by one of them; `words` embeds nothing. */
export type SearchMode = 'hybrid' | 'meaning' | 'words';

/** What a hit stands for: a passage, or a document with its best passage and {@link Hit.others}. */
export type SearchGroup = 'passage' | 'document';

/** Words; a vector, such as the embedder makes; an image, or a picture that an index gave back, for embedders that see. */
export type SearchQuery = string | Float32Array | Blob;

export interface SearchOptions<Metadata extends object = JsonObject> {
  /** Hits wanted, at least 1: passages, or documents if they are grouped. Default 10. */
  k?: number;
  /**
   * What is searched by. With words, a query may have `"phrases"` that a passage must have and `-words` that a document must
   * not have (docs/search.md). Default `'hybrid'`, and `'meaning'` for vectors
   * and experimental strategies; an index that was made without words is searched by meaning.
   */
  mode?: SearchMode;
  /** Default `'passage'`. */
  group?: SearchGroup;
  /**
   * Least {@link Hit.score} of a hit, 0 to 1. Hits that are hardly an answer are marked as {@link Hit.weak}. Default 0: nothing is left
   * out.
   */
  minScore?: number;
  /** Ends the search with the signal's reason. */
  signal?: AbortSignal;
  /**
   * Default `'auto'`, which is `'scan'` at every size: it ranks all passages by their codes, and recomputes the best
   * until it is likely enough that none is missed. The others, `'walk'`, `'two-level'` and `'best-first'`, are
   * experimental: they are for comparing methods, and may change or go with any release. A published index refuses them
   * with `invalid-argument`, so that its pages need not download them.
   */
  strategy?: SearchStrategy;
  /**
   * `'auto'`, `'scan'`, `'walk'`: the recall that is aimed at, 0 to 1: the share of the k nearest passages that should
   * be among the hits. A search ends when the errors that the codes made on passages of this index say that it can be
   * expected. That is statistics, on average over queries: a single answer may be worse. 0 asks for no more than k exact
   * scores, 1 for all that could matter. Default 0.95, but in mode `'hybrid'`, where a search ends as soon as the order of its hits
   * would hardly get better if all that is left were recomputed, often before any passage is recomputed.
   */
  confidence?: number;
  /**
   * `'walk'`: length of the list of candidates. `'two-level'`, `'best-first'`: of the results. Raised to k. Default 64.
   * @experimental
   */
  ef?: number;
  /**
   * `'two-level'`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1.
   * @experimental
   */
  ratio?: number;
  /**
   * Most passages recomputed at once, at least 1. A search can end between batches only, so smaller ones recompute less; in mode
   * `'hybrid'`, batches of two are the first, if nothing else is asked for. Default: the embedder's own batch size ({@link Embedder.batchSize}).
   */
  batchSize?: number;
  /**
   * Most passages recomputed in all; 0 answers from codes and cache alone. If it is given, a search in mode `'hybrid'` ends
   * by `confidence`, too. Default 8 in mode `'hybrid'` if no confidence is given, else 256; no limit for `'two-level'` and `'best-first'`.
   */
  maxRecomputes?: number;
  /**
   * Milliseconds after the call of search() from which on no batch is begun; the answer is then what is known. The
   * query is embedded in any case, and a batch that has begun is waited for. 0 answers from codes and cache alone.
   * Default: no limit.
   */
  budgetMs?: number;
  /**
   * False: nothing is embedded. The query's vector then comes from the table of terms, which published indexes have, and others if they
   * are opened with {@link OpenOptions.table}; of an index without one, words alone answer. Default true; of an index whose model is not loaded yet, see {@link FromUrlOptions.model}.
   */
  model?: boolean;
  /** Only passages of these documents are embedded and found. Default: all. */
  filter?: DocumentFilter;
  /**
   * Only passages of documents whose fields fulfil this are embedded and found (docs/filters.md); with a filter, only those
   * that both let through. Default: all.
   */
  where?: Where<Metadata>;
  /** The k best hits are listed by a field, and those that are equal in it best first. Default: all best first. */
  sort?: Sort<Metadata>;
  /**
   * Whether there may be more updates that do not wait for texts that have to be fetched (of an index that a site
   * publishes): one before all others, and one more whenever twice as many texts have come. Their hits are those of the next update
   * that waits, but some are {@link Hit.pending}. It needs the list of documents, see {@link FromUrlOptions.listDocuments}; if that
   * is not there yet, this search goes on as without `partial`, and begins to fetch it for the next one, if it takes no more than a
   * tenth of the index. Default false.
   */
  partial?: boolean;
}

/** Options of {@link LeannIndex.more}; `k` counts documents. */
export type MoreOptions<Metadata extends object = JsonObject> = Pick<
  SearchOptions<Metadata>,
  'k' | 'minScore' | 'where' | 'sort' | 'signal'
>;

/**
 * Says which documents a search may find: by their ids (ids that are not in the index are ignored), or by a function that
 * is asked once for each document before anything is recomputed. If the function throws, that ends the search.
 */
export type DocumentFilter = ((document: { id: string; title?: string }) => boolean) | Iterable<string>;
