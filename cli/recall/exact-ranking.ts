// What exact search finds: every passage ranked by its own vector and by what words say of it.

import { nextTask } from '../../web/base/next-task.js';
import type { OwnedPassage } from '../../web/content/searched-content.js';
import type { Embedder } from '../../web/index.js';

/** Passages whose vectors are in memory at once. */
const BATCH = 1024;

export interface ExactQuery {
  vector: Float32Array;
  /** What words add to a passage. */
  bonusOf: (node: number) => number;
  /** Whether a passage may be found. */
  accepts: (node: number) => boolean;
}

/**
 * For each query the rank that its `count` best passages have at least; -Infinity if there are not as many.
 * O(queries * passages * dimension). Errors: those of the embedder; the signal's reason.
 */
export async function leastRanks(
  queries: readonly ExactQuery[],
  count: number,
  passages: readonly OwnedPassage[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<number[]> {
  const best = queries.map(() => new Array<number>(count).fill(Number.NEGATIVE_INFINITY));
  for (let first = 0; first < passages.length; first += BATCH) {
    const texts = passages.slice(first, first + BATCH).map(({ embedded }) => embedded);
    const vectors = await embedder.embed(texts, { signal });
    for (const [at, query] of queries.entries()) {
      const ranks = best[at] ?? [];
      for (const [row, vector] of vectors.entries()) {
        if (query.accepts(first + row)) keepBest(ranks, rankOf(query, first + row, vector));
      }
    }
    // Vectors that are known keep nobody waiting, not even whoever wants to end this.
    await nextTask();
    signal.throwIfAborted();
  }
  return best.map((ranks) => ranks.at(-1) ?? Number.NEGATIVE_INFINITY);
}

/** Of one passage, whose vector this is. */
export function rankOf({ vector, bonusOf }: ExactQuery, node: number, passage: Float32Array): number {
  return dot(vector, passage) + bonusOf(node);
}

/** In four sums, since an addition waits for the one before it. */
function dot(left: Float32Array, right: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let row = 0; row < left.length; row += 4) {
    a += (left[row] ?? 0) * (right[row] ?? 0);
    b += (left[row + 1] ?? 0) * (right[row + 1] ?? 0);
    c += (left[row + 2] ?? 0) * (right[row + 2] ?? 0);
    d += (left[row + 3] ?? 0) * (right[row + 3] ?? 0);
  }
  return a + b + (c + d);
}

/** Into falling ranks, of which the last one goes. */
function keepBest(ranks: number[], rank: number): void {
  if (rank <= (ranks.at(-1) ?? rank)) return;
  let at = ranks.length - 1;
  for (; at > 0 && (ranks[at - 1] ?? 0) < rank; at--) ranks[at] = ranks[at - 1] ?? 0;
  ranks[at] = rank;
}
