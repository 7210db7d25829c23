// Unigram, the model of SentencePiece: of all ways to cut a word into tokens, the most likely one.

import { flagIn, type Part } from './part.js';
import type { TokenModel } from './token-model.js';
import { byteIds } from './vocabulary.js';
import { WordCache } from './word-cache.js';

/** How much less likely than any token a character is that is none. */
const UNKNOWN_PENALTY = 10;

/** How the best way to cut the word up to here ends. */
interface Ends {
  /** Undefined where no way ends here. */
  start: Int32Array;
  id: Int32Array;
  score: Float64Array;
}

export class Unigram implements TokenModel {
  readonly size: number;
  readonly #ids = new Map<string, number>();
  readonly #scores: Float64Array;
  readonly #unknown: number | undefined;
  readonly #unknownScore: number;
  /** By first code unit, the length of the longest token: without it, every token's length would be tried everywhere. */
  readonly #longest = new Map<number, number>();
  readonly #bytes: (number | undefined)[] | undefined;
  readonly #cache = new WordCache();

  /** Throws an Error if the vocabulary is not a list of tokens and scores. */
  constructor(part: Part) {
    const { vocab } = part;
    if (!Array.isArray(vocab) || vocab.length === 0) throw new Error('its model has no vocabulary');
    this.size = vocab.length;
    this.#scores = new Float64Array(vocab.length);
    let least = Number.POSITIVE_INFINITY;
    vocab.forEach((entry, id) => {
      const [token, score] = this.#entry(entry, id);
      this.#ids.set(token, id);
      this.#scores[id] = score;
      least = Math.min(least, score);
      const first = token.charCodeAt(0);
      if (token.length > (this.#longest.get(first) ?? 0)) this.#longest.set(first, token.length);
    });
    const unknown = part.unk_id;
    this.#unknown = typeof unknown === 'number' ? unknown : undefined;
    this.#unknownScore = least - UNKNOWN_PENALTY;
    this.#bytes = flagIn(part, 'byte_fallback', false) ? byteIds((token) => this.#ids.get(token)) : undefined;
  }

  encode(word: string, ids: number[]): void {
    this.#cache.encode(word, ids, this.#encode);
  }

  #entry(entry: unknown, id: number): [token: string, score: number] {
    const [token, score] = Array.isArray(entry) ? entry : [];
    if (typeof token !== 'string' || typeof score !== 'number')
      throw new Error(`its token ${id} has no score`);
    return [token, score];
  }

  readonly #encode = (word: string, ids: number[]): void => {
    const ends = this.#ways(word);
    const pieces: [start: number, end: number, id: number][] = [];
    for (let end = word.length; end > 0; end = pieces.at(-1)?.[0] ?? 0)
      pieces.push([ends.start[end] ?? 0, end, ends.id[end] ?? -1]);
    for (let i = pieces.length - 1; i >= 0; i--) {
      const [start, end, id] = pieces[i] ?? [0, 0, -1];
      if (id >= 0) {
        ids.push(id);
        continue;
      }
      // Characters that are no tokens are taken together.
      let last = end;
      while (i > 0 && (pieces[i - 1]?.[2] ?? 0) < 0) last = pieces[--i]?.[1] ?? last;
      this.#pushUnknown(word.slice(start, last), ids);
    }
  };

  /** Looks from each character at the tokens that begin there: O(length × longest token). */
  #ways(word: string): Ends {
    const length = word.length + 1;
    const ends = {
      start: new Int32Array(length).fill(-1),
      id: new Int32Array(length),
      score: new Float64Array(length),
    };
    for (let start = 0; start < word.length; ) {
      const charEnd = start + ((word.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      const most = Math.min(word.length, start + (this.#longest.get(word.charCodeAt(start)) ?? 0));
      const so = ends.score[start] ?? 0;
      let isSingle = false;
      for (let end = charEnd; end <= most; end++) {
        const id = this.#ids.get(word.slice(start, end));
        if (id === undefined) continue;
        isSingle ||= end === charEnd;
        reach(ends, start, end, id === this.#unknown ? -1 : id, so + (this.#scores[id] ?? 0));
      }
      if (!isSingle) reach(ends, start, charEnd, -1, so + this.#unknownScore);
      start = charEnd;
    }
    return ends;
  }

  /** As a token that is called so, or as bytes, or as unknown. */
  #pushUnknown(text: string, ids: number[]): void {
    const bytes = this.#bytes && Array.from(new TextEncoder().encode(text), (byte) => this.#bytes?.[byte]);
    const known = this.#ids.get(text);
    if (known !== undefined) ids.push(known);
    else if (bytes?.every((id) => id !== undefined)) ids.push(...bytes);
    else if (this.#unknown !== undefined) ids.push(this.#unknown);
    else throw new Error(`it has no token for ${JSON.stringify(text)}, and none for what is unknown`);
  }
}

/** Of ways that are equally likely, the one that was found first stays. */
function reach({ start, id, score }: Ends, from: number, to: number, token: number, likely: number): void {
  if ((start[to] ?? -1) >= 0 && likely <= (score[to] ?? 0)) return;
  start[to] = from;
  id[to] = token;
  score[to] = likely;
}
