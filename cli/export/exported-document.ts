// A document as files have it: with its text, its passages, and their vectors if they are wanted.

import { defined } from '../../web/base/defined.js';
import type { DocumentFields } from '../../web/content/document-fields.js';
import type { Passage } from '../../web/text/passage.js';
import type { Section } from '../../web/text/section.js';

export interface ExportedPassage extends Passage, Section {
  vector?: number[];
}

/** A line of a file; `leann-web build` reads all of it but the passages. */
export interface ExportedDocument extends DocumentFields {
  text: string;
  passages: ExportedPassage[];
}

export function exportedDocument(
  { id, title, url, metadata }: DocumentFields,
  passages: readonly ExportedPassage[],
): ExportedDocument {
  return {
    id,
    ...defined({ title, url, metadata }),
    text: joined(passages),
    passages: passages.map(({ text, start, end, headings, anchor, vector }) => ({
      text,
      start,
      end,
      ...defined({ headings, anchor, vector }),
    })),
  };
}

/** The text that they are of: each is where it was. What is between them is white space, or was left out. */
function joined(passages: readonly Passage[]): string {
  let text = '';
  for (const { text: own, start } of passages) {
    // An overlap is there already.
    text += '\n'.repeat(Math.max(0, start - text.length)) + own.slice(Math.max(0, text.length - start));
  }
  return text;
}
