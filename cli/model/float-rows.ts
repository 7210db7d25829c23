// Arithmetic of rows of floats.

/** One after another. */
export function concatenated(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** Of `a`, whose length is a multiple of 4, and as many values of `b` from `start` on. Four sums at once: one would wait for itself. */
export function product(a: Float32Array, b: Float32Array, start: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i += 4) {
    s0 += (a[i] as number) * (b[start + i] as number);
    s1 += (a[i + 1] as number) * (b[start + i + 1] as number);
    s2 += (a[i + 2] as number) * (b[start + i + 2] as number);
    s3 += (a[i + 3] as number) * (b[start + i + 3] as number);
  }
  return s0 + s1 + (s2 + s3);
}
