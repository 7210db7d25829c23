// Shows what the page can do already and how far loading is, or why it cannot go on.

import { find } from '../shared/element.js';
import { bytes, reasonOf } from '../shared/format.js';

export class StartView {
  readonly #start = find(document, '#start', HTMLElement);
  readonly #text = find(document, '.start-text', HTMLElement);
  readonly #bar = find(document, '#start .bar', HTMLProgressElement);
  readonly #failure = find(document, '#failure', HTMLElement);
  /** Undefined until the dictionary answers. */
  #index: number | undefined;
  #model = 0;

  constructor() {
    find(this.#failure, 'button', HTMLButtonElement).addEventListener('click', () => location.reload());
  }

  /** Of all of it, once it has begun to arrive. */
  get modelBytes(): number {
    return this.#model;
  }

  /** The dictionary answers without a model; so many bytes were fetched for it. */
  answering(fetched: number): void {
    this.#index = fetched;
    this.#say('Fetching the language model');
  }

  /** The model arrives. */
  progress(loaded: number, total: number | undefined): void {
    this.#model = total ?? loaded;
    if (total === undefined) this.#say(`Fetching the language model: ${bytes(loaded)}`);
    else {
      this.#bar.value = loaded / total;
      this.#say(`Fetching the language model: ${bytes(loaded)} of ${bytes(total)}`);
    }
  }

  /** All has arrived. */
  fetched(): void {
    this.#bar.removeAttribute('value');
    this.#say('Starting the language model');
  }

  end(): void {
    this.#start.hidden = true;
  }

  fail(error: unknown): void {
    this.end();
    this.#failure.hidden = false;
    if (this.#index !== undefined) {
      find(this.#failure, 'h2', HTMLElement).textContent = 'There is no language model';
      const rest =
        'The dictionary goes on with words and a table of their meanings; your own files need the model.';
      find(this.#failure, '.failure-rest', HTMLElement).textContent = rest;
    }
    find(this.#failure, '.failure-text', HTMLElement).textContent = reasonOf(error);
  }

  #say(doing: string): void {
    this.#text.textContent =
      this.#index === undefined
        ? `${doing}…`
        : `The dictionary answers already, from ${bytes(this.#index)} and without a model. ${doing}, for better answers…`;
  }
}
