// Documents: as they are given to an index, and as it gives them back.

import type { Passage } from '../text/passage.js';

/** A text to be found. */
export interface Document {
  /** Not empty, and unique in the index. */
  id: string;
  /** Of any length: it is split into passages. A text without words is kept but never found. */
  text: string;
  /** Kept and given back with hits; not searched. */
  title?: string;
}

export type Documents = Iterable<Document> | AsyncIterable<Document>;

/** A document as it is kept. */
export interface DocumentInfo {
  id: string;
  title?: string;
  passages: Passage[];
}
