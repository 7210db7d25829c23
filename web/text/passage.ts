// Splits a document into passages that an embedding model can take, and says where they were.
import { LeannError } from '../base/error.js';
import { blocksOf } from './block.js';
import type { ContextRooms } from './context-room.js';
import { glueHeadings } from './glue.js';
import { type Heading, markdownHeadings } from './heading.js';
import { Packer } from './packer.js';
import { payloadSpans } from './payload.js';
import { type Span, trimSpan } from './span.js';
import { type Measure, unitsOf } from './unit.js';

/** A stretch of a document: `documentText.slice(start, end) === text`. */
export interface Passage {
  text: string;
  /** UTF-16 offset of the first code unit in the document. */
  start: number;
  /** UTF-16 offset after the last code unit. */
  end: number;
}

export interface SplitLimits {
  /** The most tokens a passage may have, special tokens not counted; at least 1. */
  maxTokens: number;
  /** The most tokens that a passage repeats from the one before, in whole sentences; less than `maxTokens`. */
  overlapTokens: number;
}

export interface SplitOptions extends SplitLimits {
  /**
   * Whether a passage is embedded with the document's title and the headings above it in front. They take at most a third
   * of `maxTokens`, for which the highest headings are left out first, then the end of the title; the passage has the rest.
   * The text of hits stays that of the document.
   */
  context: boolean;
}

type CountTokens = (text: string) => number;

/**
 * Characters that fill as much of a passage as one token, at least: a text of a few unknown tokens, such as one without
 * spaces, would otherwise be a single passage of any length.
 */
const MOST_CHARACTERS = 8;

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * Splits a text into passages of at most `maxTokens` tokens and `8 × maxTokens` characters (UTF-16 code units), at the ends
 * of sections if that leaves a passage at least half full, else of paragraphs, else of sentences, else of words, else of
 * code points. A heading begins a passage or is in the middle of one: it never ends one, unless nothing follows or it fills
 * a passage by itself.
 *
 * Passages are trimmed, in order, and each ends after the one before. Together they hold every character that is not white
 * space, but for two things: what would be a passage without any letter or digit, and data in base64, as in a URI
 * `data:…;base64,…`. Only a single code point that counts more than `maxTokens` makes a longer passage.
 *
 * @param countTokens tokens of a stretch of the text, without special tokens. Called about twice for every
 *   stretch, never with more than a few passages at once.
 * @param headings in order, not overlapping. If left out, those of Markdown are found: `# ` to `###### ` at the beginning
 *   of a line, not in fenced code.
 * @param rooms what context takes of `maxTokens`, by where a passage begins. Default: nothing.
 * @returns no passages for a text without letters and digits.
 * @throws LeannError `invalid-argument` for limits outside the ranges above.
 */
export function splitText(
  text: string,
  countTokens: CountTokens,
  options: SplitLimits,
  headings?: readonly Heading[],
  rooms?: ContextRooms,
): Passage[] {
  checkOptions(options);
  return spansOf(text, countTokens, options, headings ?? markdownHeadings(text), rooms)
    .map(({ start, end }) => ({ text: text.slice(start, end), start, end }))
    .filter((passage) => WORD_CHARACTER.test(passage.text));
}

/** The text as one passage, however long; none if it has neither letters nor digits. */
export function wholePassage(text: string): Passage[] {
  const { start, end } = trimSpan(text, { start: 0, end: text.length });
  return WORD_CHARACTER.test(text) ? [{ text: text.slice(start, end), start, end }] : [];
}

function spansOf(
  text: string,
  countTokens: CountTokens,
  { maxTokens, overlapTokens }: SplitLimits,
  headings: readonly Heading[],
  rooms: ContextRooms | undefined,
): Span[] {
  const whole = trimSpan(text, { start: 0, end: text.length });
  if (whole.start === whole.end) return [];
  const measure: Measure = {
    countTokens: (stretch) => Math.max(countTokens(stretch), Math.ceil(stretch.length / MOST_CHARACTERS)),
    // Of any passage: where little room is taken, more units fit.
    maxTokens: maxTokens - (rooms?.most ?? 0),
  };
  const limitAt = (start: number) => maxTokens - (rooms?.at(start).tokens ?? 0);
  const limit = limitAt(whole.start);
  const leftOut = payloadSpans(text);
  const isShort = leftOut.length === 0 && whole.end - whole.start <= limit * MOST_CHARACTERS;
  if (isShort && measure.countTokens(text.slice(whole.start, whole.end)) <= limit) return [whole];
  const units = unitsOf(text, blocksOf(text, headings, leftOut), measure);
  const glued = glueHeadings(units, text, measure);
  return [...new Packer(text, glued, { countTokens: measure.countTokens, limitAt, overlapTokens }).pack()];
}

function checkOptions({ maxTokens, overlapTokens }: SplitLimits): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 1) {
    throw new LeannError(
      'invalid-argument',
      `leann: cannot split into passages of ${maxTokens} tokens: not a positive integer`,
    );
  }
  if (!Number.isInteger(overlapTokens) || overlapTokens < 0 || overlapTokens >= maxTokens) {
    throw new LeannError(
      'invalid-argument',
      `leann: cannot overlap passages by ${overlapTokens} tokens: not an integer from 0 to ${maxTokens - 1}`,
    );
  }
}
