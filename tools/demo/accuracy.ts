// How close the answers of the demo's index come to those of exact search, and what they cost.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { K } from '../dictionary/exact-answers.js';
import { openWordIndex, type WordIndexJob } from '../dictionary/word-index.js';

/** Over all queries. */
export interface Accuracy {
  queries: number;
  /** Share of the ten passages nearest by exact search that are among the ten hits; equal scores count as equal. */
  recallAt10: number;
  /** Mean of passages recomputed. */
  recomputed: number;
  /** When it was measured, in ISO format. */
  at: string;
}

/** Measured now (half a minute for 10,000 words), or when that was first done with this index: what `now` says. */
export async function accuracyOf(job: WordIndexJob): Promise<Accuracy & { now: boolean }> {
  // Nothing may be kept from one query to the next, as what is counted is recomputation.
  const words = await openWordIndex({ ...job, cacheBytes: 0 });
  try {
    const file = join(words.folder, 'accuracy.json');
    const known = await readFile(file, 'utf8').catch(() => undefined);
    if (known !== undefined) return { ...JSON.parse(known), now: false };
    job.terminal.write('Measuring accuracy…\n');
    const exact = await words.exactAnswers();
    let found = 0;
    let recomputed = 0;
    for (const { query, nearest } of exact) {
      // As exact search does: by meaning alone.
      const options = { mode: 'meaning', k: K, signal: job.signal } as const;
      for await (const { hits, stats, final } of words.index.search(query, options)) {
        if (!final) continue;
        found += hits.filter(({ id }) => nearest.includes(id)).length;
        recomputed += stats.recomputed;
      }
    }
    const accuracy: Accuracy = {
      queries: exact.length,
      recallAt10: found / (K * exact.length),
      recomputed: recomputed / exact.length,
      at: new Date().toISOString(),
    };
    await writeFile(file, `${JSON.stringify(accuracy, null, 2)}\n`);
    return { ...accuracy, now: true };
  } finally {
    await words.index.close();
  }
}
