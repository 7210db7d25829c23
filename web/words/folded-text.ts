// A stretch of a text as words are found in it: folded, with where each character was.

import { characterEnd, foldCharacter } from './fold.js';
import { ASCII_KINDS, CAPITAL, OTHER } from './kind.js';

const NOT_ASCII = /[\u0080-\uffff]/;
/** `String.fromCharCode` takes no more at once, safely. */
const MOST_ARGUMENTS = 4096;
/** Room after the end, so that nobody who looks ahead has to ask for the length. */
const PADDING = 4;

export class Folded {
  constructor(
    /** In UTF-16, as all offsets here. */
    readonly text: string,
    /** The kind of each unit of `text`, and some that are `OTHER`. */
    readonly kinds: Uint8Array,
    private readonly base: number,
    /** Where the character of each unit begins and ends in the original stretch; undefined if folding moved nothing. */
    private readonly places?: { starts: readonly number[]; ends: readonly number[] },
  ) {}

  /** Where the character that a unit belongs to begins in the original text. */
  startOf(unit: number): number {
    return this.base + (this.places?.starts[unit] ?? unit);
  }

  /** Where the character before `end` ends in the original text. */
  endOf(end: number): number {
    return this.base + (this.places?.ends[end - 1] ?? end);
  }
}

/** Folds the stretch [start, end), in time proportional to its length. */
export function foldText(text: string, start: number, end: number): Folded {
  const stretch = text.slice(start, end);
  return NOT_ASCII.test(stretch) ? foldAny(stretch, start) : foldAscii(stretch, start);
}

function foldAscii(stretch: string, base: number): Folded {
  const kinds = new Uint8Array(stretch.length + PADDING);
  for (let at = 0; at < stretch.length; at++) kinds[at] = ASCII_KINDS[stretch.charCodeAt(at)] ?? OTHER;
  return new Folded(stretch.toLowerCase(), kinds, base);
}

function foldAny(stretch: string, base: number): Folded {
  const writer = new FoldedWriter();
  for (let at = 0; at < stretch.length; ) {
    const code = stretch.charCodeAt(at);
    const next = stretch.charCodeAt(at + 1);
    // At the end there is no next one.
    if (code < 128 && !(next >= 128)) writer.addAscii(code, at++);
    else {
      const end = characterEnd(stretch, at);
      writer.addCharacter(stretch.slice(at, end), at, end);
      at = end;
    }
  }
  return writer.finish(base);
}

class FoldedWriter {
  readonly #codes: number[] = [];
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  addAscii(code: number, at: number): void {
    const kind = ASCII_KINDS[code] ?? OTHER;
    this.#add(kind === CAPITAL ? code + 32 : code, kind, at, at + 1);
  }

  addCharacter(character: string, start: number, end: number): void {
    const { units, kinds } = foldCharacter(character);
    for (let row = 0; row < units.length; row++) this.#add(units[row] ?? 0, kinds[row] ?? OTHER, start, end);
  }

  #add(code: number, kind: number, start: number, end: number): void {
    this.#codes.push(code);
    this.#kinds.push(kind);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  finish(base: number): Folded {
    const kinds = new Uint8Array(this.#kinds.length + PADDING);
    kinds.set(this.#kinds);
    let text = '';
    for (let at = 0; at < this.#codes.length; at += MOST_ARGUMENTS)
      text += String.fromCharCode(...this.#codes.slice(at, at + MOST_ARGUMENTS));
    return new Folded(text, kinds, base, { starts: this.#starts, ends: this.#ends });
  }
}
