// What a search tells of itself with every answer.

import type { SearchStats } from '../interface/search-update.js';
import { nothingToDo } from './nothing-to-do.js';
import type { QueryVector } from './query-vector.js';
import type { Ranking } from './ranking.js';
import type { RecomputedTexts } from './recomputed-texts.js';
import type { SearchJob } from './search-job.js';

export interface SearchState {
  /** Undefined as long as nothing is looked for. */
  ranking: Ranking | undefined;
  vector: QueryVector;
  texts: RecomputedTexts;
  /** The share of the nearest passages that is expected in the clusters at hand. */
  inClusters: number;
}

export function searchStats(
  { settings, embedder, clock }: SearchJob,
  { ranking, vector: { source }, texts: { embedded, tokens }, inClusters }: SearchState,
): SearchStats {
  const stats = ranking?.search?.stats() ?? nothingToDo(settings.core);
  // How far codes err is known of the model's queries only.
  const expectedRecall = source.query === 'table' ? 0 : stats.expectedRecall * inClusters;
  const counts = ranking?.content.clusters?.counts;
  const runtime = embedder.runtime && { runtime: embedder.runtime };
  return {
    ...stats,
    expectedRecall,
    ...(counts && { clusters: counts }),
    embedded,
    ...(tokens !== undefined && { tokens }),
    ...source,
    device: embedder.device,
    ...runtime,
    ms: clock.read(),
  };
}
