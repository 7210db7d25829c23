// The choice of where to look: all, bookmarks, history, or tabs. It is shown where there is more than bookmarks.

import { KINDS, type Kind } from './entry.js';
import type { Settings } from './state.js';

export interface KindFilterOptions {
  /** Somebody chose another one: what is typed is not to go before it. */
  onChoose(): void;
  /** What was chosen is switched off now. */
  onLost(): void;
}

export class KindFilter {
  readonly #element: HTMLFieldSetElement;
  readonly #choices: HTMLInputElement[];
  readonly #options: KindFilterOptions;
  /** What is typed before the query, and what was chosen before that. */
  #typed: { kind: Kind; before: Kind | undefined } | undefined;

  /** @param element with a radio button each, whose value is the kind, or empty for all. */
  constructor(element: HTMLFieldSetElement, options: KindFilterOptions) {
    this.#element = element;
    this.#choices = [...element.querySelectorAll('input')];
    this.#options = options;
    element.addEventListener('change', () => {
      this.#typed = undefined;
      options.onChoose();
    });
  }

  /** Undefined for all. */
  get kind(): Kind | undefined {
    const value = this.#choices.find(({ checked }) => checked)?.value;
    return KINDS.find((kind) => kind === value);
  }

  /** All where it names no kind, or one that is switched off. */
  set kind(wanted: string | null | undefined) {
    const choice =
      this.#choices.find(({ value, disabled }) => value === wanted && !disabled) ?? this.#choices[0];
    if (choice !== undefined) choice.checked = true;
  }

  /** Shows the kind that is typed, as long as it is; then again what was chosen before. */
  type(kind: Kind | undefined): void {
    if (kind === this.#typed?.kind) return;
    const before = this.#typed === undefined ? this.kind : this.#typed.before;
    this.#typed = kind && { kind, before };
    this.kind = kind ?? before;
  }

  show({ history, tabs }: Pick<Settings, 'history' | 'tabs'>): void {
    this.#element.hidden = !history && !tabs;
    const before = this.kind;
    for (const choice of this.#choices) {
      const off = (choice.value === 'history' && !history) || (choice.value === 'tab' && !tabs);
      choice.disabled = off;
      choice.parentElement?.toggleAttribute('hidden', off);
    }
    this.kind = this.#typed?.kind ?? before;
    if (this.kind !== before) this.#options.onLost();
  }
}
