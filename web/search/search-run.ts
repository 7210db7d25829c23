// What one search has found so far, and its steps.

import { LeannError } from '../base/error.js';
import { unlessAborted } from '../base/unless-aborted.js';
import type { OwnedPassage, SearchedContent, SearchedCorpus } from '../content/searched-content.js';
import { sorted } from '../filter/sort.js';
import type { Hit, PassageRef, SearchStats, SearchUpdate } from '../interface/search-update.js';
import { queryBytes } from '../words/word-query.js';
import { hasPhrases } from './has-phrases.js';
import { hitOf, type KnownPassage } from './hit.js';
import { QueryVector } from './query-vector.js';
import { Ranking } from './ranking.js';
import { ReadPassages } from './read-passages.js';
import { RecomputedTexts } from './recomputed-texts.js';
import { type Row, rowsByDocument } from './rows.js';
import type { Found } from './scoring.js';
import type { SearchClock } from './search-clock.js';
import type { SearchJob } from './search-job.js';
import { searchStats } from './search-stats.js';
import { hasAnswerWithoutModel, withoutModel } from './without-model.js';

/**
 * Passages that are fetched ahead, if texts have to be fetched: most searches recompute more, and without this each batch
 * would wait for the network.
 */
const READ_AHEAD = 32;

/** The best passages by words whose clusters are fetched as well, if they have to be. */
const CLUSTERS_BY_WORDS = 8;

/** Passages that are looked at for each document that is wanted, at first. */
const PASSAGES_A_ROW = 4;

/** Most passages of a document that are shown besides its best. */
const MOST_OTHERS = 3;

export class SearchRun {
  #job: SearchJob;
  readonly #clock: SearchClock;
  readonly #passages = new ReadPassages();
  readonly #texts: RecomputedTexts;
  /** Undefined as long as nothing is looked for. */
  #ranking: Ranking | undefined;
  #letGo: (() => Promise<void>) | undefined;
  #vector: QueryVector;
  /** The share of the nearest passages that is expected in the clusters at hand. */
  #inClusters = 1;
  /** Whether the last partial answer was without some of its texts. */
  #someMissing = false;
  /** Passages whose text is not the one that was embedded, by node. */
  readonly #changed = new Map<number, PassageRef>();

  constructor(job: SearchJob) {
    this.#job = job;
    this.#clock = job.clock;
    this.#texts = new RecomputedTexts(job.embedder, job.signal);
    this.#vector = new QueryVector(job);
  }

  /** Whether anything is left to do; ends the search if its time is up. */
  goesOn(): boolean {
    const search = this.#ranking?.search;
    if (search === undefined || search.done) return false;
    if (this.#clock.elapsed() < this.#job.settings.budgetMs) return true;
    search.stop();
    return false;
  }

  /** Ranks by words. */
  async findWords(): Promise<void> {
    const { content, signal, settings } = this.#job;
    signal.throwIfAborted();
    // A search box that was cleared asks for nothing.
    if (content().corpus.passages === 0 || settings.query === '') return;
    await this.#askFilter();
    if (settings.allowed?.some === false) return;
    await this.#rank();
    this.#vector.ask(this.#ranking);
  }

  /** What words found, unless texts have to be fetched for that; undefined if they found nothing. */
  async early(): Promise<SearchUpdate | undefined> {
    const { mode } = this.#job.settings;
    if (mode !== 'hybrid' || this.#ranking === undefined || this.#ranking.list(1).length === 0)
      return undefined;
    const corpus = this.#ranking.content.corpus;
    // Most of what words find stays among the answers; rows of the table are on their way, too.
    corpus.readAhead?.(Uint32Array.from(this.#rows(), ([{ node }]) => node));
    const update = corpus.peek === undefined ? await this.update() : this.#peeked(this.#job.settings.partial);
    if (update === undefined || update.hits.length === 0) return undefined;
    // Nothing is known of meaning yet.
    return { ...update, stats: { ...update.stats, ended: undefined, expectedRecall: 0 }, final: false };
  }

  /** Finds the query's vector, and ranks by meaning as well. */
  async findMeaning(): Promise<void> {
    const { signal, settings } = this.#job;
    const ranking = this.#ranking;
    if (ranking === undefined || settings.mode === 'words' || !ranking.some) return;
    let vector: Float32Array | undefined;
    try {
      vector = await this.#clock.wait('embedQuery', () => this.#vector.of(ranking));
    } catch (error) {
      if (!hasAnswerWithoutModel(this.#job, error)) throw error;
      return await this.#goWithoutModel();
    }
    do {
      await this.#askFilter();
      signal.throwIfAborted();
      if (!this.#isPresent()) await this.#rank();
      if (vector !== undefined) await this.#bringClusters(vector);
    } while (!this.#isPresent());
    if (vector !== undefined) this.#clock.run('core', () => this.#ranking?.begin(vector));
  }

  async #goWithoutModel(): Promise<void> {
    this.#job = { ...this.#job, settings: withoutModel(this.#job.settings) };
    this.#vector = new QueryVector(this.#job);
    await this.#rank();
    this.#vector.ask(this.#ranking);
    await this.findMeaning();
  }

  /** Whether what is ranked is what there is: another content numbers passages in another way, and the same may have more by now. */
  #isPresent(): boolean {
    const { corpus, core } = this.#job.content();
    const { content, nodes } = this.#ranking ?? {};
    return content?.corpus === corpus && content.core === core && nodes === corpus.nodes;
  }

  /** What may be found near the query, of an index whose nodes come in clusters. */
  async #bringClusters(vector: Float32Array): Promise<void> {
    const ranking = this.#ranking;
    const clusters = ranking?.content.clusters;
    if (ranking === undefined || clusters === undefined) return;
    const { settings, signal } = this.#job;
    const nodes = ranking.bestByWords(CLUSTERS_BY_WORDS);
    const wanted = { nodes, allowed: ranking.allowed, confidence: settings.core.confidence };
    const bring = () => unlessAborted(clusters.bringNear(vector, wanted), signal);
    try {
      this.#inClusters = await this.#clock.wait('read', bring);
    } catch (error) {
      // The index may have been replaced and freed.
      if (this.#isPresent()) throw error;
    }
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

  /** Begins with the present content. */
  async #rank(): Promise<void> {
    const { settings, metric } = this.#job;
    const content = await this.#fetchedContent();
    await this.free();
    this.#passages.clear();
    this.#changed.clear();
    this.#letGo = content.corpus.retain();
    this.#ranking = this.#clock.run('core', () => new Ranking(content, settings, metric));
    // Which document a passage is of may have to be fetched.
    if (settings.group === 'document' && content.corpus.documentsOf([]) === undefined)
      await content.corpus.list();
  }

  /** The present content, which has at hand what the query's words need. */
  async #fetchedContent(): Promise<SearchedContent> {
    const { content, settings, signal } = this.#job;
    for (;;) {
      const present = content();
      if (settings.words.terms.length === 0 || present.words?.fetch === undefined) return present;
      const fetching = this.#clock.wait('read', async () =>
        present.words?.fetch?.(queryBytes(settings.words)),
      );
      // After the postings, which are needed first.
      this.#vector.readAhead(present);
      try {
        await fetching;
      } catch (error) {
        // It may have been replaced and freed.
        if (content() === present) throw error;
      }
      signal.throwIfAborted();
      if (content() === present) return present;
    }
  }

  /** An answer without waiting for texts; undefined if no text has to be fetched, or it is not asked for. */
  partial(): SearchUpdate | undefined {
    if (!this.#job.settings.partial) return undefined;
    const update = this.#peeked(true);
    return update?.hits.some(({ pending }) => pending) ? update : undefined;
  }

  /** Waits for more texts of a partial answer; false if it has all, one could not be fetched, or, early, meaning can be ranked. */
  async textsCame({ early = false } = {}): Promise<boolean> {
    const { settings, signal } = this.#job;
    const { corpus, clusters } = this.#ranking?.content ?? {};
    const awaited = [this.#vector.fromTable, clusters?.coming].filter((each) => each !== undefined);
    if (!settings.partial || (early && awaited.length === 0)) return false;
    const texts = corpus?.moreTexts?.(this.#rows().map(([{ node }]) => node));
    const someMissed = this.#someMissing;
    this.#someMissing = false;
    // All may have come while the caller looked at the last answer.
    if (!texts) return someMissed;
    const no = () => false;
    // Whoever reads the texts is told why one did not come.
    const came = await Promise.race([texts, ...(early ? [Promise.all(awaited).then(no, no)] : [])]);
    signal.throwIfAborted();
    return came;
  }

  /** An answer from what is known without waiting; undefined if too little is, or texts are missing that must not. */
  #peeked(pendingToo: boolean): SearchUpdate | undefined {
    const corpus = this.#ranking?.content.corpus;
    if (corpus?.peek === undefined) return undefined;
    for (;;) {
      const rows = this.#rows();
      const nodes = rows.map(([{ node }]) => node);
      const passages = corpus.peek(nodes);
      if (passages === undefined) {
        if (pendingToo) corpus.listAhead?.();
        return undefined;
      }
      this.#someMissing = passages.some((passage) => 'pending' in passage);
      if (!pendingToo && this.#someMissing) return undefined;
      if (this.#leaveOut(nodes, passages)) continue;
      const known = new Map(passages.map((passage, row) => [nodes[row] ?? -1, passage]));
      return this.#answer(rows, known, false);
    }
  }

  /** Begins to fetch passages that are likely to be recomputed. Ranks all passages again, so `partial` comes first. */
  readAhead(): void {
    const corpus = this.#ranking?.content.corpus;
    const { maxRecomputes = READ_AHEAD } = this.#job.settings.core;
    const count = Math.min(READ_AHEAD, maxRecomputes);
    if (this.#ranking?.search === undefined || corpus?.readAhead === undefined || count === 0) return;
    try {
      // The best by their codes are recomputed first.
      corpus.readAhead(this.#ranking.likely(count));
    } catch (error) {
      // While the caller looked at the partial answer, a newer publication may have replaced this one.
      if (!(error instanceof LeannError) || error.code !== 'closed') throw error;
    }
  }

  /** Recomputes the passages that the core wants next, or excludes those that are not what was looked for. */
  async step(): Promise<void> {
    const search = this.#ranking?.search;
    if (search === undefined) return;
    this.#job.signal.throwIfAborted();
    const nodes = Array.from(search.wants());
    const passages = await this.#read(nodes).catch((error: unknown) => {
      if (!(error instanceof LeannError) || error.code !== 'network-failed') throw error;
    });
    // The answer that there is stands, though it cannot get better.
    if (passages === undefined) return search.stop();
    if (this.#leaveOut(nodes, passages)) return;
    const texts = passages.map(({ embedded }) => embedded);
    const vectors = await this.#clock.wait('recompute', () => this.#texts.vectorsOf(texts));
    this.#clock.run('core', () => search.supply(vectors));
  }

  async update(): Promise<SearchUpdate> {
    const { signal } = this.#job;
    for (;;) {
      const rows = this.#rows();
      const nodes = rows.map(([{ node }]) => node);
      const passages = await this.#read(nodes);
      const others = await this.#readOthers(rows);
      signal.throwIfAborted();
      if (this.#leaveOut([...nodes, ...others.keys()], [...passages, ...others.values()])) continue;
      const known = new Map<number, KnownPassage>(others);
      for (const [row, passage] of passages.entries()) known.set(nodes[row] ?? -1, passage);
      return this.#answer(rows, known, this.#ranking?.search?.done ?? true);
    }
  }

  /** Passages of the rows besides the best, if they need not be fetched. */
  async #readOthers(rows: readonly Row[]): Promise<Map<number, OwnedPassage>> {
    const nodes = rows.flatMap(([, ...others]) => others.slice(0, MOST_OTHERS).map(({ node }) => node));
    const isFetched = this.#ranking?.content.corpus.peek !== undefined;
    const wanted = isFetched ? nodes.filter((node) => this.#passages.has(node)) : nodes;
    const passages = await this.#read(wanted);
    return new Map(passages.map((passage, row) => [wanted[row] ?? -1, passage]));
  }

  /** The best k passages, or documents. */
  #rows(): Row[] {
    const { core, group } = this.#job.settings;
    const ranking = this.#ranking;
    if (ranking === undefined) return [];
    const list = (count: number) => this.#clock.run('core', () => ranking.list(count));
    if (group === 'passage') return list(core.k).map((found) => [found]);
    for (let count = core.k * PASSAGES_A_ROW; ; count *= 2) {
      const found = list(count);
      const documents = ranking.content.corpus.documentsOf(found.map(({ node }) => node)) ?? [];
      const rows = rowsByDocument(found, documents);
      if (rows.length >= core.k || found.length < count) return rows.slice(0, core.k);
    }
  }

  #answer(rows: readonly Row[], known: ReadonlyMap<number, KnownPassage>, final: boolean): SearchUpdate {
    const changed = [...this.#changed.values()];
    const hits = rows
      .flatMap((row) => this.#hit(row, known) ?? [])
      .filter(({ score }) => score >= this.#job.settings.minScore);
    return {
      hits: sorted(hits, this.#job.settings.sort),
      matchedWords: [...(this.#ranking?.matchedWords ?? [])],
      ...(changed.length === 0 ? {} : { changed }),
      stats: this.#stats(),
      final,
    };
  }

  #hit([best, ...others]: Row, known: ReadonlyMap<number, KnownPassage>): Hit | undefined {
    const hit = this.#passageHit(best, known);
    if (hit === undefined || this.#job.settings.group === 'passage') return hit;
    return {
      ...hit,
      others: others.slice(0, MOST_OTHERS).flatMap((other) => this.#passageHit(other, known) ?? []),
    };
  }

  #passageHit(found: Found, known: ReadonlyMap<number, KnownPassage>): Hit | undefined {
    const passage = known.get(found.node);
    const ranking = this.#ranking;
    if (passage === undefined || ranking === undefined) return undefined;
    const sharing =
      'pending' in passage
        ? []
        : this.#passages.sharing(passage.text, found.node, (node) => ranking.accepts(node));
    return hitOf(passage, found, { scoring: ranking.scoring, sections: ranking.sections, sharing });
  }

  /** Excludes passages whose text has changed, or is not what the query asks for; returns whether there were any. */
  #leaveOut(nodes: readonly number[], passages: readonly KnownPassage[]): boolean {
    const ranking = this.#ranking;
    if (ranking === undefined) return false;
    const left: number[] = [];
    for (const [row, passage] of passages.entries()) {
      const node = nodes[row] ?? 0;
      if ('pending' in passage || !ranking.accepts(node)) continue;
      if (!ranking.content.corpus.matches(node, passage.embedded)) {
        this.#changed.set(node, { id: passage.id, passage: passage.passage });
        left.push(node);
      } else if (!hasPhrases(passage, this.#job.settings.words)) left.push(node);
    }
    if (left.length > 0) this.#clock.run('core', () => ranking.exclude(left));
    return left.length > 0;
  }

  *paused(update: SearchUpdate | undefined): Generator<SearchUpdate> {
    if (update === undefined) return;
    this.#clock.pause();
    yield update;
    this.#clock.resume();
    this.#job.signal.throwIfAborted();
  }

  async free(): Promise<void> {
    const { totals } = this.#job;
    const { recomputed = 0, cached = 0 } = this.#ranking?.search?.stats() ?? {};
    totals.recomputed += recomputed;
    totals.cached += cached;
    this.#ranking?.free();
    const letGo = this.#letGo;
    this.#letGo = undefined;
    await letGo?.();
  }

  async #read(nodes: number[]): Promise<OwnedPassage[]> {
    const corpus = this.#ranking?.content.corpus;
    const missing = nodes.filter((node) => !this.#passages.has(node));
    if (missing.length > 0) {
      const read = await this.#clock.wait('read', async () => corpus?.readOwned(missing) ?? []);
      for (const [row, passage] of read.entries()) this.#passages.add(missing[row] ?? -1, passage);
    }
    return nodes.flatMap((node) => this.#passages.get(node) ?? []);
  }

  #stats(): SearchStats {
    return searchStats(this.#job, {
      ranking: this.#ranking,
      vector: this.#vector,
      texts: this.#texts,
      inClusters: this.#inClusters,
    });
  }
}
