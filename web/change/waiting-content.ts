// The content of an index with the documents of an addition that has not ended: searches find them by their words, and by what a table
// of terms or the model makes of them. It is never saved, and nothing of it is left if the addition fails.

import { nextTask, SLICE_MS } from '../base/next-task.js';
import type { ContentTable } from '../content/content-table.js';
import type { ContentWords } from '../content/content-words.js';
import type { Corpus } from '../content/corpus.js';
import type { SearchedContent, SearchedWords } from '../content/searched-content.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CoreWords } from '../core/core-words.js';
import { isPicture } from '../text/picture.js';
import { wordsOfDocuments } from './index-words.js';
import type { LinkJob } from './link-job.js';
import type { NewDocuments } from './read-documents.js';
import { WaitingCorpus } from './waiting-corpus.js';
import { WaitingVectors } from './waiting-vectors.js';

/**
 * Passages that are shown at most: finding the words of so many takes some three seconds. The documents after them are found when they
 * are added; whoever builds an index of a million does not wait for what nobody asks.
 */
const MOST_PASSAGES = 65_536;

type WaitingJob = Pick<LinkJob, 'core' | 'content' | 'added' | 'dimension' | 'signal'>;

export class WaitingContent implements SearchedContent {
  readonly corpus: WaitingCorpus;
  readonly core: CoreIndex | undefined;
  readonly buffered: WaitingVectors;
  readonly words: SearchedWords;
  readonly table: ContentTable | undefined;
  readonly #added: NewDocuments;
  readonly #own: CoreWords;

  private constructor(
    { content, added, dimension }: WaitingJob,
    corpus: WaitingCorpus,
    { words, own }: { words: ContentWords; own: CoreWords },
  ) {
    this.corpus = corpus;
    this.core = content.core;
    this.buffered = new WaitingVectors(content.buffered, added.passages.length, dimension);
    this.words = { search: (...asked) => words.searchWith([own], ...asked) };
    this.table = content.table;
    this.#added = added;
    this.#own = own;
  }

  /**
   * Whose documents are found by their words; they are put into an empty corpus. Undefined if there are none to be found, or the index
   * was made without words. Errors: those of finding words; the signal's reason.
   */
  static async of(job: WaitingJob, empty: Corpus): Promise<WaitingContent | undefined> {
    const { corpus, words } = job.content;
    const added = beginningOf(job.added);
    if (words === undefined || added.passages.length === 0) return undefined;
    empty.append(added.documents, added.passages);
    const own = await wordsOf({ ...job, added }, corpus);
    const replaced = corpus.numbersOf(added.documents.map(({ id }) => id));
    const waiting = new WaitingCorpus(corpus, empty, replaced);
    return new WaitingContent({ ...job, added }, waiting, { words, own });
  }

  /**
   * Gives passages the vectors that came with them, or else those of the table, if there is one. Errors: the signal's reason.
   */
  async guess(signal: AbortSignal): Promise<void> {
    const { sources, passages } = this.#added;
    let began = performance.now();
    for (const [position, source] of sources.slice(0, this.buffered.most).entries()) {
      if (typeof source !== 'string') this.buffered.learn(position, [source]);
      else if (this.table !== undefined && !isPicture(passages[position]?.text ?? '')) {
        const { vector } = await this.table.vectorOf(source);
        this.buffered.guess(position, vector);
      }
      if (performance.now() - began < SLICE_MS) continue;
      await nextTask();
      signal.throwIfAborted();
      began = performance.now();
    }
  }

  /** Takes the model's vectors; see {@link LinkJob.onVectors}. */
  learn(first: number, vectors: readonly Float32Array[]): void {
    this.buffered.learn(first, vectors);
  }

  /** Searches that began with it go on. */
  free(): void {
    this.#own.free();
  }
}

/** As many of the documents as are shown. */
function beginningOf(added: NewDocuments): NewDocuments {
  if (added.passages.length <= MOST_PASSAGES) return added;
  let [documents, passages] = [0, 0];
  for (const document of added.documents) {
    if (passages + document.passages > MOST_PASSAGES) break;
    passages += document.passages;
    documents++;
  }
  return {
    documents: added.documents.slice(0, documents),
    passages: added.passages.slice(0, passages),
    sources: added.sources.slice(0, passages),
  };
}

async function wordsOf(job: WaitingJob, corpus: Corpus): Promise<CoreWords> {
  const numbers = job.added.documents.map((_, row) => corpus.rows + row);
  const finding = wordsOfDocuments({ ...job, corpus }, numbers);
  for (;;) {
    const { done, value } = await finding.next();
    if (done) return value;
  }
}
