// Puts the pieces of a page together as lines and paragraphs, with white space as a browser shows it.

/** What is due before the next word: a stronger break takes the place of a weaker one. */
const BREAKS = ['', ' ', '\n', '\n\n'] as const;
export const SPACE = 1;
export const LINE = 2;
export const PARAGRAPH = 3;
export type Break = 0 | 1 | 2 | 3;

export class TextWriter {
  readonly #parts: string[] = [];
  #length = 0;
  #due: Break = 0;
  /** White space that stands as it is written, in front of the next word. */
  #kept = '';

  /** UTF-16 units so far. */
  get length(): number {
    return this.#length;
  }

  /** Where the next word will begin. */
  get next(): number {
    return this.#length === 0
      ? this.#kept.length
      : this.#length + (BREAKS[this.#due].length + this.#kept.length);
  }

  /** Asks for white space before the next word. */
  break(kind: Break): void {
    if (kind >= LINE) this.#kept = '';
    if (this.#kept === '' && kind > this.#due) this.#due = kind;
  }

  /** Text whose white space means no more than that there is some. */
  words(text: string): void {
    const even = text.replace(/[\t\n\f\r ]+/g, ' ');
    if (even.startsWith(' ')) this.break(SPACE);
    const bare = even.slice(even.startsWith(' ') ? 1 : 0, even.endsWith(' ') ? -1 : undefined);
    if (bare === '') return;
    this.#put(bare);
    if (even.endsWith(' ')) this.break(SPACE);
  }

  /** Text whose lines and spaces stand as they are. */
  lines(text: string): void {
    const word = text.search(/\S/);
    if (word < 0) {
      this.#kept += text;
      return;
    }
    const end = text.trimEnd().length;
    this.#kept += text.slice(0, word);
    this.#put(text.slice(word, end));
    this.#kept = text.slice(end);
  }

  text(): string {
    return this.#parts.join('');
  }

  #put(text: string): void {
    const space = (this.#length === 0 ? '' : BREAKS[this.#due]) + this.#kept;
    this.#due = 0;
    this.#kept = '';
    this.#parts.push(space, text);
    this.#length += space.length + text.length;
  }
}
