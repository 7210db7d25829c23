// How alike two vectors are.

/** The inner product, which is the cosine for vectors of unit length. */
export function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return Array.from(left).reduce((sum, value, row) => sum + value * (right[row] ?? 0), 0);
}
