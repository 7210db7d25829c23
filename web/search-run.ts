// One search from the query's text to the last update.

import type { CoreHits, CoreSearch, CoreStats } from './core/core.js';
import type { CoreSearchOptions, Metric } from './core/options.js';
import type { Embedder } from './embed/embedder.js';
import { embedTexts } from './embed-texts.js';
import { type IndexContent, linkedPassages } from './index-content.js';
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
  /** The present content. The search keeps that of the moment when its query is embedded. */
  content: () => IndexContent;
  metric: Metric;
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
    await run.free();
  }
}

/** A passage by number, found in the graph or among those that wait. */
interface Found {
  node: number;
  score: number;
  exact: boolean;
}

class SearchRun {
  readonly #job: SearchJob;
  readonly #clock: SearchClock;
  /** Texts read so far, by node: what is recomputed is likely to be among the hits. */
  readonly #texts = new Map<number, StoredPassage>();
  #search: CoreSearch | undefined;
  /** What is searched; undefined where nothing is. */
  #content: IndexContent | undefined;
  #letGo: (() => Promise<void>) | undefined;
  /** Best of the passages that wait. */
  #waiting: Found[] = [];

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
    const { query, content, embedder, signal, settings } = this.#job;
    signal.throwIfAborted();
    // A search box that was cleared asks for nothing.
    if (content().corpus.passages === 0 || query.trim() === '') return;
    if (settings.allowed?.some(content().corpus) === false) return;
    const [vector] = await this.#clock.wait('embedQuery', () =>
      embedTexts(embedder, [query], 'query', signal),
    );
    if (vector !== undefined) this.#begin(vector, content());
  }

  #begin(vector: Float32Array, content: IndexContent): void {
    const { settings, metric } = this.#job;
    const { corpus, core, waiting } = content;
    this.#content = content;
    this.#letGo = corpus.retain();
    const linked = linkedPassages(content);
    const bits = settings.allowed?.bits(corpus, corpus.nodes);
    const allowed = bits && settings.allowed?.bits(corpus, linked);
    this.#search = this.#clock.run('core', () => core?.search(vector, settings.core, allowed));
    const accepts = (position: number) => {
      const node = linked + position;
      if (bits !== undefined) return ((bits[node >> 3] ?? 0) & (1 << (node & 7))) !== 0;
      return !corpus.isDeletedNode(node);
    };
    this.#waiting = waiting
      .nearest(vector, { k: settings.core.k, metric, accepts })
      .map(({ position, score }) => ({ node: linked + position, score, exact: true }));
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
    const found = this.#clock.run('core', () => this.#search?.hits());
    const hits = await this.#hits(this.#best(found));
    signal.throwIfAborted();
    return { hits, stats: this.#stats(), final: this.#search?.done ?? true };
  }

  *paused(update: SearchUpdate): Generator<SearchUpdate> {
    this.#clock.pause();
    yield update;
    this.#clock.resume();
  }

  async free(): Promise<void> {
    const { totals } = this.#job;
    const { recomputed = 0, cached = 0 } = this.#search?.stats() ?? {};
    totals.recomputed += recomputed;
    totals.cached += cached;
    this.#search?.free();
    this.#search = undefined;
    await this.#letGo?.();
  }

  /** The k best of what the core found and of those that wait. */
  #best(found: CoreHits | undefined): Found[] {
    const { ids, scores, exact } = found ?? { ids: [], scores: [], exact: [] };
    const linked = Array.from(ids, (node, row) => ({
      node,
      score: scores[row] ?? Number.NEGATIVE_INFINITY,
      exact: exact[row] === 1,
    }));
    return [...linked, ...this.#waiting]
      .sort((left, right) => right.score - left.score)
      .slice(0, this.#job.settings.core.k);
  }

  async #hits(found: Found[]): Promise<Hit[]> {
    const content = this.#content;
    if (content === undefined) return [];
    const passages = await this.#read(found.map(({ node }) => node));
    return passages.map((passage, row) => {
      const { node = 0, score = 0, exact = false } = found[row] ?? {};
      const { document, first } = content.corpus.ownerOf(node);
      return {
        id: document.id,
        passage: node - first,
        start: passage.start,
        end: passage.end,
        text: passage.text,
        ...(document.title === undefined ? {} : { title: document.title }),
        score,
        exact,
      };
    });
  }

  async #read(nodes: number[]): Promise<StoredPassage[]> {
    const missing = nodes.filter((node) => !this.#texts.has(node));
    if (missing.length > 0) {
      const read = await this.#clock.wait('read', async () => this.#content?.corpus.read(missing) ?? []);
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
