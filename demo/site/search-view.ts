// A search field with its hits: searches while one types, and shows answers as they get better.

import type { Hit, SearchStats, SearchUpdate } from '../../web/index.js';
import { copyOf, find, make } from '../shared/element.js';
import { counted, grouped, milliseconds, reasonOf } from '../shared/format.js';
import { wordsOf } from '../shared/words.js';
import type { Backend } from './backend.js';
import { HitList } from './hit-list.js';
import type { Shelf } from './shelves.js';

const PAUSE_MS = 140;

/** Too common to be worth a mark. */
const HOLLOW = new Set(
  'a an and are as at be by for from how i in is it of on or that the this to was what when where who with'.split(
    ' ',
  ),
);

export interface SearchViewOptions {
  /** Filled with the view. */
  place: Element;
  shelf: Shelf;
  label: string;
  placeholder: string;
  backend: Backend;
  /** Whether words of the query are marked in the hits. Default false. */
  marksWords?: boolean;
  /** The main part of a hit's title, and others. */
  titleParts(title: string): string[];
  /** What to do with a hit that is chosen with Enter or a click. */
  onChoose(hit: Hit, view: SearchView): void;
  /** Told whether there is a query. */
  onQuery?(asked: boolean): void;
}

export class SearchView {
  readonly #options: SearchViewOptions;
  readonly #input: HTMLInputElement;
  readonly #form: HTMLFormElement;
  readonly #refined: HTMLElement;
  readonly #stats: HTMLElement;
  readonly #announced: HTMLElement;
  readonly #hits: HitList;
  #search = new AbortController();
  #timer = 0;
  #marked: ReadonlySet<string> = new Set();
  #firstMs = 0;
  /** Undefined until the index is there. */
  #passages: number | undefined;

  constructor(options: SearchViewOptions) {
    this.#options = options;
    const { place, shelf } = options;
    place.append(copyOf('#search'));
    this.#form = find(place, '.search', HTMLFormElement);
    this.#input = find(place, '.query', HTMLInputElement);
    this.#refined = find(place, '.refined', HTMLElement);
    this.#stats = find(place, '.stats', HTMLElement);
    this.#announced = find(place, '.announced', HTMLElement);
    const list = find(place, '.hits', HTMLElement);
    this.#hits = new HitList({
      list,
      name: shelf,
      titleParts: options.titleParts,
      onChoose: (hit) => options.onChoose(hit, this),
    });
    this.#label(list);
    this.#listen();
  }

  /** How many passages there are to search. */
  setPassages(count: number): void {
    this.#passages = count;
  }

  focus(): void {
    this.#input.focus({ preventScroll: true });
  }

  /** Puts a query into the field and searches for it. */
  ask(query: string): void {
    this.#input.value = query;
    this.refresh();
  }

  /** Searches anew for what is in the field. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#search.abort();
    this.#search = new AbortController();
    const query = this.#input.value.trim();
    this.#options.onQuery?.(query !== '');
    if (query === '' || this.#passages === undefined || this.#passages === 0) this.#clear(query);
    else void this.#run(query, this.#search.signal);
  }

  toggle(hit: Hit): void {
    this.#hits.toggle(hit);
  }

  #label(list: HTMLElement): void {
    const { shelf, placeholder, label } = this.#options;
    this.#input.id = `${shelf}-query`;
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', label);
    list.id = `${shelf}-hits`;
    this.#input.setAttribute('aria-controls', list.id);
  }

  #listen(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { active } = this.#hits;
      if (active === undefined) this.refresh();
      else this.#options.onChoose(active, this);
    });
    this.#input.addEventListener('input', () => {
      this.#search.abort();
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.refresh(), PAUSE_MS);
    });
    this.#input.addEventListener('keydown', (event) => this.#press(event));
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'ArrowDown') this.#hits.move(1);
    else if (event.key === 'ArrowUp') this.#hits.move(-1);
    else if (event.key !== 'Escape') return;
    else if (this.#hits.active !== undefined) this.#hits.activate(undefined);
    else this.ask('');
    event.preventDefault();
    this.#showActive();
  }

  async #run(query: string, signal: AbortSignal): Promise<void> {
    const { backend, shelf, marksWords = false } = this.#options;
    this.#marked = marksWords ? tellingWords(query) : new Set();
    this.#firstMs = 0;
    this.#hits.activate(undefined);
    this.#form.classList.add('busy');
    this.#form.classList.remove('settled');
    this.#refined.style.transform = 'scaleX(0)';
    try {
      await backend.search(shelf, query, { signal, onUpdate: (update) => this.#show(update) });
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      if (!signal.aborted) this.#form.classList.remove('busy');
    }
  }

  #show({ hits, stats, final }: SearchUpdate): void {
    this.#hits.show(hits, this.#marked);
    this.#firstMs ||= stats.ms.total;
    this.#input.setAttribute('aria-expanded', String(hits.length > 0));
    this.#showActive();
    const share = final ? 1 : stats.expectedRecall;
    this.#refined.style.transform = `scaleX(${share})`;
    this.#form.classList.toggle('settled', final);
    this.#report(final ? this.#summary(stats) : this.#interim(stats), final ? phases(stats) : '');
    if (final)
      this.#announced.textContent = `${counted(hits.length, 'hit')}. Best: ${hits[0]?.title ?? 'none'}`;
  }

  #interim(stats: SearchStats): string {
    if (stats.recomputed === 0) return 'First answer, from codes…';
    return `Refining: ${this.#effort(stats)}…`;
  }

  #summary(stats: SearchStats): string {
    const where = stats.device === 'webgpu' ? 'WebGPU' : 'WebAssembly';
    const times = `first answer after ${milliseconds(this.#firstMs)}, final after ${milliseconds(stats.ms.total)}`;
    return `${this.#effort(stats)}; ${times}; ${where}`;
  }

  #effort({ recomputed, cached }: SearchStats): string {
    const known = cached > 0 ? `, ${cached} from memory` : '';
    return `${recomputed} of ${grouped(this.#passages ?? 0)} recomputed${known}`;
  }

  #report(summary: string, details = ''): void {
    this.#stats.replaceChildren(make('span', '', summary), make('span', '', details));
  }

  #showActive(): void {
    const { activeId } = this.#hits;
    if (activeId === undefined) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', activeId);
  }

  #clear(query: string): void {
    this.#hits.show([]);
    this.#form.classList.remove('busy', 'settled');
    this.#input.setAttribute('aria-expanded', 'false');
    const empty = query !== '' && this.#passages === 0 ? 'There is nothing to search yet.' : '';
    this.#report(empty);
    this.#announced.textContent = empty;
    this.#showActive();
  }

  #fail(error: unknown): void {
    const reason = reasonOf(error);
    this.#hits.show([]);
    this.#report(`The search failed: ${reason}`);
    this.#announced.textContent = `The search failed: ${reason}`;
  }
}

function tellingWords(query: string): ReadonlySet<string> {
  return new Set(wordsOf(query).flatMap(({ word }) => (HOLLOW.has(word) ? [] : [word])));
}

/** Where the time went. */
function phases({ ms }: SearchStats): string {
  const parts = { query: ms.embedQuery, search: ms.core, recompute: ms.recompute, texts: ms.read };
  return Object.entries(parts)
    .map(([name, spent]) => `${name} ${milliseconds(spent)}`)
    .join(' · ');
}
