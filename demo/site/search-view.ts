// A search field with its hits: searches while one types, and shows answers as they get better.

import { hitKey } from '../../web/element/answer-row.js';
import { OptionList } from '../../web/element/option-list.js';
import { TypedQuery } from '../../web/element/typed-query.js';
import type { Hit, SearchStats, SearchUpdate } from '../../web/index.js';
import { copyOf, find, make } from '../shared/element.js';
import { counted, grouped, milliseconds, reasonOf } from '../shared/format.js';
import { moveRows } from '../shared/row-motion.js';
import { wordsOf } from '../shared/words.js';
import type { Backend } from './backend.js';
import { hitRow } from './hit-row.js';
import type { Shelf } from './shelves.js';

const MOVE_MS = 220;

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
  /** Told of a hit that is chosen with Enter or a click, and its row. */
  onChoose(hit: Hit, row: HTMLElement): void;
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
  readonly #list: HTMLElement;
  readonly #hits: OptionList<Hit>;
  readonly #query: TypedQuery;
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
    this.#list = find(place, '.hits', HTMLElement);
    const marked = () => this.#marked;
    this.#hits = new OptionList<Hit>({
      input: this.#input,
      list: this.#list,
      name: `${shelf}-hit`,
      keyOf: hitKey,
      make: () => hitRow({ ...options, marked }),
      rests: true,
    });
    this.#query = new TypedQuery(this.#input, (query, signal) => this.#ask(query, signal));
    this.#label();
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

  /** Searches again for what is in the field. */
  refresh(): void {
    this.#query.ask();
  }

  #label(): void {
    const { shelf, placeholder, label } = this.#options;
    this.#input.id = `${shelf}-query`;
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', label);
    this.#list.id = `${shelf}-hits`;
    this.#input.setAttribute('aria-controls', this.#list.id);
  }

  #listen(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const { activeElement } = this.#hits;
      if (activeElement === undefined) this.refresh();
      else activeElement.click();
    });
    this.#input.addEventListener('keydown', (event) => this.#press(event));
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'ArrowDown') this.#hits.move(1);
    else if (event.key === 'ArrowUp') this.#hits.move(-1);
    else if (event.key !== 'Escape') return;
    else if (this.#hits.active !== undefined) this.#hits.activate();
    else this.ask('');
    event.preventDefault();
  }

  #ask(query: string, signal: AbortSignal): void {
    this.#options.onQuery?.(query !== '');
    if (query === '' || this.#passages === undefined || this.#passages === 0) this.#clear(query);
    else void this.#run(query, signal);
  }

  async #run(query: string, signal: AbortSignal): Promise<void> {
    const { backend, shelf, marksWords = false } = this.#options;
    this.#marked = marksWords ? tellingWords(query) : new Set();
    this.#firstMs = 0;
    this.#hits.activate();
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
    moveRows(this.#list, MOVE_MS, () => this.#hits.show(hits));
    this.#firstMs ||= stats.ms.total;
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

  #clear(query: string): void {
    this.#hits.show([]);
    this.#form.classList.remove('busy', 'settled');
    const empty = query !== '' && this.#passages === 0 ? 'There is nothing to search yet.' : '';
    this.#report(empty);
    this.#announced.textContent = empty;
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

/** The time that each phase took. */
function phases({ ms }: SearchStats): string {
  const parts = { query: ms.embedQuery, search: ms.core, recompute: ms.recompute, texts: ms.read };
  return Object.entries(parts)
    .map(([name, spent]) => `${name} ${milliseconds(spent)}`)
    .join(' · ');
}
