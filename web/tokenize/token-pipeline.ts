// A tokenizer as its tokenizer.json describes it: texts to ids.
import { addedTokens, TokenFinder } from './added-tokens.js';
import { modelOf } from './model.js';
import { type Normalize, normalizerOf } from './normalizer.js';
import { partOf } from './part.js';
import { type PreTokenize, preTokenizerOf } from './pre-tokenizer.js';
import { type SpecialTokens, specialTokensOf } from './special-tokens.js';
import type { TokenModel } from './token-model.js';

const PARTS = ['model', 'normalizer', 'pre_tokenizer', 'post_processor'] as const;

export class TokenPipeline {
  /** What the file wants around every text. */
  readonly specialTokens: SpecialTokens;
  /** One more than the highest id in the vocabulary. Tokens that were added later may have higher ones. */
  readonly size: number;
  readonly #normalize: Normalize;
  readonly #preTokenize: PreTokenize;
  readonly #model: TokenModel;
  readonly #asWritten: TokenFinder;
  readonly #asNormalized: TokenFinder;

  /** @param json the parsed file. Throws an Error that says what in it is not known. */
  constructor(json: unknown) {
    const file = Object(json);
    for (const part of PARTS) if (!(part in file)) throw new Error(`it has no ${part}`);
    const normalizer = partOf(file.normalizer, 'normalizer');
    const preTokenizer = partOf(file.pre_tokenizer, 'pre-tokenizer');
    this.#normalize = normalizer ? normalizerOf(normalizer) : (text) => text;
    this.#preTokenize = preTokenizer ? preTokenizerOf(preTokenizer) : (text) => [text];
    this.#model = modelOf(file.model);
    const added = addedTokens(file.added_tokens);
    this.#asWritten = new TokenFinder(added.filter(({ normalized }) => !normalized));
    this.#asNormalized = new TokenFinder(
      added.filter(({ normalized }) => normalized),
      this.#normalize,
    );
    this.specialTokens = specialTokensOf(partOf(file.post_processor, 'post-processor'));
    this.size = this.#model.size;
  }

  /** Ids without special tokens around them. */
  encode(text: string): number[] {
    const ids: number[] = [];
    this.#asWritten.split(text).forEach((written, i) => {
      if (typeof written === 'number') ids.push(written);
      else this.#encodeStretch(written, i === 0, ids);
    });
    return ids;
  }

  #encodeStretch(written: string, isStart: boolean, ids: number[]): void {
    this.#asNormalized.split(this.#normalize(written)).forEach((stretch, i) => {
      if (typeof stretch === 'number') ids.push(stretch);
      else for (const word of this.#preTokenize(stretch, isStart && i === 0)) this.#model.encode(word, ids);
    });
  }
}
