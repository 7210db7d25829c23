// The part of a passage that answers: what to show of it.

import { LeannError } from '../base/error.js';
import { type Span, trimSpan } from '../text/span.js';
import { cutToFit } from './cut.js';
import { matchesOf, mergedSpans, type WordMatch } from './marks.js';
import { sentencesOf } from './sentences.js';

export interface SnippetOptions {
  /** The most UTF-16 code units of the snippet's text; at least 16. Default: 240. */
  maxLength?: number;
  /**
   * How near a sentence is to the query by its meaning, usually from 0 to 1. It is added to the share of the passage's
   * matched words that the sentence has, from 0 to 1.
   */
  scores?: (sentence: string) => number;
}

/** A stretch of the passage; where it was cut inside a sentence, its text begins or ends with "…". */
export interface Snippet extends Span {
  text: string;
  /** The matched words, as offsets in the snippet's text; in order and apart. */
  marks: Span[];
}

const USUAL_LENGTH = 240;
const LEAST_LENGTH = 16;
const ELLIPSIS = '…';

/**
 * The sentence of a passage that has most of `words` (folded terms, each counted once), widened by its neighbours as far as
 * they fit, and cut between words if it is too long. A passage that fits is its own snippet. Line breaks stay as they are.
 * Takes time in proportion to the text. Errors: `invalid-argument`.
 */
export function snippetOf(text: string, words: ReadonlySet<string>, options: SnippetOptions = {}): Snippet {
  const maxLength = options.maxLength ?? USUAL_LENGTH;
  if (!Number.isInteger(maxLength) || maxLength < LEAST_LENGTH) {
    const reason = `it has to be an integer from ${LEAST_LENGTH}`;
    throw new LeannError('invalid-argument', `leann: cannot use maxLength ${maxLength}: ${reason}`);
  }
  const matches = matchesOf(text, words);
  const marks = mergedSpans(matches);
  const whole = trimSpan(text, { start: 0, end: text.length });
  if (whole.end - whole.start <= maxLength) return snippet(text, whole, whole, marks);
  const sentences = sentencesOf(text);
  const scores = scoresOf(text, sentences, matches, options.scores);
  const sentence = widened(sentences, scores, maxLength);
  return snippet(text, sentence, cutToFit(text, sentence, marks, maxLength, ELLIPSIS.length), marks);
}

/** The sentence that a text's snippet is made of, if no meaning is known; empty for a text without one. */
export function bestSentence(text: string, words: ReadonlySet<string>): Span {
  const sentences = sentencesOf(text);
  const scores = scoresOf(text, sentences, matchesOf(text, words), undefined);
  return sentences[rowOfBest(scores)] ?? { start: 0, end: 0 };
}

/** The score of each sentence. */
function scoresOf(
  text: string,
  sentences: readonly Span[],
  matches: readonly WordMatch[],
  scoreOf: SnippetOptions['scores'],
): number[] {
  const all = new Set(matches.flatMap(({ terms }) => terms)).size;
  let row = 0;
  return sentences.map(({ start, end }) => {
    const found = new Set<string>();
    for (; row < matches.length && startOf(matches[row]) < end; row++)
      for (const term of matches[row]?.terms ?? []) found.add(term);
    const score = scoreOf?.(text.slice(start, end)) ?? 0;
    return found.size / Math.max(1, all) + (Number.isFinite(score) ? score : 0);
  });
}

function startOf(match: WordMatch | undefined): number {
  return match?.spans[0]?.start ?? 0;
}

/** The best sentence with its neighbours, the better one first and else in turn, while they fit together. */
function widened(sentences: readonly Span[], scores: readonly number[], maxLength: number): Span {
  const best = rowOfBest(scores);
  let first = best;
  let last = best;
  const spanOf = (from: number, to: number): Span => ({
    start: sentences[from]?.start ?? Number.NEGATIVE_INFINITY,
    end: sentences[to]?.end ?? Number.POSITIVE_INFINITY,
  });
  const fits = ({ start, end }: Span) => end - start <= maxLength;
  for (;;) {
    const before = fits(spanOf(first - 1, last)) ? (scores[first - 1] ?? 0) : undefined;
    const after = fits(spanOf(first, last + 1)) ? (scores[last + 1] ?? 0) : undefined;
    if (before === undefined && after === undefined) return spanOf(first, last);
    const turn = last - best - (best - first);
    if (after === undefined || (before !== undefined && (before - after || turn) > 0)) first--;
    else last++;
  }
}

/** The first of the best. */
function rowOfBest(scores: readonly number[]): number {
  let best = 0;
  for (const [row, score] of scores.entries()) if (score > (scores[best] ?? 0)) best = row;
  return best;
}

function snippet(text: string, whole: Span, shown: Span, marks: readonly Span[]): Snippet {
  const { start, end } = shown;
  const head = start > whole.start ? ELLIPSIS : '';
  const tail = end < whole.end ? ELLIPSIS : '';
  const move = head.length - start;
  const inside = marks.filter((mark) => mark.start < end && mark.end > start);
  return {
    text: head + text.slice(start, end) + tail,
    start,
    end,
    marks: inside.map((mark) => ({
      start: Math.max(mark.start, start) + move,
      end: Math.min(mark.end, end) + move,
    })),
  };
}
