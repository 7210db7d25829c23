// Bytes and requests of a visit to a folder in clusters, as docs/benchmarks.md has them ("Clusters").

/** First answers and later ones, in bytes, by passages: what was built and fetched in Chromium. */
const MEASURED = [
  { passages: 117_791, first: 1_375_000, each: 519_000 },
  { passages: 1_000_000, first: 3_280_000, each: 788_000 },
] as const;

/** Of all files of the million: head, clusters, manifest, postings, rows of the table, texts, and the list of documents. */
export const STORED_A_PASSAGE = 1.68 + 28.18 + 0.65 + 13.0 + 24.27 + 35.04 + 7.9;

/** Files that were fetched of the million; of the standard model, about so many (weights, tokenizer, settings, encoder). */
export const REQUESTS = { first: 46, later: 27, model: 10 } as const;

export const MODEL_BYTES = 16_000_000;

/** On the line through both: what grows with the passages does so about in proportion to them. */
export function bytesOf(passages: number): { first: number; each: number } {
  const [small, large] = MEASURED;
  const share = (passages - small.passages) / (large.passages - small.passages);
  return {
    first: small.first + share * (large.first - small.first),
    each: small.each + share * (large.each - small.each),
  };
}
