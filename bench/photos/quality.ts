// What a model of photos finds: by words, and by other photos.

/** A photo of the collection. */
export interface Captioned {
  file: string;
  caption: string;
  folder: string;
}

export interface Quality {
  recall1: number;
  recall10: number;
  /** Of the five nearest to a photo, the share from its folder; photos with fewer than five neighbours there are left out. */
  precision5: number;
  /** What chance would give for it. */
  chance5: number;
}

/** Lines of `file⇥caption⇥folder`, the first a header. */
export function readCaptions(lines: string): Captioned[] {
  return lines
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', caption = '', folder = ''] = line.split('\t');
      return { file, caption, folder };
    });
}

export function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}

/** Numbers of the nearest, best first. */
export function nearest(vector: Float32Array, vectors: readonly Float32Array[], count: number): number[] {
  const scores = vectors.map((each) => dot(vector, each));
  const order = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  return order.slice(0, count);
}

/** The share of queries for which one of the first `k` found has the caption asked for. */
export function recallOf(
  found: readonly number[][],
  queries: readonly string[],
  photos: readonly Captioned[],
  k: number,
): number {
  const isFound = (row: number) =>
    (found[row] ?? []).slice(0, k).some((photo) => photos[photo]?.caption === queries[row]);
  return queries.filter((_, row) => isFound(row)).length / queries.length;
}

export function precisionOf(
  vectors: readonly Float32Array[],
  photos: readonly Captioned[],
): Pick<Quality, 'precision5' | 'chance5'> {
  const sizes = new Map<string, number>();
  for (const { folder } of photos) sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  const asked = [...photos.keys()].filter((photo) => (sizes.get(photos[photo]?.folder ?? '') ?? 0) > 5);
  let right = 0;
  let chance = 0;
  for (const photo of asked) {
    const folder = photos[photo]?.folder ?? '';
    const others = nearest(vectors[photo] ?? new Float32Array(0), vectors, 6).filter(
      (other) => other !== photo,
    );
    right += others.slice(0, 5).filter((other) => photos[other]?.folder === folder).length / 5;
    chance += ((sizes.get(folder) ?? 1) - 1) / (photos.length - 1);
  }
  return { precision5: right / asked.length, chance5: chance / asked.length };
}
