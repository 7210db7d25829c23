// Groups texts of like length, so that little of a batch is padding.

/** Share of a batch that may be padding where it costs as much time as text. */
const MOST_PADDING = 0.15;

/** Puts the indices of texts into batches of at most `batchSize`, shortest first. */
export function planBatches(
  lengths: readonly number[],
  batchSize: number,
  mostPadding = MOST_PADDING,
): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  let tokens = 0;
  for (const index of order) {
    const length = lengths[index] ?? 0;
    const size = length * (batch.length + 1);
    if (batch.length === batchSize || (size - tokens - length) / size > mostPadding) {
      batches.push(batch);
      batch = [];
      tokens = 0;
    }
    batch.push(index);
    tokens += length;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
