// Which documents an index has while it is changed: what is deleted makes room, and comes back later or never.

import type { Gloss } from '../../tools/corpora/wordnet.js';

/** Any; the same in every run. */
const SEED = 7;

export interface Changes {
  replaced: Gloss[];
  /** Ids. */
  deleted: string[];
  added: Gloss[];
}

export class Turnover {
  /** Those of the index. */
  readonly #there: Gloss[];
  /** Those that are not in it. */
  readonly #away: Gloss[];
  #state = SEED;
  #versions = 0;

  /** The first `count` are there. */
  constructor(glosses: readonly Gloss[], count: number) {
    this.#there = glosses.slice(0, count);
    this.#away = glosses.slice(count);
  }

  /** All that the index should have. */
  documents(): Gloss[] {
    return [...this.#there];
  }

  someText(): string {
    return this.#there[this.#below(this.#there.length)]?.text ?? '';
  }

  /** So many of each kind, no document twice. A replaced one gets the meaning of another, and says which version it is. */
  next(count: number): Changes {
    const replaced = this.#taken(this.#there, count).map((gloss) => {
      const text = `${this.someText()}, version ${++this.#versions}`;
      return { ...gloss, text };
    });
    const deleted = this.#taken(this.#there, count);
    const added = this.#taken(this.#away, count);
    this.#there.push(...replaced, ...added);
    this.#away.push(...deleted);
    return { replaced, deleted: deleted.map(({ id }) => id), added };
  }

  /** Takes so many out, at random. */
  #taken(glosses: Gloss[], count: number): Gloss[] {
    return Array.from({ length: count }, () => {
      const at = this.#below(glosses.length);
      const [gloss] = glosses.splice(at, 1);
      if (gloss === undefined) throw new Error('leann: cannot measure: there are too few glosses');
      return gloss;
    });
  }

  /** A whole number from 0 to `count` - 1: xorshift. */
  #below(count: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % count;
  }
}
