// A tokenizer, as far as splitting and embedding need it; the implementation is in web/embed/.

/** Turns text into the token ids of one model. */
export interface Tokenizer {
  /** Token ids without special tokens; never truncated, never padded. */
  encode(text: string): number[];
  /** [CLS] … [SEP] ids put around, as the model wants them. */
  readonly specialTokens: { prefix: readonly number[]; suffix: readonly number[] };
}
