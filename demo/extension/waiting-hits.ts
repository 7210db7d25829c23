// Hits of the index, and between them those of documents that are not in it yet.

import type { Hit, SearchUpdate } from '../../web/index.js';

/** Best first; each document once. Scores of words alone are halved beside those that count meaning, too. */
export function withWaiting(indexed: SearchUpdate | undefined, waiting: SearchUpdate | undefined): Hit[] {
  const hits = [...(indexed?.hits ?? [])];
  const known = new Set(hits.map(({ id }) => id));
  const share = hits.some(({ meaning }) => meaning !== undefined) ? 0.5 : 1;
  for (const hit of waiting?.hits ?? []) {
    if (known.has(hit.id)) continue;
    const score = hit.score * share;
    const at = hits.findIndex((other) => other.score < score);
    hits.splice(at < 0 ? hits.length : at, 0, { ...hit, score });
  }
  return hits;
}
