// Remembers the tokens of words: the same few make up most of every text.

/** Words that are kept, and the longest of them in UTF-16 code units. */
const CAPACITY = 10_000;
const LONGEST = 64;

/** When it is full, it is emptied. */
export class WordCache {
  readonly #known = new Map<string, readonly number[]>();

  /** Appends the ids that `encode` appends for this word. */
  encode(word: string, ids: number[], encode: (word: string, ids: number[]) => void): void {
    if (word.length > LONGEST) {
      encode(word, ids);
      return;
    }
    let made = this.#known.get(word);
    if (made === undefined) {
      const fresh: number[] = [];
      encode(word, fresh);
      if (this.#known.size >= CAPACITY) this.#known.clear();
      this.#known.set(word, fresh);
      made = fresh;
    }
    for (const id of made) ids.push(id);
  }
}
