// WordPiece, the model of BERT's tokenizers: the longest token that fits, again and again.

import { type Part, stringIn } from './part.js';
import type { TokenModel } from './token-model.js';
import { Vocabulary } from './vocabulary.js';
import { WordCache } from './word-cache.js';

/** Characters of the longest word that is looked at, if the file does not say. */
const LONGEST_WORD = 100;

export class WordPiece implements TokenModel {
  readonly size: number;
  readonly #vocabulary: Vocabulary;
  readonly #unknown: number;
  readonly #prefix: string;
  readonly #longestWord: number;
  /** Of all tokens, in UTF-16 code units. */
  readonly #longestToken: number;
  readonly #cache = new WordCache();

  /** Throws an Error if there is no token for what is unknown. */
  constructor(part: Part) {
    this.#vocabulary = new Vocabulary(part);
    this.size = this.#vocabulary.size;
    this.#unknown = this.#vocabulary.requiredId(stringIn(part, 'unk_token', '[UNK]'));
    this.#prefix = stringIn(part, 'continuing_subword_prefix', '##');
    this.#longestWord = Number(part.max_input_chars_per_word ?? LONGEST_WORD);
    this.#longestToken = this.#vocabulary.longest();
  }

  encode(word: string, ids: number[]): void {
    this.#cache.encode(word, ids, this.#encode);
  }

  readonly #encode = (word: string, ids: number[]): void => {
    const first = ids.length;
    if (word.length > this.#longestWord && Array.from(word).length > this.#longestWord) {
      ids.push(this.#unknown);
      return;
    }
    for (let start = 0; start < word.length; ) {
      const end = this.#match(word, start, ids);
      if (end === start) {
        // A word with a piece that is not known is not known as a whole.
        ids.length = first;
        ids.push(this.#unknown);
        return;
      }
      start = end;
    }
  };

  /** Appends the longest token that is there, and returns its end, or `start` if there is none. */
  #match(word: string, start: number, ids: number[]): number {
    const prefix = start === 0 ? '' : this.#prefix;
    for (let end = Math.min(word.length, start + this.#longestToken); end > start; end--) {
      const id = this.#vocabulary.idOf(prefix + word.slice(start, end));
      if (id === undefined) continue;
      ids.push(id);
      return end;
    }
    return start;
  }
}
