// Makes the words of passages an index.

import { nextTask, SLICE_MS } from '../base/next-task.js';
import type { Corpus } from '../content/corpus.js';
import type { Core } from '../core/core.js';
import type { CoreWordBuilder } from '../core/core-word-builder.js';
import type { CoreWords } from '../core/core-words.js';
import type { AddProgress } from '../interface/change-options.js';
import type { StoredDocument, StoredPassage } from '../storage/store.js';
import { fieldBytes } from '../words/find-words.js';

/** Passages that are read at once. */
const WINDOW = 1024;

type Titled = Pick<StoredDocument, 'title' | 'passages'>;
type Worded = Pick<StoredPassage, 'text' | 'headings'>;

/** The words of documents whose passages follow one another. Errors: those of the core. */
export function wordsOfPassages(
  core: Core,
  documents: readonly Titled[],
  passages: readonly Worded[],
): CoreWords {
  const builder = core.wordBuilder();
  try {
    let first = 0;
    for (const document of documents) {
      addDocument(builder, document, passages.slice(first, first + document.passages));
      first += document.passages;
    }
    return builder.finish();
  } finally {
    builder.free();
  }
}

/**
 * The words of the documents of a corpus, of these numbers and in their order. Their texts are read; takes about a second for
 * 20,000 passages of 100 words. Errors: the signal's reason; those of reading texts and of the core.
 */
export async function* wordsOfCorpus(
  core: Core,
  corpus: Corpus,
  numbers: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<AddProgress, CoreWords> {
  const builder = core.wordBuilder();
  const total = numbers.reduce((sum, number) => sum + corpus.at(number).document.passages, 0);
  try {
    let done = 0;
    let began = performance.now();
    for (const window of windows(corpus, numbers)) {
      const passages = await corpus.read(corpus.nodesOf(window));
      signal.throwIfAborted();
      let first = 0;
      for (const number of window) {
        const { document } = corpus.at(number);
        addDocument(builder, document, passages.slice(first, first + document.passages));
        first += document.passages;
        if (performance.now() - began < SLICE_MS) continue;
        yield { phase: 'words', done: done + first, total };
        await nextTask();
        signal.throwIfAborted();
        began = performance.now();
      }
      done += passages.length;
    }
    yield { phase: 'words', done, total };
    return builder.finish();
  } finally {
    builder.free();
  }
}

function addDocument(builder: CoreWordBuilder, { title = '' }: Titled, passages: readonly Worded[]): void {
  // A document without words cannot be found, and has no place among them.
  if (passages.length === 0) return;
  builder.beginDocument(fieldBytes(title));
  for (const { headings = [], text } of passages) {
    builder.passage(fieldBytes(headings.join('\n\n')), fieldBytes(text));
  }
}

/** The numbers in runs of documents with few passages enough to be read at once. */
function* windows(corpus: Corpus, numbers: readonly number[]): Generator<number[]> {
  let window: number[] = [];
  let passages = 0;
  for (const number of numbers) {
    window.push(number);
    passages += corpus.at(number).document.passages;
    if (passages < WINDOW) continue;
    yield window;
    window = [];
    passages = 0;
  }
  if (window.length > 0) yield window;
}
