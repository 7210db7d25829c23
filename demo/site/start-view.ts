// What the page shows until it can search, or why it cannot.

import { find } from './element.js';
import { bytes } from './format.js';
import type { StartReply } from './protocol.js';

export class StartView {
  readonly #start = find(document, '#start', HTMLElement);
  readonly #text = find(document, '.start-text', HTMLElement);
  readonly #bar = find(document, '#start .bar', HTMLProgressElement);
  readonly #failure = find(document, '#failure', HTMLElement);

  constructor() {
    find(this.#failure, 'button', HTMLButtonElement).addEventListener('click', () => location.reload());
  }

  show(reply: StartReply): void {
    switch (reply.type) {
      case 'loading':
        this.#progress(reply.loaded, reply.total);
        break;
      case 'starting':
        this.#bar.removeAttribute('value');
        this.#text.textContent = 'Starting the language model…';
        break;
      case 'ready':
        this.#start.hidden = true;
        break;
      case 'broken':
        this.#start.hidden = true;
        this.#failure.hidden = false;
        find(this.#failure, '.failure-text', HTMLElement).textContent = reply.reason;
    }
  }

  #progress(loaded: number, total: number | undefined): void {
    if (total === undefined) this.#text.textContent = `Fetching the language model: ${bytes(loaded)}`;
    else {
      this.#bar.value = loaded / total;
      this.#text.textContent = `Fetching the language model: ${bytes(loaded)} of ${bytes(total)}`;
    }
  }
}
