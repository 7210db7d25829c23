// The answers of a search.

import type { JsonObject } from '../base/json.js';
import type { CoreStats } from '../core/records.js';
import type { EmbedDevice } from '../embed/embedder.js';
import type { Section } from '../text/section.js';

/** An answer as far as it is known. */
export interface SearchUpdate<Metadata extends object = JsonObject> {
  /** Best first or as {@link SearchOptions.sort} says, at most `k`. Several passages of one document may be among them. */
  hits: Hit<Metadata>[];
  /**
   * Passages whose stored text is no longer the one that was embedded, so that nothing is known of it; they are not among
   * the hits. Adding the document again mends it. Left out if there are none.
   */
  changed?: PassageRef[];
  stats: SearchStats;
  /** True for the last update only. */
  final: boolean;
}

/** A passage that was found. */
export interface Hit<Metadata extends object = JsonObject> extends Section {
  /** Of the document. */
  id: string;
  /** Which passage of the document, counted from 0. */
  passage: number;
  /** UTF-16 offsets of the passage in the document's text. */
  start: number;
  end: number;
  text: string;
  title?: string;
  url?: string;
  metadata?: Metadata;
  /** Higher is better. With the metric `'ip'`: the cosine of query and passage, from -1 to 1. */
  score: number;
  /** Whether the score comes from the passage's vector, recomputed or cached, or is an estimate from the code. */
  exact: boolean;
  /** Other passages with the same text, as far as this search has read them. Left out if there are none. */
  sharedWith?: PassageRef[];
  /**
   * The text has to be fetched first: `text` is empty, `start` and `end` are 0, the section is not known. Only in the first update of a search with
   * {@link SearchOptions.partial}; left out otherwise.
   */
  pending?: true;
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
  /** Where the embedder runs. */
  device: EmbedDevice;
  /** Milliseconds spent: embedding the query, in the core, recomputing, reading texts, and in all. */
  ms: { embedQuery: number; core: number; recompute: number; read: number; total: number };
}
