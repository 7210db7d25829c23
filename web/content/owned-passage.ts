// A passage together with its document.

import { defined } from '../base/defined.js';
import type { StoredPassage } from '../storage/store.js';
import { embeddedText } from '../text/embedded-text.js';
import { type DocumentFields, documentFields } from './document-fields.js';
import type { OwnedPassage } from './searched-content.js';

/** `passage` is which of the document it is, counted from 0; `context`, whether it is embedded with title and headings. */
export function ownedPassage(
  document: DocumentFields,
  stored: StoredPassage,
  { passage, context }: { passage: number; context: boolean },
): OwnedPassage {
  const embedded = context ? embeddedText({ ...stored, ...defined({ title: document.title }) }) : stored.text;
  return { ...stored, ...documentFields(document), passage, embedded };
}

/** All passages of these documents, which follow one another. */
export function ownedPassages(
  documents: readonly (DocumentFields & { passages: number })[],
  passages: readonly StoredPassage[],
  context: boolean,
): OwnedPassage[] {
  let first = 0;
  return documents.flatMap((document) => {
    const own = passages.slice(first, first + document.passages);
    first += document.passages;
    return own.map((stored, passage) => ownedPassage(document, stored, { passage, context }));
  });
}
