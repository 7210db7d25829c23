// Tokens that are whole words.

import { type Part, stringIn } from './part.js';
import type { TokenModel } from './token-model.js';
import { Vocabulary } from './vocabulary.js';

export class WordLevel implements TokenModel {
  readonly size: number;
  readonly #vocabulary: Vocabulary;
  readonly #unknown: number | undefined;

  constructor(part: Part) {
    this.#vocabulary = new Vocabulary(part);
    this.size = this.#vocabulary.size;
    this.#unknown = this.#vocabulary.idOf(stringIn(part, 'unk_token', '[UNK]'));
  }

  /** A word that is not known, in a vocabulary without a token for that, has none. */
  encode(word: string, ids: number[]): void {
    const id = this.#vocabulary.idOf(word) ?? this.#unknown;
    if (id !== undefined) ids.push(id);
  }
}
