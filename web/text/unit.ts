// The smallest stretches that passages are made of: headings, sentences, and fragments of those that are too long.
import type { Block } from './block.js';
import { paragraphSpans, sentenceFinder } from './sentence.js';
import { cutNear, type Span, trimSpan } from './span.js';

/** A trimmed stretch of the document that fits a passage by itself. */
export interface Unit extends Span {
  tokens: number;
  /** False for a fragment. */
  wholeSentence: boolean;
  endsParagraph: boolean;
  /** Whether it is a heading or a fragment of one. */
  heading: boolean;
  /** Whether something before it is left out, so that no passage has both it and the unit before. */
  afterGap: boolean;
  /** Whether no passage ends with it. */
  glued: boolean;
}

/** Says how much of a passage a text fills. */
export interface Measure {
  countTokens: (text: string) => number;
  maxTokens: number;
}

/** All units of the blocks in order; every character of theirs that is not white space is in exactly one. */
export function unitsOf(text: string, blocks: Iterable<Block>, measure: Measure): Unit[] {
  const units: Unit[] = [];
  const sentenceSpans = sentenceFinder();
  let afterGap = false;
  for (const block of blocks) {
    const first = units.length;
    afterGap ||= block.afterGap;
    if (block.heading) addSentence(units, text, block, measure);
    else {
      for (const paragraph of paragraphSpans(text, block)) {
        const before = units.length;
        for (const sentence of sentenceSpans(text, paragraph)) addSentence(units, text, sentence, measure);
        const last = units.at(-1);
        if (last !== undefined && units.length > before) last.endsParagraph = true;
      }
    }
    for (let row = first; row < units.length; row++) {
      const unit = units[row];
      if (unit === undefined) continue;
      unit.heading = block.heading;
      unit.afterGap = afterGap;
      afterGap = false;
    }
  }
  return units;
}

function addSentence(units: Unit[], text: string, sentence: Span, measure: Measure) {
  const { countTokens, maxTokens } = measure;
  const span = trimSpan(text, sentence);
  if (span.start === span.end) return;
  // A sentence of many windows is cut into chunks before anything is counted, so that no text is counted twice.
  const isShort = span.end - span.start <= chunkLength(maxTokens) * 8;
  const tokens = isShort ? countTokens(text.slice(span.start, span.end)) : Number.POSITIVE_INFINITY;
  if (tokens <= maxTokens) units.push(unitOf(span, tokens, true));
  else for (const fragment of fragmentsOf(text, span, measure)) units.push(fragment);
}

/** A stretch in fragments, several to a passage. */
export function fragmentsOf(text: string, span: Span, measure: Measure): Unit[] {
  const fragments: Unit[] = [];
  for (const chunk of chunksOf(text, span, chunkLength(measure.maxTokens)))
    addFragments(fragments, text, chunk, measure);
  return fragments;
}

export function unitOf(span: Span, tokens: number, wholeSentence: boolean): Unit {
  return {
    start: span.start,
    end: span.end,
    tokens,
    wholeSentence,
    endsParagraph: false,
    heading: false,
    afterGap: false,
    glued: false,
  };
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
function addFragments(fragments: Unit[], text: string, chunk: Span, measure: Measure) {
  const tokens = measure.countTokens(text.slice(chunk.start, chunk.end));
  const middle = chunk.start + ((chunk.end - chunk.start) >> 1);
  const cut = tokens > measure.maxTokens ? cutNear(text, chunk, middle, chunk.end) : undefined;
  if (cut === undefined) {
    fragments.push(unitOf(chunk, tokens, false));
    return;
  }
  addFragments(fragments, text, trimSpan(text, { start: chunk.start, end: cut }), measure);
  addFragments(fragments, text, trimSpan(text, { start: cut, end: chunk.end }), measure);
}
