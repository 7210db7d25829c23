// One search from the query's text to the last update.

import { LeannError } from '../base/error.js';
import { givenFields, givenSection } from '../content/document-fields.js';
import {
  linkedPassages,
  type OwnedPassage,
  type PendingPassage,
  type SearchedContent,
  type SearchedCorpus,
} from '../content/searched-content.js';
import type { Metric } from '../core/build-options.js';
import type { CoreSearch } from '../core/core-search.js';
import type { CoreHits, CoreStats } from '../core/records.js';
import type { CoreSearchOptions } from '../core/search-options.js';
import { embedTexts } from '../embed/embed-texts.js';
import type { Embedder } from '../embed/embedder.js';
import { sorted } from '../filter/sort.js';
import type { Hit, PassageRef, SearchStats, SearchUpdate } from '../interface/search-update.js';
import { ReadPassages } from './read-passages.js';
import { RecomputedTexts } from './recomputed-texts.js';
import type { SearchClock } from './search-clock.js';
import type { SearchSettings } from './search-settings.js';

/** Vectors that searches have used: recomputed ones, and cached ones. */
export interface SearchTotals {
  recomputed: number;
  cached: number;
}

export interface SearchJob {
  query: string;
  settings: SearchSettings;
  /** The present content. The search keeps the one of the moment when its query is embedded. */
  content: () => SearchedContent;
  metric: Metric;
  embedder: Embedder;
  signal: AbortSignal;
  /** Runs since the call. */
  clock: SearchClock;
  /** The search adds its own to these when it ends. */
  totals: SearchTotals;
}

/**
 * Passages that are fetched ahead, if texts have to be fetched: most searches recompute more, and without this each batch
 * would wait for the network.
 */
const READ_AHEAD = 32;

/**
 * Yields an answer without waiting for texts, if that is asked for; and then one before any recomputation, one after every
 * batch, and the final one.
 */
export async function* runSearch(job: SearchJob): AsyncGenerator<SearchUpdate> {
  const run = new SearchRun(job);
  try {
    await run.start();
    const partial = run.partial();
    if (partial !== undefined) {
      yield* run.paused(partial);
      job.signal.throwIfAborted();
    }
    run.readAhead();
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

/** The text of a pending hit. */
const NOT_READ = { start: 0, end: 0, text: '' };

/** A passage by number, found in the graph or among the buffered ones. */
interface Found {
  node: number;
  score: number;
  exact: boolean;
}

const NOT_FOUND: Found = { node: -1, score: 0, exact: false };

class SearchRun {
  readonly #job: SearchJob;
  readonly #clock: SearchClock;
  readonly #passages = new ReadPassages();
  readonly #texts: RecomputedTexts;
  #search: CoreSearch | undefined;
  /** Of the query; undefined until it is embedded. */
  #vector: Float32Array | undefined;
  /** One bit for each linked passage; undefined if all are allowed. */
  #allowed: Uint8Array | undefined;
  /** The content that is searched; undefined if none is. */
  #content: SearchedContent | undefined;
  #letGo: (() => Promise<void>) | undefined;
  /** The best of the buffered passages. */
  #buffered: Found[] = [];
  /** Number of linked passages, which come before those. */
  #linked = 0;
  /** Passages whose text is not the one that was embedded, by node. */
  readonly #changed = new Map<number, PassageRef>();

  constructor(job: SearchJob) {
    this.#job = job;
    this.#clock = job.clock;
    this.#texts = new RecomputedTexts(job.embedder, job.signal);
  }

  /** Whether anything is left to do; ends the search if its time is up. */
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
    await this.#askFilter();
    if (settings.allowed?.some === false) return;
    const [vector] = await this.#clock.wait('embedQuery', () =>
      embedTexts(embedder, [query], 'query', signal),
    );
    await this.#askFilter();
    signal.throwIfAborted();
    if (vector !== undefined) this.#begin(vector, content());
  }

  /** Asks about all documents, and again if they are replaced meanwhile. */
  async #askFilter(): Promise<void> {
    const { settings, content } = this.#job;
    let asked: SearchedCorpus | undefined;
    while (settings.allowed !== undefined && asked !== content().corpus) {
      asked = content().corpus;
      await settings.allowed.ask(asked);
    }
  }

  #begin(vector: Float32Array, content: SearchedContent): void {
    const { settings, metric } = this.#job;
    const { corpus, core, buffered } = content;
    this.#content = content;
    this.#vector = vector;
    this.#letGo = corpus.retain();
    const linked = linkedPassages(content);
    this.#linked = linked;
    const bits = settings.allowed?.bits(corpus, corpus.nodes);
    const allowed = bits && settings.allowed?.bits(corpus, linked);
    this.#allowed = allowed;
    this.#search = this.#clock.run('core', () => core?.search(vector, settings.core, allowed));
    const accepts = (position: number) => {
      const node = linked + position;
      if (corpus.isDeletedNode(node)) return false;
      return bits === undefined || ((bits[node >> 3] ?? 0) & (1 << (node & 7))) !== 0;
    };
    this.#buffered = buffered
      .nearest(vector, { k: settings.core.k, metric, accepts })
      .map(({ position, score }) => ({ node: linked + position, score, exact: true }));
  }

  /** An answer without waiting for texts; undefined if no text has to be fetched, or it is not asked for. */
  partial(): SearchUpdate | undefined {
    const corpus = this.#content?.corpus;
    if (!this.#job.settings.partial || corpus?.peek === undefined) return undefined;
    for (;;) {
      const best = this.#best(this.#clock.run('core', () => this.#search?.hits()));
      const nodes = best.map(({ node }) => node);
      const passages = corpus.peek(nodes);
      if (passages === undefined || !passages.some((passage) => 'pending' in passage)) return undefined;
      if (!this.#leaveOutChanged(nodes, passages)) return this.#answer(best, passages, false);
    }
  }

  /** Begins to fetch passages that are likely to be recomputed. Ranks all passages again, so `partial` comes first. */
  readAhead(): void {
    const { corpus, core } = this.#content ?? {};
    const { maxRecomputes = READ_AHEAD } = this.#job.settings.core;
    const k = Math.min(READ_AHEAD, maxRecomputes);
    const vector = this.#vector;
    if (vector === undefined || corpus?.readAhead === undefined || core === undefined || k === 0) return;
    let likely: CoreSearch;
    try {
      // The best by their codes are recomputed first.
      likely = core.search(vector, { k, maxRecomputes: 0 }, this.#allowed);
    } catch (error) {
      // While the caller looked at the partial answer, a newer publication may have replaced this one.
      if (error instanceof LeannError && error.code === 'closed') return;
      throw error;
    }
    try {
      corpus.readAhead(likely.hits().ids);
    } finally {
      likely.free();
    }
  }

  /** Recomputes the passages that the core wants next, or excludes those whose text has changed. */
  async step(): Promise<void> {
    const search = this.#search;
    if (search === undefined) return;
    this.#job.signal.throwIfAborted();
    const nodes = Array.from(search.wants());
    const passages = await this.#read(nodes);
    if (this.#leaveOutChanged(nodes, passages)) return;
    const texts = passages.map(({ embedded }) => embedded);
    const vectors = await this.#clock.wait('recompute', () => this.#texts.vectorsOf(texts));
    this.#clock.run('core', () => search.supply(vectors));
  }

  async update(): Promise<SearchUpdate> {
    const { signal } = this.#job;
    for (;;) {
      const best = this.#best(this.#clock.run('core', () => this.#search?.hits()));
      const nodes = best.map(({ node }) => node);
      const passages = await this.#read(nodes);
      signal.throwIfAborted();
      if (this.#leaveOutChanged(nodes, passages)) continue;
      return this.#answer(best, passages, this.#search?.done ?? true);
    }
  }

  #answer(
    best: readonly Found[],
    passages: readonly (OwnedPassage | PendingPassage)[],
    final: boolean,
  ): SearchUpdate {
    const changed = [...this.#changed.values()];
    return {
      hits: sorted(
        passages.map((passage, row) => this.#hit(passage, best[row])),
        this.#job.settings.sort,
      ),
      ...(changed.length === 0 ? {} : { changed }),
      stats: this.#stats(),
      final,
    };
  }

  #hit(passage: OwnedPassage | PendingPassage, found: Found = NOT_FOUND): Hit {
    const sharing = 'pending' in passage ? [] : this.#sharing(found.node, passage.text);
    return { ...hitOf(passage, found), ...(sharing.length > 0 && { sharedWith: sharing }) };
  }

  /** Other passages of that text that were read, and may be found. */
  #sharing(node: number, text: string): PassageRef[] {
    const corpus = this.#content?.corpus;
    const allowed = this.#allowed;
    return this.#passages.withText(text).flatMap((other) => {
      const found = this.#passages.get(other);
      const hidden = other === node || this.#changed.has(other) || corpus?.isDeletedNode(other);
      if (found === undefined || hidden) return [];
      if (other < this.#linked && allowed && ((allowed[other >> 3] ?? 0) & (1 << (other & 7))) === 0)
        return [];
      return [{ id: found.id, passage: found.passage }];
    });
  }

  /** Excludes passages whose text has changed, and returns whether there were any. */
  #leaveOutChanged(nodes: readonly number[], passages: readonly (OwnedPassage | PendingPassage)[]): boolean {
    const corpus = this.#content?.corpus;
    const before = this.#changed.size;
    for (const [row, passage] of passages.entries()) {
      if ('pending' in passage) continue;
      const node = nodes[row] ?? 0;
      const { id, passage: part, embedded } = passage;
      if (corpus?.matches(node, embedded) === false) this.#changed.set(node, { id, passage: part });
    }
    if (this.#changed.size === before) return false;
    const changed = [...this.#changed.keys()].slice(before);
    this.#buffered = this.#buffered.filter(({ node }) => !this.#changed.has(node));
    const linked = changed.filter((node) => node < this.#linked);
    this.#clock.run('core', () => this.#search?.exclude(Uint32Array.from(linked)));
    return true;
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

  /** The k best of the core's hits and the buffered passages. At the end, exact scores come first, as in the core. */
  #best(found: CoreHits | undefined): Found[] {
    const { ids, scores, exact } = found ?? { ids: [], scores: [], exact: [] };
    const linked = Array.from(ids, (node, row) => ({
      node,
      score: scores[row] ?? Number.NEGATIVE_INFINITY,
      exact: exact[row] === 1,
    }));
    const exactFirst = this.#search?.done ?? true;
    return [...linked, ...this.#buffered]
      .sort(
        (left, right) =>
          (exactFirst ? Number(right.exact) - Number(left.exact) : 0) || right.score - left.score,
      )
      .slice(0, this.#job.settings.core.k);
  }

  async #read(nodes: number[]): Promise<OwnedPassage[]> {
    const missing = nodes.filter((node) => !this.#passages.has(node));
    if (missing.length > 0) {
      const read = await this.#clock.wait('read', async () => this.#content?.corpus.readOwned(missing) ?? []);
      for (const [row, passage] of read.entries()) this.#passages.add(missing[row] ?? -1, passage);
    }
    return nodes.flatMap((node) => this.#passages.get(node) ?? []);
  }

  #stats(): SearchStats {
    const { settings, embedder } = this.#job;
    const stats = this.#search?.stats() ?? nothingToDo(settings.core);
    return { ...stats, embedded: this.#texts.embedded, device: embedder.device, ms: this.#clock.read() };
  }
}

function hitOf(found: OwnedPassage | PendingPassage, { score, exact }: Found): Hit {
  const { start, end, text } = 'pending' in found ? NOT_READ : found;
  const hit: Hit = {
    ...givenFields(found),
    ...givenSection(found),
    passage: found.passage,
    start,
    end,
    text,
    score,
    exact,
  };
  return 'pending' in found ? { ...hit, pending: true } : hit;
}

/** Figures of a search that can find nothing. */
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
