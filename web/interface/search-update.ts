// The answers of a search.

import type { JsonObject } from '../base/json.js';
import type { CoreStats } from '../core/records.js';
import type { EmbedDevice, EmbedRuntime } from '../embed/embedder.js';
import type { Section } from '../text/section.js';

/** An answer as far as it is known. */
export interface SearchUpdate<Metadata extends object = JsonObject> {
  /**
   * Best first or as {@link SearchOptions.sort} says, at most `k`. Several passages of one document may be among them,
   * unless they are grouped.
   */
  hits: Hit<Metadata>[];
  /**
   * The query's words as passages have them, folded: typing errors corrected, and words that begin with its last. For
   * {@link snippetOf} and {@link marksOf}.
   */
  matchedWords: string[];
  /**
   * Passages whose stored text is no longer the one that was embedded, so that nothing is known of it; they are not among
   * the hits. Adding the document again mends it. Left out if there are none.
   */
  changed?: PassageRef[];
  stats: SearchStats;
  /** True for the last update only. */
  final: boolean;
}

/**
 * A passage that was found. Its section is that of the sentence that has most of {@link SearchUpdate.matchedWords}, as of
 * {@link snippetOf}; that in which the passage begins, if it has none of them.
 */
export interface Hit<Metadata extends object = JsonObject> extends Section {
  /** Of the document. */
  id: string;
  /** Which passage of the document, counted from 0. */
  passage: number;
  /** UTF-16 offsets of the passage in the document's text. */
  start: number;
  end: number;
  text: string;
  /** Of an image: what is kept of it, a JPEG as a `data:` URL; `text` is then empty. */
  picture?: string;
  title?: string;
  url?: string;
  metadata?: Metadata;
  /**
   * From 0 to 1, comparable between queries; hits come with falling scores. The mean of `meaning` and of what its words are
   * worth (docs/search.md, "How hits are ranked"); in the modes `'words'` and `'meaning'` only that.
   */
  score: number;
  /** Why it was found: for words of the query, for its meaning, or for both. */
  matched: 'words' | 'meaning' | 'both';
  /** The share of the query's words that it has, 0 to 1: rare words count more. */
  words: number;
  /**
   * The cosine of query and passage, from -1 to 1; with the metric `'l2'`, minus the squared distance. Left out as long as
   * the query is not embedded.
   */
  meaning?: number;
  /** Whether `meaning` comes from the passage's vector, recomputed or cached, or is an estimate from the code. */
  exact: boolean;
  /** True if the score is so low that this is hardly an answer; left out otherwise. */
  weak?: true;
  /** If hits are documents: other passages of it that were found, best first, at most 3. Left out otherwise. */
  others?: Hit<Metadata>[];
  /** Other passages with the same text, as far as this search has read them. Left out if there are none. */
  sharedWith?: PassageRef[];
  /**
   * The text has to be fetched first: `text` is empty, `start` and `end` are 0, the section is not known. Only in the first updates of a search with
   * {@link SearchOptions.partial}; left out otherwise.
   */
  pending?: true;
  /**
   * The document's addition or update has not ended: it is found by its words, and by what the index's table of terms makes of them
   * until the model has embedded it (then `exact`); `meaning` is an estimate, or left out. It is gone again if that fails; see {@link LeannIndex.add}. Left out otherwise.
   */
  waiting?: true;
}

/** Says which passage of which document. */
export interface PassageRef {
  id: string;
  passage: number;
}

/** `recomputed` counts passages. Those that share a text with another are embedded once, as `embedded` says. */
export interface SearchStats extends CoreStats {
  /** Texts that this search gave to the embedder as passages: `recomputed` less those that it had embedded already. */
  embedded: number;
  /** Tokens that the model read of them, special tokens included; left out if the embedder has no tokenizer in this thread. */
  tokens?: number;
  /**
   * Where the query's vector comes from: the `model`; the index's `table` of terms, without any model; or it was `given`. Undefined
   * as long as there is none, and in searches by words alone.
   */
  query?: 'model' | 'table' | 'given';
  /** Of an answer by the table: the share of the query that the table knows, 0 to 1; rare words count more. */
  known?: number;
  /**
   * Of a published folder in clusters: how many there are, and how many are in memory after this search. `expectedRecall` takes into
   * account what the others may hold.
   */
  clusters?: { loaded: number; of: number };
  /** Where the embedder runs. */
  device: EmbedDevice;
  /** What computes its vectors; left out if that is a function of the caller's. */
  runtime?: EmbedRuntime;
  /** Milliseconds spent: embedding the query, in the core, recomputing, reading texts, and in all. */
  ms: { embedQuery: number; core: number; recompute: number; read: number; total: number };
}
