// The visitor's documents, each with a button that deletes it.

import { copyOf, find } from '../shared/element.js';
import { counted, grouped } from '../shared/format.js';
import type { Listed } from './backend.js';

/** More are shown when asked for. */
const SHOWN = 60;

export interface DocumentListOptions {
  /** Has the list and its button for more. */
  place: HTMLElement;
  onDelete(document: Listed): void;
}

export class DocumentList {
  readonly #list: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #onDelete: (document: Listed) => void;
  #documents: readonly Listed[] = [];
  #shown = SHOWN;

  constructor({ place, onDelete }: DocumentListOptions) {
    this.#list = find(place, '.documents', HTMLElement);
    this.#more = find(place, '.more', HTMLButtonElement);
    this.#onDelete = onDelete;
    this.#more.addEventListener('click', () => {
      this.#shown = Number.POSITIVE_INFINITY;
      this.show(this.#documents);
    });
  }

  show(documents: readonly Listed[]): void {
    this.#documents = documents;
    this.#list.replaceChildren(...documents.slice(0, this.#shown).map((each) => this.#item(each)));
    this.#more.hidden = documents.length <= this.#shown;
    this.#more.textContent = `Show all ${grouped(documents.length)}`;
  }

  /** Moves the focus to the button of the document at that place, or the one before. */
  focus(place: number): void {
    const buttons = this.#list.querySelectorAll<HTMLButtonElement>('.delete');
    buttons[Math.min(place, buttons.length - 1)]?.focus();
  }

  setBusy(busy: boolean): void {
    for (const button of this.#list.querySelectorAll<HTMLButtonElement>('.delete')) button.disabled = busy;
  }

  #item(listed: Listed): DocumentFragment {
    const item = copyOf('#document');
    find(item, '.document-title', HTMLElement).textContent = listed.title;
    find(item, '.document-size', HTMLElement).textContent = counted(listed.passages, 'passage');
    const button = find(item, '.delete', HTMLButtonElement);
    button.setAttribute('aria-label', `Delete ${listed.title}`);
    button.title = 'Delete';
    button.addEventListener('click', () => this.#onDelete(listed));
    return item;
  }
}
