// Merges ranked lists by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009).

/** How little the first places count for more than the next. */
const RANK_OFFSET = 60;

/** A list, best first, and what a place in it is worth compared with the others. */
export interface Ranking<Key> {
  keys: readonly Key[];
  weight: number;
}

/** All keys of the lists, best first; equally good ones in the order of the lists. O(n log n). */
export function fuse<Key>(rankings: readonly Ranking<Key>[]): Key[] {
  const scores = new Map<Key, number>();
  for (const { keys, weight } of rankings) {
    keys.forEach((key, rank) => {
      scores.set(key, (scores.get(key) ?? 0) + weight / (RANK_OFFSET + rank + 1));
    });
  }
  return [...scores].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
