// Tokenizes as Hugging Face models want it, from their tokenizer.json.
import { LeannError } from '../base/error.js';
import { cutNear } from '../text/span.js';
import type { Tokenizer } from '../text/tokenizer.js';
import type { SpecialTokens } from '../tokenize/special-tokens.js';
import { TokenPipeline } from '../tokenize/token-pipeline.js';
import { reasonOf } from './load-error.js';

/** More tokens than a word cut in two can change at the end of a stretch: words have up to 100 characters. */
const UNSURE_TOKENS = 128;

/** A tokenizer made from the tokenizer.json of a Hugging Face model. */
export class HuggingFaceTokenizer implements Tokenizer {
  readonly #pipeline: TokenPipeline;

  /**
   * @param json the parsed tokenizer.json; its truncation and padding are not used.
   * @throws LeannError `model-load` if it describes no tokenizer that is known here.
   */
  constructor(json: unknown) {
    try {
      this.#pipeline = new TokenPipeline(json);
    } catch (error) {
      throw new LeannError('model-load', `leann: cannot read tokenizer: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  get specialTokens(): SpecialTokens {
    return this.#pipeline.specialTokens;
  }

  /** One more than the highest id in its vocabulary. */
  get size(): number {
    return this.#pipeline.size;
  }

  encode(text: string): number[] {
    return this.#pipeline.encode(wellFormed(text));
  }

  /** The first `count` of {@link encode}'s ids, or all if there are fewer; reads little more than it needs. */
  encodeStart(text: string, count: number): number[] {
    const whole = { start: 0, end: text.length };
    for (let length = 16 * count + 1024; length < text.length; length *= 2) {
      const ids = this.encode(text.slice(0, cutNear(text, whole, length, length)));
      if (ids.length >= count + UNSURE_TOKENS) return ids.slice(0, count);
    }
    return this.encode(text).slice(0, count);
  }
}

/** With `u`, only surrogates without a partner match. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
