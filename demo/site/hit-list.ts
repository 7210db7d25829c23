// The list of hits: rows keep their identity while a search is refined, and move to where they belong.

import type { Hit } from '../../web/index.js';
import { make } from '../shared/element.js';
import { markedText } from '../shared/marked-text.js';
import { moveFrom, placesOf } from '../shared/row-motion.js';

const MOVE_MS = 220;

interface Row {
  element: HTMLElement;
  score: HTMLElement;
  text: HTMLElement;
  hit: Hit;
}

export interface HitListOptions {
  list: HTMLElement;
  /** For ids: unique in the page. */
  name: string;
  /** The main part of a title, and others. */
  titleParts(title: string): string[];
  /** A row was clicked. */
  onChoose(hit: Hit): void;
}

export class HitList {
  readonly #list: HTMLElement;
  readonly #name: string;
  readonly #titleParts: (title: string) => string[];
  readonly #onChoose: (hit: Hit) => void;
  #rows = new Map<string, Row>();
  #made = 0;
  #active: string | undefined;

  constructor({ list, name, titleParts, onChoose }: HitListOptions) {
    this.#list = list;
    this.#name = name;
    this.#titleParts = titleParts;
    this.#onChoose = onChoose;
  }

  /** Id of the active row's element. */
  get activeId(): string | undefined {
    return this.#rows.get(this.#active ?? '')?.element.id;
  }

  get active(): Hit | undefined {
    return this.#rows.get(this.#active ?? '')?.hit;
  }

  /** @param marked folded words that are marked in the texts. */
  show(hits: readonly Hit[], marked: ReadonlySet<string> = new Set()): void {
    const before = placesOf(this.#rows.values());
    const rows = new Map<string, Row>();
    for (const hit of hits) {
      const key = keyOf(hit);
      const row = this.#rows.get(key) ?? this.#make(hit);
      row.hit = hit;
      row.text.replaceChildren(markedText(hit.text, marked));
      row.element.classList.toggle('pending', hit.pending === true);
      showScore(row);
      rows.set(key, row);
    }
    this.#rows = rows;
    if (this.#active !== undefined && !rows.has(this.#active)) this.#active = undefined;
    this.#list.replaceChildren(...Array.from(rows.values(), ({ element }) => element));
    moveFrom(before, this.#rows.values(), MOVE_MS);
  }

  /** Makes the row `step` further on active; past the ends there is none. */
  move(step: 1 | -1): void {
    const keys = [...this.#rows.keys()];
    const at = this.#active === undefined ? (step > 0 ? -1 : keys.length) : keys.indexOf(this.#active);
    this.activate(keys[at + step]);
  }

  activate(key: string | undefined): void {
    this.#active = key;
    for (const [each, { element }] of this.#rows) {
      element.setAttribute('aria-selected', String(each === key));
      if (each === key) element.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Opens or closes the whole text of a row. */
  toggle(hit: Hit): void {
    this.#rows.get(keyOf(hit))?.element.classList.toggle('open');
  }

  #make(hit: Hit): Row {
    const element = make('div', 'hit');
    element.id = `${this.#name}-hit-${this.#made++}`;
    element.setAttribute('role', 'option');
    element.setAttribute('aria-selected', 'false');
    const score = make('span', 'score');
    const head = make('div', 'hit-head');
    head.append(titleOf(this.#titleParts(hit.title ?? hit.id)), score);
    const text = make('p', 'hit-text');
    element.append(head, text);
    const row = { element, score, text, hit };
    element.addEventListener('click', () => this.#onChoose(row.hit));
    return row;
  }
}

/** Of a passage of a document. */
export function keyOf({ id, passage }: Pick<Hit, 'id' | 'passage'>): string {
  return `${passage} ${id}`;
}

/** The main part large, the others behind it. */
function titleOf([main = '', ...others]: string[]): HTMLElement {
  const element = make('span', 'hit-title');
  element.append(make('b', 'hit-word', main));
  if (others.length > 0) element.append(make('span', 'hit-others', others.join(', ')));
  return element;
}

/** An estimate has a sign that says so, and looks it. */
function showScore({ element, score, hit }: Row): void {
  element.classList.toggle('estimated', !hit.exact);
  const number = hit.score.toFixed(2).replace('-', '−');
  score.textContent = hit.exact ? number : `≈ ${number}`;
  score.title = hit.exact ? 'Similarity, from the recomputed vector' : 'Similarity, estimated from the code';
}
