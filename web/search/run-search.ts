// One search from the query to the last update.

import type { SearchUpdate } from '../interface/search-update.js';
import type { SearchJob } from './search-job.js';
import { SearchRun } from './search-run.js';

/**
 * Yields what words find, before anything is embedded; answers that do not wait for texts, if that is asked for; then one
 * before any recomputation, one after every batch, and the final one.
 */
export async function* runSearch(job: SearchJob): AsyncGenerator<SearchUpdate> {
  const run = new SearchRun(job);
  try {
    await run.findWords();
    yield* run.paused(await run.early());
    while (await run.textsCame({ early: true })) yield* run.paused(await run.early());
    await run.findMeaning();
    yield* run.paused(run.partial());
    job.signal.throwIfAborted();
    run.readAhead();
    while (await run.textsCame()) yield* run.paused(run.partial());
    while (run.goesOn()) {
      const update = await run.update();
      if (update.hits.length > 0) yield* run.paused(update);
      if (run.goesOn()) await run.step();
    }
    yield await run.update();
  } finally {
    await run.free();
  }
}
