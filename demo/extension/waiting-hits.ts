// Hits of the index, and between them those of documents that are not in it yet.

import type { Hit, SearchUpdate } from '../../web/index.js';

/** Best first; each document once. What waits counts as if it meant as much as its words say. */
export function withWaiting(indexed: SearchUpdate | undefined, waiting: SearchUpdate | undefined): Hit[] {
  const hits = [...(indexed?.hits ?? [])];
  const known = new Set(hits.map(({ id }) => id));
  for (const hit of waiting?.hits ?? []) {
    if (known.has(hit.id)) continue;
    const at = hits.findIndex(({ score }) => score < hit.score);
    hits.splice(at < 0 ? hits.length : at, 0, hit);
  }
  return hits;
}
