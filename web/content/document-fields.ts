// What hits and documents tell of a document and its passages.

import { defined } from '../base/defined.js';
import { copiedJson } from '../base/json.js';
import type { DocumentPassage } from '../interface/document.js';
import type { StoredDocument, StoredPassage } from '../storage/store.js';
import type { Passage } from '../text/passage.js';
import { isPicture } from '../text/picture.js';
import type { Section } from '../text/section.js';

/** What hits tell of a document. */
export type DocumentFields = Pick<StoredDocument, 'id' | 'title' | 'url' | 'metadata'>;

/** The fields that the document has. They share its metadata. */
export function documentFields({ id, title, url, metadata }: DocumentFields): DocumentFields {
  return { id, ...defined({ title, url, metadata }) };
}

/** The same for the caller to keep: changing the metadata changes nothing here. */
export function givenFields({ metadata, ...fields }: DocumentFields): DocumentFields {
  return documentFields({ ...fields, ...(metadata && { metadata: copiedJson(metadata) }) });
}

/** A passage's section for the caller to keep. */
export function givenSection({ headings, anchor }: Section): Section {
  return defined({ headings: headings && [...headings], anchor });
}

/** A passage as documents give it back, for the caller to keep. */
export function givenPassage({ text, start, end, ...section }: StoredPassage): DocumentPassage {
  const { picture, ...shown } = shownText({ text, start, end });
  return { ...shown, ...defined({ picture }), ...givenSection(section) };
}

/** What is shown of a passage: its text, or its picture, which has none. */
export function shownText(passage: Passage): Passage & { picture: string | undefined } {
  const { text, start, end } = passage;
  if (!isPicture(text)) return { text, start, end, picture: undefined };
  return { text: '', start: 0, end: 0, picture: text };
}
