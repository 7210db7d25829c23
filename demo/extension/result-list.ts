// The list of what was found: rows keep their identity while an answer gets better.

import { make } from '../shared/element.js';
import { markedText } from '../shared/marked-text.js';
import { moveFrom, placesOf } from '../shared/row-motion.js';
import type { Found } from './protocol.js';
import { siteIcon } from './site-icon.js';

const MOVE_MS = 180;

interface Row {
  element: HTMLElement;
  found: Found;
}

export class ResultList {
  readonly #list: HTMLElement;
  readonly #onChoose: (found: Found, event: MouseEvent) => void;
  #rows = new Map<string, Row>();
  #made = 0;
  #active: string | undefined;

  /** @param onChoose told of a click on a row, also with the middle button. */
  constructor(list: HTMLElement, onChoose: (found: Found, event: MouseEvent) => void) {
    this.#list = list;
    this.#onChoose = onChoose;
  }

  get active(): Found | undefined {
    return this.#rows.get(this.#active ?? '')?.found;
  }

  /** Id of the active row's element. */
  get activeId(): string | undefined {
    return this.#rows.get(this.#active ?? '')?.element.id;
  }

  /** The first row is made active, unless another one was chosen before and is still there. */
  show(all: readonly Found[], keepActive: boolean): void {
    const before = placesOf(this.#rows.values());
    const rows = new Map<string, Row>();
    for (const found of all) {
      const row = this.#rows.get(found.url) ?? this.#make();
      if (JSON.stringify(row.found) !== JSON.stringify(found)) this.#fill(row, found);
      rows.set(found.url, row);
    }
    this.#rows = rows;
    this.#list.replaceChildren(...Array.from(rows.values(), ({ element }) => element));
    const kept = keepActive && this.#active !== undefined && rows.has(this.#active);
    this.activate(kept ? this.#active : all[0]?.url);
    moveFrom(before, this.#rows.values(), MOVE_MS);
  }

  /** Makes the row `step` further on active; at the ends it goes round. */
  move(step: number): void {
    const keys = [...this.#rows.keys()];
    if (keys.length === 0) return;
    const at = keys.indexOf(this.#active ?? '');
    this.activate(keys[(at + step + keys.length) % keys.length], true);
  }

  activate(key: string | undefined, reveal = false): void {
    this.#active = key;
    for (const [each, { element }] of this.#rows) {
      element.setAttribute('aria-selected', String(each === key));
      if (reveal && each === key) element.scrollIntoView({ block: 'nearest' });
    }
  }

  #make(): Row {
    const element = make('div', 'row');
    element.id = `row-${this.#made++}`;
    element.setAttribute('role', 'option');
    const row = { element, found: EMPTY };
    element.addEventListener('click', (event) => this.#onChoose(row.found, event));
    element.addEventListener('auxclick', (event) => {
      if (event.button === 1) this.#onChoose(row.found, event);
    });
    // Otherwise the middle button scrolls.
    element.addEventListener('mousedown', (event) => {
      if (event.button === 1) event.preventDefault();
    });
    return row;
  }

  #fill(row: Row, found: Found): void {
    const { title, url, host, folders, terms, excerpt, copies, opens } = found;
    if (row.found.url !== url) row.element.replaceChildren(siteIcon(url, host), make('div', 'row-text'));
    row.found = found;
    row.element.title = url;
    row.element.classList.toggle('closed', !opens);
    const marks = new Set(terms);
    const heading = make('div', 'row-title');
    heading.dir = 'auto';
    heading.append(markedText(title.trim() === '' ? shortened(url) : title, marks));
    const place = make('div', 'row-place');
    const site = make('span', 'row-host');
    site.append(markedText(host, marks));
    place.append(site, folderPath(folders, marks));
    if (copies > 0) place.append(make('span', 'row-copies', `${copies + 1} bookmarks`));
    const parts = [heading, place];
    if (excerpt !== undefined) parts.push(quote(excerpt, marks));
    row.element.lastElementChild?.replaceChildren(...parts);
  }
}

const EMPTY: Found = {
  id: '',
  title: '',
  url: '',
  host: '',
  folders: [],
  opens: false,
  terms: [],
  by: 'date',
  copies: 0,
};

function folderPath(folders: readonly string[], marks: ReadonlySet<string>): HTMLElement {
  const path = make('span', 'row-folders');
  const names = folders.filter((name) => name.trim() !== '');
  path.title = names.join(' › ');
  // The outermost is the browser's own, and the same for nearly all.
  const shown = names.length > 1 ? names.slice(1) : names;
  shown.forEach((name, at) => {
    const part = make('bdi', '');
    part.append(markedText(name, marks));
    path.append(...(at > 0 ? [' › ', part] : [part]));
  });
  return path;
}

function quote(text: string, marks: ReadonlySet<string>): HTMLElement {
  const element = make('div', 'row-excerpt');
  element.dir = 'auto';
  element.append(markedText(shortened(text.replace(/\s+/g, ' ')), marks));
  return element;
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
