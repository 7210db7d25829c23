// Splits a document into passages that an embedding model can take, and says where they were.
import { LeannError } from '../base/error.js';
import { trimSpan } from './span.js';
import { type Unit, unitsOf } from './unit.js';

/** A stretch of a document: `documentText.slice(start, end) === text`. */
export interface Passage {
  text: string;
  /** UTF-16 offset of the first code unit in the document. */
  start: number;
  /** UTF-16 offset after the last code unit. */
  end: number;
}

export interface SplitOptions {
  /** The most tokens a passage may have, special tokens not counted; at least 1. */
  maxTokens: number;
  /** The most tokens that a passage repeats from the one before, in whole sentences; less than `maxTokens`. */
  overlapTokens: number;
}

type CountTokens = (text: string) => number;

/**
 * Splits a text into passages of at most `maxTokens`, at the ends of paragraphs if that leaves a passage at
 * least half full, else of sentences, else of words, else of code points.
 *
 * Passages are trimmed, in order, each ends after the one before, and together they hold every character that
 * is not white space. Only a single code point that counts more than `maxTokens` makes a longer passage.
 *
 * @param countTokens tokens of a stretch of the text, without special tokens. Called about twice for every
 *   stretch, never with more than a few passages at once.
 * @returns no passages for an empty or white text.
 * @throws LeannError `invalid-argument` for limits outside the ranges above.
 */
export function splitText(text: string, countTokens: CountTokens, options: SplitOptions): Passage[] {
  checkOptions(options);
  const whole = trimSpan(text, { start: 0, end: text.length });
  if (whole.start === whole.end) return [];
  const isShort = whole.end - whole.start <= options.maxTokens * 8;
  if (isShort && countTokens(text.slice(whole.start, whole.end)) <= options.maxTokens) {
    return [{ ...whole, text: text.slice(whole.start, whole.end) }];
  }
  return new Packer(text, countTokens, options).pack();
}

function checkOptions({ maxTokens, overlapTokens }: SplitOptions): void {
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

/** Puts units together greedily; a run of units is [first, end). */
class Packer {
  readonly #units: Unit[];

  constructor(
    private readonly text: string,
    private readonly countTokens: CountTokens,
    private readonly options: SplitOptions,
  ) {
    this.#units = unitsOf(text, countTokens, options.maxTokens);
  }

  pack(): Passage[] {
    const passages: Passage[] = [];
    let first = 0;
    let taken = 0;
    while (taken < this.#units.length) {
      const run = this.#shrinkToFit(first, this.#preferParagraph(first, this.#grow(first), taken), taken);
      passages.push(this.#passage(run.first, run.end));
      taken = run.end;
      first = this.#overlapStart(run.first, taken);
    }
    return passages;
  }

  #unit(index: number): Unit {
    const unit = this.#units[index];
    if (unit === undefined)
      throw new LeannError('internal', `leann: cannot read unit ${index}: out of range`);
    return unit;
  }

  /** The end of the longest run from `first` whose units together seem to fit. */
  #grow(first: number): number {
    let end = first + 1;
    let tokens = this.#unit(first).tokens;
    while (end < this.#units.length) {
      tokens += this.#unit(end).tokens;
      if (tokens > this.options.maxTokens) break;
      end++;
    }
    return end;
  }

  /** Goes back to the end of a paragraph unless less than half a passage would be left. */
  #preferParagraph(first: number, end: number, taken: number): number {
    if (end === this.#units.length) return end;
    let half = 0;
    let kept = first;
    while (kept < end && half * 2 < this.options.maxTokens) half += this.#unit(kept++).tokens;
    for (let i = end; i >= kept && i > taken; i--) if (this.#unit(i - 1).endsParagraph) return i;
    return end;
  }

  /**
   * Counts the run as the one text it is, which may be more than the sum of its units, and drops units until it
   * fits: those at the end while something new is left, then repeated ones.
   */
  #shrinkToFit(from: number, to: number, taken: number): { first: number; end: number } {
    let first = from;
    let end = to;
    while (end - first > 1) {
      const tokens = this.countTokens(this.#passage(first, end).text);
      if (tokens <= this.options.maxTokens) break;
      if (end > taken + 1) {
        const fitting = first + Math.floor(((end - first) * this.options.maxTokens) / tokens);
        end = Math.max(taken + 1, Math.min(end - 1, fitting));
      } else first++;
    }
    return { first, end };
  }

  /** Where the passage after [first, end) begins: at whole sentences to repeat that leave room for a new unit. */
  #overlapStart(first: number, end: number): number {
    if (end >= this.#units.length) return end;
    const room = Math.min(this.options.overlapTokens, this.options.maxTokens - this.#unit(end).tokens);
    let start = end;
    let tokens = 0;
    while (start - 1 > first) {
      const unit = this.#unit(start - 1);
      tokens += unit.tokens;
      if (!unit.wholeSentence || tokens > room) break;
      start--;
    }
    // Together, with the white space between them, they may count more than one by one.
    const { overlapTokens } = this.options;
    while (start < end && this.countTokens(this.#passage(start, end).text) > overlapTokens) start++;
    return start;
  }

  #passage(first: number, end: number): Passage {
    const start = this.#unit(first).start;
    const stop = this.#unit(end - 1).end;
    return { text: this.text.slice(start, stop), start, end: stop };
  }
}
