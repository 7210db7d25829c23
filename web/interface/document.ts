// Documents: as they are given to an index, and as it gives them back.

import type { JsonObject } from '../base/json.js';
import type { Heading } from '../text/heading.js';
import type { Passage } from '../text/passage.js';
import type { Image } from '../text/picture.js';
import type { Section } from '../text/section.js';

/** A text to be found. `Metadata` is whatever JSON the caller keeps with it. */
export interface Document<Metadata extends object = JsonObject> {
  /** Not empty, and unique in the index. */
  id: string;
  /** Of any length: it is split into passages. A text without letters and digits is kept but never found. */
  text: string;
  /** Kept and given back with hits; passages are embedded with it, see {@link SplitOptions.context}. */
  title?: string;
  /** Where the document is, for links. Kept and given back with hits, never fetched; not checked, nor is its scheme. */
  url?: string;
  /**
   * Kept and given back with hits: strings, finite numbers, booleans, null, and arrays and plain objects of these, at most
   * 32 levels deep. It is copied, without properties that are undefined.
   */
  metadata?: Metadata;
  /**
   * Where the headings of the text are, in order; found as in Markdown if left out. A heading begins a passage, or is in the
   * middle of one. Passages keep those above them, as {@link Hit.headings} and {@link Hit.anchor}.
   */
  headings?: readonly Heading[];
  /**
   * The vector of the text, as the index's embedder would make it, of any length above 0. The document is then one passage,
   * and nothing is embedded to add it; searches that recompute it, and a rebuild, embed its text all the same.
   */
  vector?: ArrayLike<number>;
}

/** An image to be found, by an index whose embedder sees ({@link OnnxImageEmbedder}). It is one passage. */
export interface ImageDocument<Metadata extends object = JsonObject>
  extends Pick<Document<Metadata>, 'id' | 'title' | 'url' | 'metadata' | 'vector'> {
  /**
   * Kept as a small JPEG, from which its vector is made, and made again by searches: the file itself is needed no more. An
   * image that cannot be read ends the addition with `unreadable-image`; {@link OnnxImageEmbedder.pictureOf} finds out before.
   * Words are found in its title.
   */
  image: Image;
}

export type AnyDocument<Metadata extends object = JsonObject> = Document<Metadata> | ImageDocument<Metadata>;

export type Documents<Metadata extends object = JsonObject> =
  | Iterable<AnyDocument<Metadata>>
  | AsyncIterable<AnyDocument<Metadata>>;

/** A document as it is kept. */
export interface DocumentInfo<Metadata extends object = JsonObject> {
  id: string;
  title?: string;
  url?: string;
  metadata?: Metadata;
  passages: DocumentPassage[];
}

/** A passage of a document, and the section that it begins in. */
export interface DocumentPassage extends Passage, Section {
  /** Of an image: what is kept of it, a JPEG as a `data:` URL; `text` is then empty. */
  picture?: string;
}
