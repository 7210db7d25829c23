// Tokenizes as Hugging Face models want it, from their tokenizer.json.
import { Tokenizer as HuggingFace } from '@huggingface/tokenizers';
import { LeannError } from '../base/error.js';
import { cutNear } from '../text/span.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { reasonOf } from './load-error.js';

/** More tokens than a word cut in two can change at the end of a stretch: words have up to 100 characters. */
const UNSURE_TOKENS = 128;

/** The part of the tokenizer that is used; its own declarations cannot be resolved by TypeScript's Node rules. */
interface Encoder {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] };
}

/** A tokenizer made from the two JSON files of a Hugging Face model. */
export class HuggingFaceTokenizer implements Tokenizer {
  readonly specialTokens: { prefix: readonly number[]; suffix: readonly number[] };
  readonly #tokenizer: Encoder;

  /**
   * @param tokenizer the parsed tokenizer.json; its truncation and padding are not used.
   * @param config the parsed tokenizer_config.json, if there is one.
   * @throws LeannError `model-load` if they describe no tokenizer that is known here.
   */
  constructor(tokenizer: unknown, config: unknown = {}) {
    try {
      this.#tokenizer = new HuggingFace(
        { ...Object(tokenizer), truncation: null, padding: null },
        Object(config),
      );
      this.specialTokens = this.#findSpecialTokens();
    } catch (error) {
      throw new LeannError('model-load', `leann: cannot read tokenizer: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  encode(text: string): number[] {
    return this.#tokenizer.encode(wellFormed(text), { add_special_tokens: false }).ids;
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

  #findSpecialTokens(): { prefix: number[]; suffix: number[] } {
    const bare = this.#tokenizer.encode('a', { add_special_tokens: false }).ids;
    const full = this.#tokenizer.encode('a', { add_special_tokens: true }).ids;
    const at = full.findIndex((_, i) => bare.every((id, j) => full[i + j] === id));
    if (bare.length === 0 || at < 0) throw new Error('its special tokens are not around the text');
    return { prefix: full.slice(0, at), suffix: full.slice(at + bare.length) };
  }
}

/** With `u`, only surrogates without a partner match. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
