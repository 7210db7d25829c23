// The room in passages that titles and headings take when they are embedded in front of them.

import { type Context, contextLine } from './embedded-text.js';
import type { Heading } from './heading.js';
import { type Section, sectionsOf, spaced } from './section.js';
import { cutNear } from './span.js';

/** The share of a passage's tokens that context may take. */
const MOST_SHARE = 1 / 3;

/** A line of more characters for each token has too many tokens, or none that say anything. */
const MOST_CHARACTERS = 8;

export interface ContextJob {
  text: string;
  headings: readonly Heading[];
  title: string | undefined;
  countTokens: (text: string) => number;
  /** Most tokens of a passage with its context. */
  maxTokens: number;
}

/** What the context of the passages that begin in one section is cut to, and takes. */
export interface ContextRoom {
  /** As {@link Context.cut}. */
  cut: number;
  tokens: number;
}

/** The rooms of a document, by where a passage begins. */
export class ContextRooms {
  /** Of the section that takes the most: at most a third of `maxTokens`. */
  readonly most: number;
  /** Where each section begins; the first is what comes before all headings. */
  readonly #starts: number[];
  readonly #rooms: ContextRoom[];

  constructor({ text, headings, title, countTokens, maxTokens }: ContextJob) {
    const beginnings = [{ start: 0, end: 0 }, ...headings];
    const fitter = new ContextFitter(title, countTokens, Math.floor(maxTokens * MOST_SHARE));
    this.#starts = beginnings.map(({ start }) => start);
    this.#rooms = sectionsOf(text, headings, beginnings, title).map((section) => fitter.fit(section));
    this.most = this.#rooms.reduce((most, { tokens }) => Math.max(most, tokens), 0);
  }

  /** Of a passage that begins there. */
  at(start: number): ContextRoom {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= start) low = middle;
      else high = middle;
    }
    return this.#rooms[low] ?? { cut: 0, tokens: 0 };
  }
}

class ContextFitter {
  readonly #title: string;
  readonly #countTokens: (text: string) => number;
  readonly #most: number;
  /** The longest front of the title that fits by itself; undefined until it is asked for. */
  #shortTitle: string | undefined;

  constructor(title: string | undefined, countTokens: (text: string) => number, most: number) {
    this.#title = spaced(title ?? '');
    this.#countTokens = countTokens;
    this.#most = most;
  }

  /** Headings go first, the highest before the others; then the end of the title. */
  fit({ headings = [] }: Section): ContextRoom {
    for (let cut = 0; cut <= headings.length; cut++) {
      const tokens = this.#tokensOf({ title: this.#title, headings, cut });
      if (tokens <= this.#most) return { cut, tokens };
    }
    this.#shortTitle ??= this.#shortened();
    const cut = headings.length + this.#title.length - this.#shortTitle.length;
    return { cut, tokens: this.#tokensOf({ title: this.#title, headings, cut }) };
  }

  /** With the end of the line; infinite if it is too long to be worth counting. */
  #tokensOf(context: Context): number {
    const line = contextLine(context);
    if (line === '') return 0;
    if (line.length > this.#most * MOST_CHARACTERS) return Number.POSITIVE_INFINITY;
    return this.#countTokens(`${line}\n`);
  }

  #shortened(): string {
    // Not half of a character at the end.
    let rest = this.#title.slice(0, this.#most * MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
    while (rest !== '' && this.#tokensOf({ title: rest }) > this.#most) {
      // An eighth shorter each time: little of what would fit is lost, and little is counted.
      const wanted = Math.max(1, Math.floor((rest.length * 7) / 8));
      const end = cutNear(
        rest,
        { start: 0, end: rest.length },
        Math.min(wanted, rest.length - 1),
        rest.length,
      );
      rest = end === undefined ? '' : rest.slice(0, end).trimEnd();
    }
    return rest;
  }
}
