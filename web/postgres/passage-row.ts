// A passage as the database gives it, with its document.

import { defined } from '../base/defined.js';
import type { JsonObject } from '../base/json.js';
import type { OwnedPassage } from '../content/searched-content.js';
import type { InnerSection } from '../text/section.js';

export interface PassageRow {
  node: number;
  document: number;
  passage: number;
  start_at: number;
  end_at: number;
  text: string;
  /** JSON. */
  headings: string | null;
  anchor: string | null;
  /** JSON. */
  inner_sections: string | null;
  id: string;
  title: string | null;
  url: string | null;
  /** JSON. */
  metadata: string | null;
}

/** What a query selects of the tables `p`, passages, and `d`, documents. */
export function passageColumns(): string {
  return 'p.node, p.document, p.passage, p.start_at, p.end_at, p.text, p.headings::text, p.anchor, p.inner_sections::text, d.id, d.title, d.url, d.metadata::text';
}

export function passageOf(row: PassageRow): OwnedPassage {
  const { id, title, url, anchor, passage, text } = row;
  return {
    id,
    passage,
    text,
    embedded: text,
    start: row.start_at,
    end: row.end_at,
    ...defined({
      title: title ?? undefined,
      url: url ?? undefined,
      metadata: row.metadata === null ? undefined : (JSON.parse(row.metadata) as JsonObject),
      headings: row.headings === null ? undefined : (JSON.parse(row.headings) as string[]),
      anchor: anchor ?? undefined,
      inner: row.inner_sections === null ? undefined : (JSON.parse(row.inner_sections) as InnerSection[]),
    }),
  };
}
