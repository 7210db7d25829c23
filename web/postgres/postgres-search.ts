// One search in the database: what it gives is ranked as everywhere.

import type { Metric } from '../core/build-options.js';
import { embedTexts } from '../embed/embed-texts.js';
import type { Embedder } from '../embed/embedder.js';
import { sorted } from '../filter/sort.js';
import type { Hit, PassageRef, SearchUpdate } from '../interface/search-update.js';
import { AnswerSections } from '../search/answer-section.js';
import { NO_MATCH, type WordMatch } from '../search/found-words.js';
import { hitOf } from '../search/hit.js';
import { nothingToDo } from '../search/nothing-to-do.js';
import { type Row, rowsByDocument } from '../search/rows.js';
import { type Found, Scoring } from '../search/scoring.js';
import type { SearchClock } from '../search/search-clock.js';
import { corrected } from '../words/corrected.js';
import { hasPhrase } from '../words/phrase.js';
import { byMeaning, byWords, type Candidate, type Wanted } from './candidates.js';
import { countWords } from './count-words.js';
import { passageOf } from './passage-row.js';
import type { MetTerm } from './query-words.js';
import { type AverageWords, scoreWords } from './word-score.js';

/** Passages that words may bring in, and those that a vector brings at least. */
const BY_WORDS = 300;
const BY_MEANING = 100;
/** A phrase is looked for in texts alone, so more of them are needed. */
const BY_PHRASE = 1000;
const PASSAGES_A_HIT = 4;
const MOST_OTHERS = 3;
/** The share of the rarest word's rarity from which on a word tells something, as in the core. */
const TELLING_SHARE = 0.25;

export interface PostgresJob {
  wanted: Omit<Wanted, 'vector'>;
  embedder: Embedder;
  metric: Metric;
  average: AverageWords;
  clock: SearchClock;
  signal: AbortSignal;
}

/** What words say at once, then the answer. Errors: those of the embedder and the database; the signal's reason. */
export async function* searchPostgres(job: PostgresJob): AsyncGenerator<SearchUpdate, void> {
  const { wanted, clock, signal } = job;
  const { mode, query } = wanted.settings;
  const answer = new PostgresAnswer(job);
  if (mode !== 'meaning') {
    answer.add(await clock.wait('read', () => byWords({ ...wanted, vector: undefined }, wordCount(wanted))));
    signal.throwIfAborted();
  }
  const isDone = mode === 'words' || query === '';
  if (mode !== 'meaning' || isDone) {
    clock.pause();
    yield answer.update(isDone);
    clock.resume();
    if (isDone) return;
  }
  signal.throwIfAborted();
  const vector = await clock.wait('embedQuery', () => vectorOf(job));
  await addNearest(job, answer, vector);
  yield answer.update(true);
}

function wordCount({ settings }: Pick<Wanted, 'settings'>): number {
  const { phrases, excludedPhrases } = settings.words;
  const least = phrases.length + excludedPhrases.length > 0 ? BY_PHRASE : BY_WORDS;
  return Math.max(least, PASSAGES_A_HIT * settings.core.k);
}

/** The passages nearest to the vector, until there are hits enough or no more passages; and the cosines of those that words found. */
async function addNearest(job: PostgresJob, answer: PostgresAnswer, vector: Float32Array): Promise<void> {
  const { wanted, clock, signal } = job;
  const { k } = wanted.settings.core;
  answer.hasVector = true;
  if (wanted.settings.mode === 'hybrid') {
    answer.add(await clock.wait('read', () => byWords({ ...wanted, vector }, wordCount(wanted))));
  }
  for (let count = Math.max(BY_MEANING, PASSAGES_A_HIT * k); ; count *= 2) {
    signal.throwIfAborted();
    const found = await clock.wait('read', () => byMeaning({ ...wanted, vector }, vector, count));
    signal.throwIfAborted();
    answer.add(found);
    if (found.length < count || answer.rows >= k) return;
  }
}

async function vectorOf({ wanted, embedder, signal }: PostgresJob): Promise<Float32Array> {
  const { query } = wanted.settings;
  if (typeof query !== 'string') return query;
  const [vector = new Float32Array(0)] = await embedTexts(
    embedder,
    [correctedFor(embedder, query, wanted.met)],
    'query',
    signal,
  );
  return vector;
}

/** Words that no passage has, as a passage has them, where the model reads that in fewer tokens. */
function correctedFor({ tokenizer }: Embedder, query: string, met: readonly MetTerm[]): string {
  if (tokenizer === undefined) return query;
  const corrections = new Map<string, string>();
  for (const { query: asked, alternatives } of met) {
    const [best] = alternatives;
    if (asked.typos && best !== undefined && !best.term.startsWith(asked.term))
      corrections.set(asked.term, best.term);
  }
  const tokens = (word: string) => tokenizer.encode(word).length;
  return corrected(query, corrections, (other, word) => tokens(other) < tokens(word));
}

/** The passages known so far, ranked. */
class PostgresAnswer {
  hasVector = false;
  readonly #job: PostgresJob;
  readonly #scoring: Scoring;
  readonly #candidates = new Map<number, Candidate>();
  readonly #words = new Map<number, WordMatch>();

  constructor(job: PostgresJob) {
    this.#job = job;
    this.#scoring = new Scoring(job.wanted.settings.mode, job.metric);
  }

  add(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) {
      if (!this.#hasPhrases(candidate)) continue;
      this.#candidates.set(candidate.node, candidate);
      if (!this.#words.has(candidate.node)) this.#words.set(candidate.node, this.#matchOf(candidate));
    }
  }

  /** Rows that there are for the answer. */
  get rows(): number {
    return this.#rows().length;
  }

  update(final: boolean): SearchUpdate {
    const { wanted, embedder, clock } = this.#job;
    const { settings } = wanted;
    const hits = this.#rows()
      .slice(0, settings.core.k)
      .map((row) => this.#hit(row))
      .filter(({ score }) => score >= settings.minScore);
    const query = typeof settings.query === 'string' ? 'model' : 'given';
    return {
      hits: sorted(hits, settings.sort),
      matchedWords: this.#matchedWords(),
      stats: {
        ...nothingToDo(settings.core),
        embedded: 0,
        ...(this.hasVector && { query }),
        device: embedder.device,
        ...(embedder.runtime && { runtime: embedder.runtime }),
        ms: clock.read(),
      },
      final,
    };
  }

  #rows(): Row[] {
    const { mode, group } = this.#job.wanted.settings;
    const found: Found[] = [];
    for (const [node, { cosine }] of this.#candidates) {
      const words = this.#words.get(node) ?? NO_MATCH;
      if (mode === 'words' || !this.hasVector) found.push(this.#scoring.byWords(node, words));
      // Of a vector without a direction, there is none.
      else if (cosine !== null) found.push(this.#scoring.byBoth(node, this.#meaning(cosine), words, true));
    }
    found.sort((left, right) => this.#scoring.compare(left, right) || left.node - right.node);
    if (group === 'passage') return found.map((each) => [each]);
    return rowsByDocument(
      found,
      found.map(({ node }) => this.#candidates.get(node)?.document ?? -1),
    );
  }

  #meaning(cosine: number): number {
    return this.#job.metric === 'l2' ? 2 * cosine - 2 : cosine;
  }

  #hit([best, ...others]: Row): Hit {
    const hit = this.#passageHit(best);
    if (this.#job.wanted.settings.group === 'passage') return hit;
    return { ...hit, others: others.slice(0, MOST_OTHERS).map((other) => this.#passageHit(other)) };
  }

  #passageHit(found: Found): Hit {
    const candidate = this.#candidates.get(found.node);
    if (candidate === undefined) throw new Error('a passage that was not read');
    return hitOf(passageOf(candidate), found, {
      scoring: this.#scoring,
      sections: new AnswerSections(new Set(this.#matchedWords())),
      sharing: this.#sharing(candidate),
    });
  }

  #sharing({ node, text }: Candidate): PassageRef[] {
    return [...this.#candidates.values()]
      .filter((other) => other.node !== node && other.text === text)
      .map(({ id, passage }) => ({ id, passage }));
  }

  #matchOf(candidate: Candidate): WordMatch {
    const { met } = this.#job.wanted;
    return met.length === 0 ? NO_MATCH : scoreWords(countWords(passageOf(candidate)), met, this.#job.average);
  }

  #hasPhrases(candidate: Candidate): boolean {
    const { phrases, excludedPhrases } = this.#job.wanted.settings.words;
    if (phrases.length + excludedPhrases.length === 0) return true;
    const { text, title = '', headings = [] } = passageOf(candidate);
    const isIn = (phrase: readonly string[]) =>
      [text, title, ...headings].some((field) => hasPhrase(field, phrase));
    return phrases.every(isIn) && !excludedPhrases.some(isIn);
  }

  /** Without words that are common beside the rarest. */
  #matchedWords(): string[] {
    const met = this.#job.wanted.met.filter(
      ({ query, alternatives }) => !query.excluded && alternatives.length > 0,
    );
    const rarest = Math.max(0, ...met.map(({ rarity }) => rarity));
    const telling = met.filter(({ rarity }) => rarity >= TELLING_SHARE * rarest);
    return [...new Set(telling.flatMap(({ alternatives }) => alternatives.map(({ term }) => term)))];
  }
}
