// Tokens that are found in a text as they are written, before anything else is done with it.
import type { Normalize } from './normalizer.js';

interface AddedToken {
  id: number;
  content: string;
  /** Found only where no letter or digit is beside it. */
  singleWord: boolean;
  /** Takes the white space before or after it along. */
  stripsLeft: boolean;
  stripsRight: boolean;
  /** Found in the text after it was normalized, in its own normalized form. */
  normalized: boolean;
}

/** A stretch of text, or the id of a token. */
export type Stretch = string | number;

const WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** Throws an Error if they are no list of tokens with contents and ids. */
export function addedTokens(value: unknown): AddedToken[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error('its added tokens are no list');
  return value.map((token) => {
    const { id, content, single_word, lstrip, rstrip, normalized, special } = Object(token);
    if (!Number.isInteger(id) || typeof content !== 'string')
      throw new Error('an added token has no id or text');
    return {
      id,
      content,
      singleWord: single_word === true,
      stripsLeft: lstrip === true,
      stripsRight: rstrip === true,
      normalized: typeof normalized === 'boolean' ? normalized : special !== true,
    };
  });
}

/** Finds tokens: the leftmost, and of those the longest. */
export class TokenFinder {
  readonly #tokens: ReadonlyMap<string, AddedToken>;
  /** By first code unit, lengths from long to short. */
  readonly #lengths = new Map<number, number[]>();

  /** @param normalize of tokens' contents. */
  constructor(tokens: readonly AddedToken[], normalize: Normalize = (text) => text) {
    this.#tokens = new Map(
      tokens.map((token) => [normalize(token.content), token] as const).filter(([text]) => text !== ''),
    );
    for (const text of this.#tokens.keys()) {
      const known = this.#lengths.get(text.charCodeAt(0)) ?? [];
      if (!known.includes(text.length)) known.push(text.length);
      this.#lengths.set(
        text.charCodeAt(0),
        known.sort((a, b) => b - a),
      );
    }
  }

  split(text: string): Stretch[] {
    const stretches: Stretch[] = [];
    let from = 0;
    for (let at = 0; at < text.length; ) {
      const found = this.#tokenAt(text, at);
      if (found === undefined) {
        at++;
        continue;
      }
      const { token, end } = found;
      let start = at;
      if (token.stripsLeft) while (start > from && isSpace(text, start - 1)) start--;
      at = end;
      if (token.stripsRight) while (at < text.length && isSpace(text, at)) at++;
      if (start > from) stretches.push(text.slice(from, start));
      stretches.push(token.id);
      from = at;
    }
    if (from < text.length) stretches.push(text.slice(from));
    return stretches;
  }

  #tokenAt(text: string, at: number): { token: AddedToken; end: number } | undefined {
    for (const length of this.#lengths.get(text.charCodeAt(at)) ?? []) {
      const token = this.#tokens.get(text.slice(at, at + length));
      if (token === undefined) continue;
      const end = at + length;
      const isApart = !isWord(lastOf(text.slice(0, at))) && !isWord(firstOf(text.slice(end, end + 2)));
      return token.singleWord && !isApart ? undefined : { token, end };
    }
    return undefined;
  }
}

function isSpace(text: string, at: number): boolean {
  return /\p{White_Space}/u.test(text.charAt(at));
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

function firstOf(text: string): string | undefined {
  return Array.from(text)[0];
}

function lastOf(text: string): string | undefined {
  return Array.from(text.slice(-2)).at(-1);
}
