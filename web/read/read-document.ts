// What reading a file gives.

import type { JsonObject } from '../base/json.js';
import type { Heading } from '../text/heading.js';

/** A file as a document: blocks of text with an empty line between them. */
export interface ReadDocument {
  /** Empty if the file has nothing that is read as text. */
  text: string;
  title?: string;
  /** In order; their lines are part of the text. */
  headings: Heading[];
  /** Language, as the file names it (BCP 47). */
  lang?: string;
  description?: string;
  /** The canonical address. */
  url?: string;
  /** When it was changed last, or else published, as the file writes it. */
  date?: string;
  /** The subjects that its front matter names; not empty. */
  tags?: string[];
  /** Those of the fields asked for that it has. */
  fields?: JsonObject;
  /** The file says itself which part of it is to be found (`data-leann-body`, `data-pagefind-body`). */
  marked?: true;
  /** Its front matter says that it is not to be published: `draft: true`, `published: false`. */
  draft?: true;
  /** What is wrong with its front matter, which was read as far as it can be. */
  problem?: string;
}

export interface FieldOptions {
  /** Names of fields that are kept besides those that every document has: of front matter, or of `<meta>`. Default none. */
  fields?: readonly string[];
}

/** Leaves out what is not there, and what is empty. */
export function present<Fields extends Record<string, string | undefined>>(
  fields: Fields,
): { [Name in keyof Fields]?: string } {
  const entries = Object.entries(fields).map(([name, value]) => [name, value?.replace(/\s+/g, ' ').trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value)) as { [Name in keyof Fields]?: string };
}
