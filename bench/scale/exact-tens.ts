// The ten texts that are nearest to each query, of all that were embedded: what searches are measured by.

import { createHash } from 'node:crypto';
import { VectorFile } from '../../cli/vector-file.js';
import { fromHalves } from '../../web/base/half-float.js';
import type { Document } from '../../web/index.js';
import { embeddedText } from '../../web/text/embedded-text.js';

const TEN = 10;

interface Near {
  id: string;
  score: number;
}

/** Ids by query. `path`: vectors that the command line has kept of the documents, each one passage. O(documents * queries). */
export async function exactTens(
  path: string,
  documents: Iterable<Document>,
  { fingerprint, queries }: { fingerprint: string; queries: readonly Float32Array[] },
): Promise<Set<string>[]> {
  const vectors = await VectorFile.open(path, queries[0]?.length ?? 0);
  const tens: Near[][] = queries.map(() => []);
  for (const { id, text, title = '' } of documents) {
    const key = createHash('sha256')
      .update(`${fingerprint}\n${embeddedText({ text, title })}`)
      .digest('hex');
    const vector = vectors.get(key);
    if (vector === undefined) throw new Error(`leann: cannot measure: "${id}" was not embedded`);
    const values = fromHalves(vector);
    for (const [at, query] of queries.entries()) keep(tens[at] ?? [], { id, score: dot(query, values) });
  }
  await vectors.close();
  return tens.map((near) => new Set(near.map(({ id }) => id)));
}

/** Best first, ten at most. */
function keep(near: Near[], next: Near): void {
  const last = near[TEN - 1];
  if (last !== undefined && last.score >= next.score) return;
  let at = near.length;
  while (at > 0 && (near[at - 1]?.score ?? 0) < next.score) at--;
  near.splice(at, 0, next);
  if (near.length > TEN) near.pop();
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
