// The hits of <leann-search> as options of a list, one of which may be active.

import type { Hit } from '../interface/search-update.js';

export interface OptionListOptions {
  list: HTMLElement;
  linkOf(hit: Hit): string | undefined;
  /** An option was clicked. */
  onChoose(hit: Hit, event: MouseEvent): void;
}

export class OptionList {
  readonly #options: OptionListOptions;
  #hits: readonly Hit[] = [];
  #active = -1;

  constructor(options: OptionListOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#hits.length;
  }

  /** Id of the active option; undefined where none is. */
  get activeId(): string | undefined {
    return this.#active < 0 ? undefined : idOf(this.#active);
  }

  /** The hit that was active stays so, wherever it is now. */
  show(hits: readonly Hit[]): void {
    const active = this.#hits[this.#active];
    this.#hits = hits;
    this.#options.list.replaceChildren(...hits.map((hit, place) => this.#option(hit, place)));
    this.#activate(hits.findIndex((hit) => active?.id === hit.id && active.passage === hit.passage));
  }

  /** Past the ends it goes round. */
  move(step: 1 | -1): void {
    const { count } = this;
    if (count === 0) return;
    const from = this.#active < 0 && step < 0 ? 0 : this.#active;
    this.#activate((from + step + count) % count);
  }

  clearActive(): void {
    this.#activate(-1);
  }

  /** As if the active option were clicked; whether there is one. */
  choose(): boolean {
    const link = this.#options.list.children[this.#active]?.firstElementChild;
    if (!(link instanceof HTMLElement)) return false;
    link.click();
    return true;
  }

  #activate(place: number): void {
    this.#active = place;
    for (const [at, option] of Array.from(this.#options.list.children).entries()) {
      option.setAttribute('aria-selected', String(at === place));
      if (at === place) option.scrollIntoView({ block: 'nearest' });
    }
  }

  #option(hit: Hit, place: number): HTMLElement {
    const option = part('li', 'option');
    option.id = idOf(place);
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    const link = document.createElement('a');
    link.className = 'link';
    link.setAttribute('part', 'link');
    link.tabIndex = -1;
    const target = this.#options.linkOf(hit);
    if (target !== undefined) link.href = target;
    const text = part('span', 'text', hit.text);
    // Its line is kept free; for screen readers the title is all there is to say.
    text.classList.toggle('pending', hit.pending === true);
    link.append(part('span', 'title', hit.title ?? hit.id), text);
    link.addEventListener('click', (event) => this.#options.onChoose(hit, event));
    option.append(link);
    return option;
  }
}

function idOf(place: number): string {
  return `option-${place}`;
}

/** An element with a class, and a part of the same name. */
export function part(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.setAttribute('part', className);
  made.textContent = text;
  return made;
}
