// The words of documents that are in memory.

import type { Core } from '../core/core.js';
import type { CoreWordBuilder } from '../core/core-word-builder.js';
import type { CoreWords } from '../core/core-words.js';
import type { StoredDocument, StoredPassage } from '../storage/store.js';
import { isPicture } from '../text/picture.js';
import { fieldBytes } from '../words/find-words.js';

export type Titled = Pick<StoredDocument, 'title' | 'passages'>;
export type Worded = Pick<StoredPassage, 'text' | 'headings'>;

/** Documents, and their passages, which follow one another. */
export interface Texts {
  documents: readonly Titled[];
  passages: readonly Worded[];
}

/** The words of a few documents, which are not empty. Errors: those of the core. */
export function wordsOfTexts(core: Core, texts: Texts): CoreWords {
  const builder = core.wordBuilder();
  try {
    addTexts(builder, texts);
    return builder.finish();
  } finally {
    builder.free();
  }
}

/** Adds documents to those of a builder. Errors: those of the core. */
export function addTexts(builder: CoreWordBuilder, { documents, passages }: Texts): void {
  let first = 0;
  for (const { title = '', passages: count } of documents) {
    // A document without passages has no place among them.
    if (count > 0) builder.beginDocument(fieldBytes(title));
    for (const { headings = [], text } of passages.slice(first, first + count)) {
      builder.passage(fieldBytes(headings.join('\n\n')), fieldBytes(isPicture(text) ? '' : text));
    }
    first += count;
  }
}
