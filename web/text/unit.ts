// The smallest stretches that passages are made of: sentences, and fragments of sentences that are too long.
import { paragraphSpans, sentenceFinder } from './sentence.js';
import { cutNear, type Span, trimSpan } from './span.js';

/** A trimmed stretch of the document that fits a passage by itself. */
export interface Unit extends Span {
  tokens: number;
  /** False for a fragment. */
  wholeSentence: boolean;
  endsParagraph: boolean;
}

type CountTokens = (text: string) => number;

/** All units of a document in order; every character that is not white space is in exactly one. */
export function unitsOf(text: string, countTokens: CountTokens, maxTokens: number): Unit[] {
  const units: Unit[] = [];
  const sentenceSpans = sentenceFinder();
  for (const paragraph of paragraphSpans(text)) {
    for (const sentence of sentenceSpans(text, paragraph))
      addSentence(units, text, sentence, countTokens, maxTokens);
    const last = units.at(-1);
    if (last !== undefined) last.endsParagraph = true;
  }
  return units;
}

function addSentence(
  units: Unit[],
  text: string,
  sentence: Span,
  countTokens: CountTokens,
  maxTokens: number,
) {
  const span = trimSpan(text, sentence);
  if (span.start === span.end) return;
  // A sentence of many windows is cut into chunks before anything is counted, so that no text is counted twice.
  const isShort = span.end - span.start <= chunkLength(maxTokens) * 8;
  const tokens = isShort ? countTokens(text.slice(span.start, span.end)) : Number.POSITIVE_INFINITY;
  if (tokens <= maxTokens) {
    units.push({ ...span, tokens, wholeSentence: true, endsParagraph: false });
    return;
  }
  for (const chunk of chunksOf(text, span, chunkLength(maxTokens)))
    addFragments(units, text, chunk, countTokens, maxTokens);
}

/** About a quarter of a passage at four characters a token: packing fragments then wastes little. */
function chunkLength(maxTokens: number): number {
  return Math.max(16, maxTokens);
}

function* chunksOf(text: string, span: Span, length: number): Generator<Span> {
  let rest = span;
  while (rest.end - rest.start > length) {
    const cut = cutNear(text, rest, rest.start + length, rest.start + 3 * length);
    if (cut === undefined) break;
    yield trimSpan(text, { start: rest.start, end: cut });
    rest = trimSpan(text, { start: cut, end: rest.end });
  }
  yield rest;
}

/** Halves a chunk until its parts fit. A single code point of more than `maxTokens` is kept as it is. */
function addFragments(units: Unit[], text: string, chunk: Span, countTokens: CountTokens, maxTokens: number) {
  const tokens = countTokens(text.slice(chunk.start, chunk.end));
  const middle = chunk.start + ((chunk.end - chunk.start) >> 1);
  const cut = tokens > maxTokens ? cutNear(text, chunk, middle, chunk.end) : undefined;
  if (cut === undefined) {
    units.push({ ...chunk, tokens, wholeSentence: false, endsParagraph: false });
    return;
  }
  addFragments(units, text, trimSpan(text, { start: chunk.start, end: cut }), countTokens, maxTokens);
  addFragments(units, text, trimSpan(text, { start: cut, end: chunk.end }), countTokens, maxTokens);
}
