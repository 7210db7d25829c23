// The attribute `limit` of <leann-search>: most documents of an answer.

const USUAL = 8;

export class AnswerLimit {
  /** A wrong one that the console was told of. */
  #refused: string | undefined;

  /** The usual limit for what is none: an author's slip is no reader's concern. */
  of(text: string | null): number {
    if (text === null) return USUAL;
    const given = Number(text);
    if (Number.isSafeInteger(given) && given > 0) return given;
    if (this.#refused !== text) {
      console.warn(`leann: cannot use limit ${text}: it has to be a whole number from 1; it is ${USUAL} now`);
    }
    this.#refused = text;
    return USUAL;
  }
}
