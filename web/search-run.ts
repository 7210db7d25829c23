// One search from the query's text to the last update.

import type { CoreHits, CoreIndex, CoreSearch, CoreStats } from './core/core.js';
import type { CoreSearchOptions } from './core/options.js';
import type { Corpus } from './corpus.js';
import type { Embedder } from './embed/embedder.js';
import { embedTexts } from './embed-texts.js';
import type { Hit, SearchStats, SearchUpdate } from './options.js';
import type { SearchClock } from './search-clock.js';
import type { SearchSettings } from './search-settings.js';
import type { StoredPassage } from './storage/store.js';

/** What searches have taken. */
export interface SearchTotals {
  recomputed: number;
  cached: number;
}

export interface SearchJob {
  query: string;
  settings: SearchSettings;
  /** The present graph; undefined where there is no passage. The search keeps what it needs of it. */
  index: () => CoreIndex | undefined;
  corpus: Corpus;
  embedder: Embedder;
  signal: AbortSignal;
  /** Runs since the call. */
  clock: SearchClock;
  /** What the search took is added to these when it ends. */
  totals: SearchTotals;
}

/** Yields what is known before any recomputation, after every batch, and at the end. */
export async function* runSearch(job: SearchJob): AsyncGenerator<SearchUpdate> {
  const run = new SearchRun(job);
  try {
    await run.start();
    while (run.goesOn()) {
      const update = await run.update();
      if (update.hits.length > 0) yield* run.paused(update);
      if (run.goesOn()) await run.step();
    }
    yield await run.update();
  } finally {
    run.free();
  }
}

class SearchRun {
  readonly #job: SearchJob;
  readonly #clock: SearchClock;
  /** Texts read so far, by node: what is recomputed is likely to be among the hits. */
  readonly #texts = new Map<number, StoredPassage>();
  #search: CoreSearch | undefined;

  constructor(job: SearchJob) {
    this.#job = job;
    this.#clock = job.clock;
  }

  /** Whether something is left to do; ends the search where its time is up. */
  goesOn(): boolean {
    const search = this.#search;
    if (search === undefined || search.done) return false;
    if (this.#clock.elapsed() < this.#job.settings.budgetMs) return true;
    search.stop();
    return false;
  }

  async start(): Promise<void> {
    const { query, index, corpus, embedder, signal, settings } = this.#job;
    const { core, allowed } = settings;
    signal.throwIfAborted();
    // A search box that was cleared asks for nothing.
    if (index() === undefined || query.trim() === '') return;
    await allowed?.ask(corpus);
    if (allowed?.some === false) return;
    const [vector] = await this.#clock.wait('embedQuery', () =>
      embedTexts(embedder, [query], 'query', signal),
    );
    if (vector === undefined) return;
    await allowed?.ask(corpus);
    signal.throwIfAborted();
    this.#search = this.#clock.run('core', () => index()?.search(vector, core, allowed?.bits(corpus)));
  }

  /** Recomputes what the core wants next. */
  async step(): Promise<void> {
    const search = this.#search;
    if (search === undefined) return;
    const { embedder, signal } = this.#job;
    signal.throwIfAborted();
    const nodes = Array.from(search.wants());
    const texts = (await this.#read(nodes)).map((passage) => passage.text);
    const vectors = await this.#clock.wait('recompute', () => embedTexts(embedder, texts, 'passage', signal));
    this.#clock.run('core', () => search.supply(vectors));
  }

  async update(): Promise<SearchUpdate> {
    const { signal } = this.#job;
    const found =
      this.#search === undefined ? undefined : this.#clock.run('core', () => this.#search?.hits());
    const hits = found === undefined ? [] : await this.#hits(found);
    signal.throwIfAborted();
    return { hits, stats: this.#stats(), final: this.#search?.done ?? true };
  }

  *paused(update: SearchUpdate): Generator<SearchUpdate> {
    this.#clock.pause();
    yield update;
    this.#clock.resume();
  }

  free(): void {
    const { totals } = this.#job;
    const { recomputed = 0, cached = 0 } = this.#search?.stats() ?? {};
    totals.recomputed += recomputed;
    totals.cached += cached;
    this.#search?.free();
    this.#search = undefined;
  }

  async #hits({ ids, scores, exact }: CoreHits): Promise<Hit[]> {
    const nodes = Array.from(ids);
    const passages = await this.#read(nodes);
    return passages.map((passage, row) => {
      const node = nodes[row] ?? 0;
      const { document, first } = this.#job.corpus.ownerOf(node);
      return {
        id: document.id,
        passage: node - first,
        start: passage.start,
        end: passage.end,
        text: passage.text,
        ...(document.title === undefined ? {} : { title: document.title }),
        score: scores[row] ?? Number.NEGATIVE_INFINITY,
        exact: exact[row] === 1,
      };
    });
  }

  async #read(nodes: number[]): Promise<StoredPassage[]> {
    const missing = nodes.filter((node) => !this.#texts.has(node));
    if (missing.length > 0) {
      const read = await this.#clock.wait('read', () => this.#job.corpus.read(missing));
      for (const [row, passage] of read.entries()) this.#texts.set(missing[row] ?? -1, passage);
    }
    return nodes.flatMap((node) => this.#texts.get(node) ?? []);
  }

  #stats(): SearchStats {
    const { settings, embedder } = this.#job;
    const stats = this.#search?.stats() ?? nothingToDo(settings.core);
    return { ...stats, device: embedder.device, ms: this.#clock.read() };
  }
}

/** Of a search that can find nothing. */
function nothingToDo({ strategy = 'auto' }: CoreSearchOptions): CoreStats {
  return {
    recomputed: 0,
    cached: 0,
    batches: 0,
    visited: 0,
    strategy,
    ended: 'exhausted',
    expectedRecall: 1,
  };
}
