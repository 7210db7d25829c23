// What all models of tokenizers can do.

/** A vocabulary and how words are made of its tokens. */
export interface TokenModel {
  /** Appends the ids of a word. */
  encode(word: string, ids: number[]): void;
  /** One more than the highest id. */
  readonly size: number;
}
