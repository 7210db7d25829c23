// A passage together with its document.

import type { StoredPassage } from '../storage/store.js';
import { type DocumentFields, documentFields } from './document-fields.js';
import type { OwnedPassage } from './searched-content.js';

/** `passage` is which of the document it is, counted from 0. */
export function ownedPassage(document: DocumentFields, stored: StoredPassage, passage: number): OwnedPassage {
  return { ...stored, ...documentFields(document), passage };
}
