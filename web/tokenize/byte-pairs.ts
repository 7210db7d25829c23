// Byte-pair encoding: characters are merged, in order of what was merged most often where the model was made.

import { PairTable } from './pair-table.js';
import { flagIn, type Part, stringIn } from './part.js';
import { RankQueue } from './rank-queue.js';
import type { TokenModel } from './token-model.js';
import { byteIds, Vocabulary } from './vocabulary.js';
import { WordCache } from './word-cache.js';

export class BytePairs implements TokenModel {
  readonly size: number;
  readonly #vocabulary: Vocabulary;
  readonly #pairs: PairTable;
  /** By rank, the token that the pair becomes. */
  readonly #merged: Int32Array;
  readonly #unknown: number | undefined;
  readonly #fuseUnknown: boolean;
  readonly #wholeWords: boolean;
  readonly #prefix: string;
  readonly #suffix: string;
  /** Undefined where characters are not written as bytes. */
  readonly #bytes: (number | undefined)[] | undefined;
  readonly #encoder = new TextEncoder();
  readonly #cache = new WordCache();

  /** Throws an Error if a merge is of tokens that are not in the vocabulary. */
  constructor(part: Part) {
    this.#vocabulary = new Vocabulary(part);
    this.size = this.#vocabulary.size;
    const unknown = stringIn(part, 'unk_token', '');
    this.#unknown = unknown === '' ? undefined : this.#vocabulary.idOf(unknown);
    this.#fuseUnknown = flagIn(part, 'fuse_unk', false);
    this.#wholeWords = flagIn(part, 'ignore_merges', false);
    this.#prefix = stringIn(part, 'continuing_subword_prefix', '');
    this.#suffix = stringIn(part, 'end_of_word_suffix', '');
    this.#bytes = flagIn(part, 'byte_fallback', false)
      ? byteIds((token) => this.#vocabulary.idOf(token))
      : undefined;
    const merges = part.merges;
    if (!Array.isArray(merges)) throw new Error('its model has no merges');
    this.#pairs = new PairTable(merges.length);
    this.#merged = new Int32Array(merges.length);
    for (const [rank, merge] of merges.entries()) this.#addMerge(merge, rank);
  }

  encode(word: string, ids: number[]): void {
    this.#cache.encode(word, ids, this.#encode);
  }

  readonly #encode = (word: string, ids: number[]): void => {
    const whole = this.#wholeWords ? this.#vocabulary.idOf(word) : undefined;
    if (whole !== undefined) ids.push(whole);
    else for (const id of this.#merge(this.#symbols(word))) ids.push(id);
  };

  /** A pair is two texts, or one with a space between them. */
  #addMerge(merge: unknown, rank: number): void {
    const [left = '', right = ''] = (typeof merge === 'string' ? merge.split(' ', 2) : merge) as string[];
    const rest =
      this.#prefix !== '' && right.startsWith(this.#prefix) ? right.slice(this.#prefix.length) : right;
    this.#merged[rank] = this.#known(left + rest);
    this.#pairs.add(this.#known(left), this.#known(right), rank);
  }

  #known(token: string): number {
    const id = this.#vocabulary.idOf(token);
    if (id === undefined)
      throw new Error(`it merges ${JSON.stringify(token)}, which is not in its vocabulary`);
    return id;
  }

  /** The ids of the characters, before anything is merged. */
  #symbols(word: string): number[] {
    const ids: number[] = [];
    let wasUnknown = false;
    let at = 0;
    for (const char of word) {
      const start = at === 0 ? '' : this.#prefix;
      at += char.length;
      const symbol = start + char + (at === word.length ? this.#suffix : '');
      const known = this.#symbol(symbol);
      if (known !== undefined) ids.push(...known);
      else if (this.#unknown !== undefined && !(wasUnknown && this.#fuseUnknown)) ids.push(this.#unknown);
      wasUnknown = known === undefined;
    }
    return ids;
  }

  #symbol(symbol: string): number[] | undefined {
    const id = this.#vocabulary.idOf(symbol);
    if (id !== undefined) return [id];
    const bytes = this.#bytes;
    if (bytes === undefined) return undefined;
    const ids: number[] = [];
    for (const byte of this.#encoder.encode(symbol)) {
      const known = bytes[byte];
      if (known === undefined) return undefined;
      ids.push(known);
    }
    return ids;
  }

  /** Merges the pair of lowest rank, the first of equals, until none is left: O(n log n). */
  #merge(ids: number[]): number[] {
    if (ids.length < 2) return ids;
    const next = Int32Array.from(ids, (_, i) => i + 1);
    const before = Int32Array.from(ids, (_, i) => i - 1);
    const queue = new RankQueue();
    const rankAt = (at: number) => {
      const right = next[at] ?? ids.length;
      return right < ids.length ? this.#pairs.rankOf(ids[at] ?? -2, ids[right] ?? -2) : -1;
    };
    const offer = (at: number) => {
      const rank = rankAt(at);
      if (rank >= 0) queue.add(rank, at);
    };
    for (let at = 0; at < ids.length - 1; at++) offer(at);
    for (let top = queue.take(); top !== undefined; top = queue.take()) {
      const { rank, at } = top;
      // What was merged away has the id -1, and what has changed meanwhile another rank.
      if (ids[at] === -1 || rankAt(at) !== rank) continue;
      const right = next[at] ?? 0;
      const after = next[right] ?? 0;
      ids[at] = this.#merged[rank] ?? -1;
      ids[right] = -1;
      next[at] = after;
      if (after < ids.length) before[after] = at;
      const left = before[at] ?? -1;
      if (left >= 0) offer(left);
      offer(at);
    }
    return ids.filter((id) => id !== -1);
  }
}
