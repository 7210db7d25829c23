// The dialog of <leann-search modal>: what opens and closes it.

import { part } from './part.js';
import { isShortcut, SHORTCUT_LABEL, SHORTCUT_NAME } from './shortcut.js';
import type { SearchTexts } from './texts.js';

export interface SearchDialogOptions {
  /** Its attribute `for` names the page's own button, which stands in for ours. */
  host: HTMLElement;
  /** The field gets the focus. */
  field: HTMLInputElement;
  onOpen(): void;
  onClose(): void;
}

export class SearchDialog {
  readonly element = part('dialog', 'dialog');
  readonly button = part('button', 'button');
  /** For those who have neither keys nor an outside to click on. */
  readonly closer = part('button', 'close');
  readonly #options: SearchDialogOptions;
  readonly #name = part('span', 'button-text');
  #watching: AbortController | undefined;
  /** Whether the press that a click ends with began outside. */
  #pressedOutside = false;

  constructor(options: SearchDialogOptions) {
    this.#options = options;
    const { button, closer, element } = this;
    button.type = 'button';
    button.setAttribute('aria-haspopup', 'dialog');
    button.setAttribute('aria-keyshortcuts', SHORTCUT_NAME);
    const keys = part('kbd', 'keys', SHORTCUT_LABEL);
    keys.ariaHidden = 'true';
    button.append(icon(), this.#name, keys);
    button.addEventListener('click', () => this.open());
    closer.type = 'button';
    closer.addEventListener('click', () => this.close());
    // Browsers tell it with the next frame: by then it may have been opened again.
    element.addEventListener('close', () => element.open || options.onClose());
    // What is inside covers it: only its backdrop is the dialog itself.
    element.addEventListener('pointerdown', ({ target }) => {
      this.#pressedOutside = target === element;
    });
    element.addEventListener('click', ({ target }) => {
      if (target === element && this.#pressedOutside) this.close();
    });
  }

  label({ button, close }: SearchTexts, name: string): void {
    this.#name.textContent = button;
    this.closer.textContent = close;
    this.element.setAttribute('aria-label', name);
  }

  open(): void {
    const { field, onOpen } = this.#options;
    if (this.element.open) return;
    this.element.showModal();
    field.focus();
    field.select();
    onOpen();
  }

  /** The focus goes back to where it was. */
  close(): void {
    this.element.close();
    this.#options.onClose();
    // If it was nowhere, the hidden field would keep it until the next frame, and take the next key.
    this.#options.field.blur();
  }

  /** Listens to the page, until `unwatch`. */
  watch(): void {
    this.unwatch();
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    document.addEventListener('keydown', (event) => this.#press(event), { signal });
    document.addEventListener('click', (event) => this.#click(event), { signal });
  }

  unwatch(): void {
    this.#watching?.abort();
    this.#watching = undefined;
  }

  #press(event: KeyboardEvent): void {
    if (!isShortcut(event)) return;
    event.preventDefault();
    if (this.element.open) this.close();
    else this.open();
  }

  /** The page's own button may come and go. */
  #click(event: Event): void {
    const name = this.#options.host.getAttribute('for');
    if (!name || event.defaultPrevented) return;
    const isButton = (target: EventTarget) => target instanceof Element && target.id === name;
    if (event.composedPath().some(isButton)) this.open();
  }
}

/** A magnifying glass. */
function icon(): SVGElement {
  const make = (name: string, attributes: Record<string, string>) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name) as SVGElement;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const svg = make('svg', { class: 'icon', part: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  svg.append(make('path', { d: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14' }));
  return svg;
}
