// Documents: as they are given to an index, and as it gives them back.

import type { Heading } from '../text/heading.js';
import type { Passage } from '../text/passage.js';

/** A text to be found. */
export interface Document {
  /** Not empty, and unique in the index. */
  id: string;
  /** Of any length: it is split into passages. A text without letters and digits is kept but never found. */
  text: string;
  /** Kept and given back with hits; not searched. */
  title?: string;
  /**
   * Where the headings of the text are, in order; found as in Markdown if left out. A heading begins a passage, or is in the
   * middle of one. Not kept.
   */
  headings?: readonly Heading[];
}

export type Documents = Iterable<Document> | AsyncIterable<Document>;

/** A document as it is kept. */
export interface DocumentInfo {
  id: string;
  title?: string;
  passages: Passage[];
}
