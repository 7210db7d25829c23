// The table of terms of an index: if it is published, what the model makes of each term alone; fitted to passages.

import { nextTask, SLICE_MS } from '../base/next-task.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CoreTableFit } from '../core/core-table-fit.js';

/** Terms embedded at once. */
const BATCH = 256;

/** Vectors of terms, in their order. `progress`: how many were embedded before, and how many there are. */
export type EmbedTerms = (
  terms: string[],
  progress: { done: number; total: number },
) => Promise<readonly Float32Array[]>;

/**
 * Its rows, with words and mean as `web/table/` reads them. O(terms) embeddings, then O(dimension * postings).
 * Errors: those of `embedTerms`; `invalid-argument` if the index does not know its words; `out-of-memory`.
 */
export async function fittedTable(index: CoreIndex, embedTerms?: EmbedTerms): Promise<Uint8Array> {
  const fit = index.fitTable();
  try {
    if (embedTerms !== undefined) await setPriors(fit, index.terms(), index.dimension, embedTerms);
    const steps = fitSteps(fit);
    for (;;) {
      const { done, value } = await steps.next();
      if (done) return value;
    }
  } finally {
    fit.free();
  }
}

async function setPriors(
  fit: CoreTableFit,
  terms: readonly string[],
  dimension: number,
  embedTerms: EmbedTerms,
): Promise<void> {
  for (let first = 0; first < terms.length; first += BATCH) {
    const batch = terms.slice(first, first + BATCH);
    const vectors = new Float32Array(batch.length * dimension);
    const embedded = await embedTerms(batch, { done: first, total: terms.length });
    for (const [row, vector] of embedded.entries()) vectors.set(vector, row * dimension);
    fit.setPriors(first, vectors);
  }
}

/** Fits it in slices, and tells after each how many steps of how many are done; its rows in the end. */
export async function* fitSteps(
  fit: CoreTableFit,
): AsyncGenerator<{ done: number; total: number }, Uint8Array> {
  let began = performance.now();
  for (;;) {
    const { done, total } = fit.step();
    if (done < total && performance.now() - began < SLICE_MS) continue;
    yield { done, total };
    if (done === total) return fit.finish();
    await nextTask();
    began = performance.now();
  }
}
