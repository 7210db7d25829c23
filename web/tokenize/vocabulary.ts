// The vocabulary of a model: tokens and their ids.
import type { Part } from './part.js';

/** The object of the file is used as it is: copying a quarter of a million entries into a Map takes longer than all look-ups. */
export class Vocabulary {
  readonly #ids: Readonly<Record<string, unknown>>;
  /** Number of tokens. */
  readonly size: number;

  /** Throws an Error if there is none. */
  constructor({ vocab }: Part) {
    if (typeof vocab !== 'object' || vocab === null || Array.isArray(vocab))
      throw new Error('its model has no vocabulary');
    // A word like "constructor" must not find what objects inherit.
    this.#ids = Object.setPrototypeOf(vocab, null);
    this.size = Object.keys(vocab).length;
  }

  /** Throws an Error if the id is none. */
  idOf(token: string): number | undefined {
    const id = this.#ids[token];
    if (id === undefined) return undefined;
    if (typeof id === 'number' && Number.isInteger(id) && id >= 0) return id;
    throw new Error(`its token ${JSON.stringify(token)} has the id ${id}`);
  }

  /** The id of the token that stands for what is unknown. Throws an Error if it is not there. */
  requiredId(token: string): number {
    const id = this.idOf(token);
    if (id === undefined) throw new Error(`its vocabulary has no ${token}`);
    return id;
  }

  /** In UTF-16 code units. */
  longest(): number {
    return Object.keys(this.#ids).reduce((longest, token) => Math.max(longest, token.length), 0);
  }
}

/** The ids of the tokens that stand for single bytes, `<0x00>` to `<0xFF>`; undefined where one is not there. */
export function byteIds(idOf: (token: string) => number | undefined): (number | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) =>
    idOf(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
}
