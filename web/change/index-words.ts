// The words of many documents, whose texts are read piece by piece.

import { nextTask, SLICE_MS } from '../base/next-task.js';
import type { Corpus } from '../content/corpus.js';
import { addTexts, type Texts, type Titled } from '../content/words-of-texts.js';
import type { Core } from '../core/core.js';
import type { CoreWords } from '../core/core-words.js';
import type { AddProgress } from '../interface/change-options.js';

/** Passages that are read at once, but for those of one document. */
const WINDOW = 256;

export interface WordsJob {
  core: Core;
  corpus: Corpus;
  /** Documents that are not part of the corpus; their numbers come after its. */
  added: Texts;
  signal: AbortSignal;
}

/**
 * The words of the documents of these numbers, in that order. Texts of the corpus are read; takes about a second for 20,000
 * passages of 100 words. Errors: the signal's reason; those of reading texts and of the core.
 */
export async function* wordsOfDocuments(
  job: WordsJob,
  numbers: readonly number[],
): AsyncGenerator<AddProgress, CoreWords> {
  const { core, signal } = job;
  const builder = core.wordBuilder();
  try {
    const windows = windowsOf(job, numbers);
    const total = windows.reduce((sum, { passages }) => sum + passages, 0);
    let done = 0;
    let began = performance.now();
    for (const { documents, passages } of windows) {
      addTexts(builder, await textsOf(job, documents));
      done += passages;
      if (performance.now() - began < SLICE_MS) continue;
      yield { phase: 'words', done, total };
      await nextTask();
      signal.throwIfAborted();
      began = performance.now();
    }
    yield { phase: 'words', done, total };
    return builder.finish();
  } finally {
    builder.free();
  }
}

/** A document, and the number of its first passage; those that are added come after the corpus's. */
interface Placed {
  document: Titled;
  first: number;
}

/** Documents that are read at once, and how many passages they have. */
interface Window {
  documents: Placed[];
  passages: number;
}

function windowsOf({ corpus, added }: WordsJob, numbers: readonly number[]): Window[] {
  const fresh: Placed[] = [];
  let end = corpus.nodes;
  for (const document of added.documents) {
    fresh.push({ document, first: end });
    end += document.passages;
  }
  const windows: Window[] = [];
  for (const number of numbers) {
    const placed = fresh[number - corpus.rows] ?? corpus.at(number);
    const { passages } = placed.document;
    const last = windows.at(-1);
    if (last === undefined || last.passages + passages > WINDOW)
      windows.push({ documents: [placed], passages });
    else {
      last.documents.push(placed);
      last.passages += passages;
    }
  }
  return windows;
}

async function textsOf({ corpus, added }: WordsJob, placed: readonly Placed[]): Promise<Texts> {
  const documents = placed.map(({ document }) => document);
  const nodes = placed.flatMap(({ document, first }) =>
    Array.from({ length: document.passages }, (_, part) => first + part),
  );
  const read = await corpus.read(nodes.filter((node) => node < corpus.nodes));
  let next = 0;
  const passages = nodes.flatMap((node) => added.passages[node - corpus.nodes] ?? read[next++] ?? []);
  return { documents, passages };
}
