// Merges ranked lists by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), with weights.

/** How little a first place counts for more than a second. The paper has 60, for lists that are all about as good. */
const RANK_OFFSET = 10;

/** One place in a list, and what it is worth compared with those of other lists. */
export interface Ranked<Key> {
  key: Key;
  weight: number;
}

/** All keys of the lists, best first; equally good ones in the order of the lists. O(n log n). */
export function fuse<Key>(rankings: readonly (readonly Ranked<Key>[])[]): Key[] {
  const scores = new Map<Key, number>();
  for (const ranking of rankings) {
    ranking.forEach(({ key, weight }, rank) => {
      scores.set(key, (scores.get(key) ?? 0) + weight / (RANK_OFFSET + rank + 1));
    });
  }
  return [...scores].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
