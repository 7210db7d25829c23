// Before a search by meaning: what lies near the query, of an index whose nodes come in clusters.

import type { SearchedContent } from '../content/searched-content.js';
import type { Ranking } from './ranking.js';

/** The best passages by words whose clusters are fetched as well. */
const BY_WORDS = 8;

/**
 * Fetches the clusters near a query's vector, of the present content, and those of what words found best.
 * @returns the share of the nearest passages that is expected in them; 1 if nothing comes in clusters.
 * Errors: those of fetching, unless the content was replaced meanwhile, whose clusters then are fetched.
 */
export async function bringClusters(
  content: () => SearchedContent,
  vector: Float32Array,
  ranking: Ranking,
  confidence: number | undefined,
): Promise<number> {
  for (;;) {
    const present = content();
    const { clusters } = present;
    if (clusters === undefined) return 1;
    const nodes = ranking.content === present ? ranking.bestByWords(BY_WORDS) : [];
    try {
      const share = await clusters.bringNear(vector, nodes, confidence);
      if (content() === present) return share;
    } catch (error) {
      // It may have been replaced and freed.
      if (content() === present) throw error;
    }
  }
}
