// The query in a field: it is asked when typing pauses, and ends the one before it.

const PAUSE_MS = 140;

/** Begins what is to be done for a query, without the space around it; `signal` says that it is no longer wanted. */
export type AskQuery = (query: string, signal: AbortSignal) => void;

export class TypedQuery {
  readonly #input: HTMLInputElement;
  readonly #ask: AskQuery;
  #asked: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(input: HTMLInputElement, ask: AskQuery) {
    this.#input = input;
    this.#ask = ask;
    input.addEventListener('input', () => {
      this.stop();
      this.#timer = setTimeout(() => this.ask(), PAUSE_MS);
    });
  }

  /** Whether a query was asked and not ended since. */
  get asked(): boolean {
    return this.#asked !== undefined;
  }

  /** Asks what is in the field, again if it is what was asked last. */
  ask(): void {
    this.stop();
    const asked = new AbortController();
    this.#asked = asked;
    this.#ask(this.#input.value.trim(), asked.signal);
  }

  /** Ends what was asked, and what would be asked soon. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = undefined;
  }
}
