// The rows of an answer: its documents, and below each the other passages that a visitor may want to go to.

import type { Hit } from '../interface/search-update.js';

export interface AnswerRow {
  hit: Hit;
  /** Whether it is another passage of the document above it. */
  other: boolean;
}

/** Equal for the same passage of the same document. */
export function hitKey({ id, passage }: Pick<Hit, 'id' | 'passage'>): string {
  return `${passage} ${id}`;
}

/** Equal for the same document, whichever of its passages is the best, and for the same other passage. */
export function rowKey({ hit, other }: AnswerRow): string {
  return other ? hitKey(hit) : documentKey(hit);
}

/** The key of the document that a row belongs to. */
export function documentKey({ id }: Pick<Hit, 'id'>): string {
  return ` ${id}`;
}

/**
 * The rows of hits that are documents. Other passages are left out if they are hardly an answer, or lead where a row above
 * leads: two passages of one section are one place.
 */
export function answerRows(hits: readonly Hit[], linkOf: (hit: Hit) => string | undefined): AnswerRow[] {
  return hits.flatMap((hit) => {
    const links = new Set([linkOf(hit)]);
    const others = (hit.others ?? []).filter((other) => {
      const link = linkOf(other);
      const isNew = link === undefined || !links.has(link);
      links.add(link);
      return isNew && !other.weak;
    });
    return [{ hit, other: false }, ...others.map((other) => ({ hit: other, other: true }))];
  });
}
