// Shows how far loading is until the page can search, or why it cannot.

import { find } from '../shared/element.js';
import { bytes, reasonOf } from '../shared/format.js';

export class StartView {
  readonly #start = find(document, '#start', HTMLElement);
  readonly #text = find(document, '.start-text', HTMLElement);
  readonly #bar = find(document, '#start .bar', HTMLProgressElement);
  readonly #failure = find(document, '#failure', HTMLElement);

  constructor() {
    find(this.#failure, 'button', HTMLButtonElement).addEventListener('click', () => location.reload());
  }

  /** The model arrives. */
  progress(loaded: number, total: number | undefined): void {
    if (total === undefined) this.#text.textContent = `Fetching the language model: ${bytes(loaded)}`;
    else {
      this.#bar.value = loaded / total;
      this.#text.textContent = `Fetching the language model: ${bytes(loaded)} of ${bytes(total)}`;
    }
  }

  /** All has arrived. */
  fetched(): void {
    this.#bar.removeAttribute('value');
    this.#text.textContent = 'Starting the language model…';
  }

  end(): void {
    this.#start.hidden = true;
  }

  fail(error: unknown): void {
    this.end();
    this.#failure.hidden = false;
    find(this.#failure, '.failure-text', HTMLElement).textContent = reasonOf(error);
  }
}
