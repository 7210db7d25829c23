// The list of a combobox: its options stay the elements they are while an answer gets better, and one may be active.

export interface Option<Item> {
  /** The child of the list; it has the class `active` while its option is. */
  readonly element: HTMLElement;
  /** What assistive technology knows as the option: a link inside, which may be in no option. Default: the element. */
  readonly choice?: HTMLElement;
  /** Shows an item, for the first time or as it is now. */
  show(item: Item): void;
}

export interface OptionListOptions<Item> {
  /** The field, which is told whether there are options and which is active. */
  input: HTMLElement;
  /** The listbox. */
  list: HTMLElement;
  /** Ids of options are this and a number. */
  name: string;
  /** Equal for items that share an option. */
  keyOf(item: Item): string;
  /** The key of the item that becomes active if this one was and is gone. Default: none does. */
  insteadOf?(item: Item): string;
  make(): Option<Item>;
  /** Whether moving past an end first makes no option active, then goes round. Default false. */
  rests?: boolean;
  /** What scrolls the list: the active option stays where it is in there. Default: nothing is scrolled for that. */
  scroller?: HTMLElement;
}

interface Row<Item> {
  item: Item;
  option: Option<Item>;
}

export class OptionList<Item> {
  readonly #options: OptionListOptions<Item>;
  #rows = new Map<string, Row<Item>>();
  #active: string | undefined;

  constructor(options: OptionListOptions<Item>) {
    this.#options = options;
  }

  /** The item of the active option. */
  get active(): Item | undefined {
    return this.#activeRow?.item;
  }

  /** The element of the active option. */
  get activeElement(): HTMLElement | undefined {
    return this.#activeRow?.option.element;
  }

  /** The item that was active stays so, if it is among these, and stays in sight. */
  show(items: readonly Item[]): void {
    const { input, list, name, keyOf, make, insteadOf, scroller } = this.#options;
    const { active, activeElement } = this;
    const before = activeElement?.offsetTop;
    const scrolled = scroller?.scrollTop ?? 0;
    const rows = new Map<string, Row<Item>>();
    for (const item of items) {
      const key = keyOf(item);
      const option = this.#rows.get(key)?.option ?? make();
      const choice = choiceOf(option);
      option.element.setAttribute('role', 'presentation');
      choice.id = `${name}-${rows.size}`;
      choice.setAttribute('role', 'option');
      option.show(item);
      rows.set(key, { item, option });
    }
    this.#rows = rows;
    replaceChildren(
      list,
      Array.from(rows.values(), ({ option }) => option.element),
    );
    input.setAttribute('aria-expanded', String(rows.size > 0));
    const isGone = active !== undefined && !rows.has(keyOf(active));
    this.#activate(isGone ? insteadOf?.(active) : this.#active);
    const after = this.activeElement?.offsetTop;
    if (before !== undefined && after !== undefined && scroller !== undefined) {
      scroller.scrollTop = scrolled + after - before;
    }
  }

  /** Makes the option active that is `step` further on; past the ends it goes round. */
  move(step: 1 | -1): void {
    const keys: (string | undefined)[] = [...this.#rows.keys()];
    if (keys.length === 0) return;
    if (this.#options.rests) keys.push(undefined);
    const at = keys.indexOf(this.#active);
    const from = at < 0 && step < 0 ? 0 : at;
    this.#activate(keys[(from + step + keys.length) % keys.length]);
    this.reveal();
  }

  /** Makes the first option active, or the last one. */
  moveTo(end: 'first' | 'last'): void {
    this.#activate([...this.#rows.keys()].at(end === 'first' ? 0 : -1));
    this.reveal();
  }

  /** Makes the item's option active; without an item, none. */
  activate(item?: Item): void {
    this.#activate(item && this.#options.keyOf(item));
  }

  /** Scrolls to the active option. */
  reveal(): void {
    this.activeElement?.scrollIntoView({ block: 'nearest' });
  }

  get #activeRow(): Row<Item> | undefined {
    return this.#active === undefined ? undefined : this.#rows.get(this.#active);
  }

  #activate(key: string | undefined): void {
    this.#active = key !== undefined && this.#rows.has(key) ? key : undefined;
    for (const [each, { option }] of this.#rows) {
      const isActive = each === this.#active;
      option.element.classList.toggle('active', isActive);
      choiceOf(option).setAttribute('aria-selected', String(isActive));
    }
    const { input } = this.#options;
    const active = this.#activeRow;
    if (active === undefined) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', choiceOf(active.option).id);
  }
}

function choiceOf<Item>({ element, choice = element }: Option<Item>): HTMLElement {
  return choice;
}

/** Leaves alone what is in its place already: an element that is taken out and put back loses its scrolling and motion. */
function replaceChildren(list: HTMLElement, elements: readonly HTMLElement[]): void {
  const kept = new Set<Element>(elements);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  for (const [place, element] of elements.entries()) {
    const there = list.children[place] ?? null;
    if (there !== element) list.insertBefore(element, there);
  }
}
