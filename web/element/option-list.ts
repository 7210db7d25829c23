// The list of a combobox: its options stay the elements they are while an answer gets better, and one may be active.

export interface Option<Item> {
  readonly element: HTMLElement;
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
  make(): Option<Item>;
  /** Whether moving past an end first makes no option active, then goes round. Default false. */
  rests?: boolean;
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

  /** The active option. */
  get activeElement(): HTMLElement | undefined {
    return this.#activeRow?.option.element;
  }

  /** The item that was active stays so, if it is among these. */
  show(items: readonly Item[]): void {
    const { input, list, name, keyOf, make } = this.#options;
    const rows = new Map<string, Row<Item>>();
    for (const item of items) {
      const key = keyOf(item);
      const option = this.#rows.get(key)?.option ?? make();
      option.element.id = `${name}-${rows.size}`;
      option.element.setAttribute('role', 'option');
      option.show(item);
      rows.set(key, { item, option });
    }
    this.#rows = rows;
    list.replaceChildren(...Array.from(rows.values(), ({ option }) => option.element));
    input.setAttribute('aria-expanded', String(rows.size > 0));
    this.#activate(this.#active);
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
      option.element.setAttribute('aria-selected', String(each === this.#active));
    }
    const { input } = this.#options;
    if (this.activeElement === undefined) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', this.activeElement.id);
  }
}
