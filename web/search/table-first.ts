// A search whose query takes long to embed answers by the table of terms meanwhile. Published pages do not load this: they have no
// model, or one that is loaded already.

import type { SearchUpdate } from '../interface/search-update.js';
import { isPicture } from '../text/picture.js';
import { runSearch } from './run-search.js';
import { SearchClock } from './search-clock.js';
import type { SearchJob } from './search-job.js';
import type { SearchSettings } from './search-settings.js';
import { withoutModel } from './without-model.js';

/**
 * How long the model is waited for before the table answers, in milliseconds. A model that is at hand takes less, and rows that
 * change places twice within that time help nobody.
 */
const PATIENCE_MS = 50;

/**
 * The updates of {@link runSearch}. If the query is still being embedded after 50 ms, and the index has a table of terms, one more
 * comes between: the answer that a search without the model would have.
 */
export async function* searchTableFirst(job: SearchJob): AsyncGenerator<SearchUpdate, void> {
  if (job.content().table === undefined || !isEmbedded(job.settings)) return yield* runSearch(job);
  const left = new AbortController();
  const embedding = new Waiting();
  const watched = {
    ...job,
    signal: AbortSignal.any([job.signal, left.signal]),
    onEmbed: () => embedding.begin(),
  };
  const updates = runSearch(watched);
  try {
    for (;;) {
      let isThere = false;
      const next = updates.next().finally(() => {
        isThere = true;
      });
      if (await embedding.isLonger(next)) {
        const update = await answerOfTable(watched);
        if (update !== undefined && !isThere) yield* paused(job, update);
      }
      const { done, value } = await next;
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever left does not wait for the model.
    left.abort();
    updates.return(undefined).catch(() => undefined);
  }
}

function isEmbedded({ model, mode, query }: SearchSettings): boolean {
  return model && mode !== 'words' && typeof query === 'string' && query !== '' && !isPicture(query);
}

/** Says once that what began takes too long. */
class Waiting {
  #tooLong: Promise<boolean> | undefined;
  #begun: (() => void) | undefined;

  constructor() {
    this.#tooLong = new Promise<void>((begun) => {
      this.#begun = begun;
    }).then(() => new Promise((resolve) => setTimeout(() => resolve(true), PATIENCE_MS)));
  }

  begin(): void {
    this.#begun?.();
  }

  /** Whether it takes longer than a promise. Errors: those of the promise. */
  async isLonger(promise: Promise<unknown>): Promise<boolean> {
    if (this.#tooLong === undefined) return false;
    const tooLong = await Promise.race([promise.then(() => false), this.#tooLong]);
    if (tooLong) this.#tooLong = undefined;
    return tooLong;
  }
}

/** Undefined if the table knows no word of the query. */
async function answerOfTable(job: SearchJob): Promise<SearchUpdate | undefined> {
  const { onEmbed: _, ...others } = job;
  let last: SearchUpdate | undefined;
  // Vectors that both answers use are counted once.
  const alone = { clock: new SearchClock(), totals: { recomputed: 0, cached: 0 } };
  for await (const update of runSearch({ ...others, ...alone, settings: withoutModel(job.settings) })) {
    last = update;
  }
  if (last?.stats.query !== 'table') return undefined;
  const ms = { ...last.stats.ms, total: job.clock.read().total };
  return { ...last, stats: { ...last.stats, ms }, final: false };
}

function* paused({ clock }: SearchJob, update: SearchUpdate): Generator<SearchUpdate> {
  clock.pause();
  yield update;
  clock.resume();
}
