// The choice of where to look: all, bookmarks, history, or tabs. It is shown where there is more than bookmarks.

import { KINDS, type Kind } from './entry.js';
import type { Settings } from './state.js';

export class KindFilter {
  readonly #element: HTMLFieldSetElement;
  readonly #choices: HTMLInputElement[];
  readonly #onChange: () => void;

  /** @param element with a radio button each, whose value is the kind, or empty for all. */
  constructor(element: HTMLFieldSetElement, onChange: () => void) {
    this.#element = element;
    this.#choices = [...element.querySelectorAll('input')];
    this.#onChange = onChange;
    element.addEventListener('change', onChange);
  }

  /** Undefined for all. */
  get kind(): Kind | undefined {
    const value = this.#choices.find(({ checked }) => checked)?.value;
    return KINDS.find((kind) => kind === value);
  }

  /** All where it names no kind. */
  set kind(wanted: string | null | undefined) {
    const choice = this.#choices.find(({ value }) => value === wanted) ?? this.#choices[0];
    if (choice !== undefined) choice.checked = true;
  }

  show({ history, tabs }: Pick<Settings, 'history' | 'tabs'>): void {
    this.#element.hidden = !history && !tabs;
    const before = this.kind;
    for (const choice of this.#choices) {
      const off = (choice.value === 'history' && !history) || (choice.value === 'tab' && !tabs);
      choice.disabled = off;
      choice.parentElement?.toggleAttribute('hidden', off);
      if (off && choice.checked) this.kind = undefined;
    }
    if (this.kind !== before) this.#onChange();
  }
}
