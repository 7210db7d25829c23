// Puts units together to passages.

import { LeannError } from '../base/error.js';
import type { Span } from './span.js';
import type { Measure, Unit } from './unit.js';

export interface PackerLimits extends Pick<Measure, 'countTokens'> {
  /** Most tokens of a passage that begins there; no unit has more than the least of them. */
  limitAt(start: number): number;
  overlapTokens: number;
}

/** Puts units together greedily; a run of units is [first, end). */
export class Packer {
  constructor(
    private readonly text: string,
    private readonly units: readonly Unit[],
    private readonly limits: PackerLimits,
  ) {}

  /** The stretches that are passages, in order. */
  *pack(): Generator<Span> {
    let first = 0;
    let taken = 0;
    while (taken < this.units.length) {
      const run = this.#shrinkToFit(
        first,
        this.#preferBoundary(first, this.#grow(first, taken), taken),
        taken,
      );
      yield this.#span(run.first, run.end);
      taken = run.end;
      first = this.#overlapStart(run.first, taken);
    }
  }

  #unit(index: number): Unit {
    const unit = this.units[index];
    if (unit === undefined)
      throw new LeannError('internal', `leann: cannot read unit ${index}: out of range`);
    return unit;
  }

  /** Most tokens of a passage that begins with this unit. */
  #limit(first: number): number {
    return this.limits.limitAt(this.#unit(first).start);
  }

  /** The end of the shortest run with something new: one unit, or headings and what they are glued to. */
  #leastEnd(taken: number): number {
    let end = taken + 1;
    while (end < this.units.length && this.#unit(end - 1).glued) end++;
    return end;
  }

  /** The last place up to `end` where a passage may end; at least `least`. */
  #allowedEnd(end: number, least: number): number {
    let allowed = end;
    while (allowed > least && this.#unit(allowed - 1).glued) allowed--;
    return Math.max(allowed, least);
  }

  /** The end of the longest run from `first` whose units together seem to fit. */
  #grow(first: number, taken: number): number {
    const limit = this.#limit(first);
    let end = first + 1;
    let tokens = this.#unit(first).tokens;
    while (end < this.units.length && !this.#unit(end).afterGap) {
      tokens += this.#unit(end).tokens;
      if (tokens > limit) break;
      end++;
    }
    return this.#allowedEnd(end, this.#leastEnd(taken));
  }

  /** Goes back to the end of a section, else of a paragraph, unless less than half a passage would be left. */
  #preferBoundary(first: number, end: number, taken: number): number {
    if (end === this.units.length || this.#unit(end).afterGap) return end;
    const limit = this.#limit(first);
    let half = 0;
    let kept = first;
    while (kept < end && half * 2 < limit) half += this.#unit(kept++).tokens;
    const from = Math.max(kept, this.#leastEnd(taken));
    for (let i = end; i >= from; i--) if (this.#unit(i).heading && !this.#unit(i - 1).glued) return i;
    for (let i = end; i >= from; i--) if (this.#unit(i - 1).endsParagraph) return i;
    return end;
  }

  /**
   * Counts the run as the one text it is, which may be more than the sum of its units, and drops units until it
   * fits: those at the end while something new is left, then repeated ones.
   */
  #shrinkToFit(from: number, to: number, taken: number): { first: number; end: number } {
    const { countTokens } = this.limits;
    const least = this.#leastEnd(taken);
    let first = from;
    let end = to;
    while (end > least || first < taken) {
      const tokens = countTokens(this.#text(first, end));
      const limit = this.#limit(first);
      if (tokens <= limit) break;
      if (end > least) {
        const fitting = first + Math.floor(((end - first) * limit) / tokens);
        end = this.#allowedEnd(Math.min(end - 1, fitting), least);
      } else first++;
    }
    return { first, end };
  }

  /**
   * Where the passage after [first, end) begins: at whole sentences to repeat that leave room for a new unit. Nothing is
   * repeated before a heading.
   */
  #overlapStart(first: number, end: number): number {
    const next = this.units[end];
    if (next === undefined || next.heading || next.afterGap) return end;
    const room = Math.min(this.limits.overlapTokens, this.#limit(end) - next.tokens);
    let start = end;
    let tokens = 0;
    while (start - 1 > first) {
      const unit = this.#unit(start - 1);
      tokens += unit.tokens;
      if (!unit.wholeSentence || unit.heading || tokens > room) break;
      start--;
    }
    // Together, with the white space between them, they may count more than one by one.
    const { countTokens, overlapTokens } = this.limits;
    while (start < end && countTokens(this.#text(start, end)) > overlapTokens) start++;
    return start;
  }

  #span(first: number, end: number): Span {
    return { start: this.#unit(first).start, end: this.#unit(end - 1).end };
  }

  #text(first: number, end: number): string {
    const { start, end: stop } = this.#span(first, end);
    return this.text.slice(start, stop);
  }
}
