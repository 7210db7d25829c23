// A search field with its hits: searches while one types, and shows answers as they get better.

import { type AnswerRow, answerRows, documentKey, rowKey } from '../../web/element/answer-row.js';
import { OptionList } from '../../web/element/option-list.js';
import { TypedQuery } from '../../web/element/typed-query.js';
import type { Hit, SearchStats, SearchUpdate } from '../../web/index.js';
import { copyOf, find, make } from '../shared/element.js';
import { counted, grouped, milliseconds, reasonOf } from '../shared/format.js';
import { moveRows } from '../shared/row-motion.js';
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
  /** The main part of a document's name, and what stands behind it. */
  namesOf(hit: Hit): { title: string; path: string };
  /** Told of a hit that is chosen with Enter or a click. */
  onChoose(hit: Hit): void;
  /** Whether choosing shows all of its text. Default false. */
  unfolds?: boolean;
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
  readonly #hits: OptionList<AnswerRow>;
  readonly #query: TypedQuery;
  /** The words that were found, folded. */
  #words: ReadonlySet<string> = new Set();
  #firstMs = 0;
  /** Whether what is shown stays until the query asked next has an answer of the model. */
  #keeps = false;
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
    const words = () => this.#words;
    this.#hits = new OptionList<AnswerRow>({
      input: this.#input,
      list: this.#list,
      name: `${shelf}-hit`,
      keyOf: rowKey,
      insteadOf: ({ hit }) => documentKey(hit),
      make: () => hitRow({ unfolds: false, ...options, words }),
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

  /** The same, now that better answers can be had: what is shown stays until one is there. */
  improve(): void {
    this.#keeps = true;
    this.refresh();
  }

  #label(): void {
    const { shelf, placeholder, label } = this.#options;
    this.#input.id = `${shelf}-query`;
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', label);
    this.#list.id = `${shelf}-hits`;
    this.#list.setAttribute('role', 'listbox');
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
    const { backend, shelf } = this.#options;
    let keeps = this.#keeps;
    this.#keeps = false;
    this.#firstMs = 0;
    if (!keeps) this.#hits.activate();
    this.#form.classList.add('busy');
    this.#form.classList.remove('settled');
    this.#refined.style.transform = 'scaleX(0)';
    const onUpdate = (update: SearchUpdate, best: boolean) => {
      keeps &&= !best && update.stats.query !== 'model';
      if (!keeps) this.#show(update, best);
    };
    try {
      await backend.search(shelf, query, { signal, onUpdate });
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    } finally {
      if (!signal.aborted) this.#form.classList.remove('busy');
    }
  }

  #show({ hits, matchedWords, stats, final }: SearchUpdate, best: boolean): void {
    this.#words = new Set(matchedWords.filter((word) => !HOLLOW.has(word)));
    const rows = answerRows(hits, () => undefined);
    moveRows(this.#list, MOVE_MS, () => this.#hits.show(rows));
    this.#firstMs ||= stats.ms.total;
    const byWords = !final && hits.every(({ meaning }) => meaning === undefined);
    const share = best ? 1 : byWords ? 0 : stats.expectedRecall;
    this.#refined.style.transform = `scaleX(${share})`;
    this.#form.classList.toggle('settled', best);
    if (final) this.#report(this.#summary(stats), phases(stats));
    else this.#report(byWords ? 'First answer, from words…' : this.#interim(stats));
    if (final)
      this.#announced.textContent = `${counted(hits.length, 'hit')}. Best: ${hits[0]?.title ?? 'none'}`;
  }

  #interim(stats: SearchStats): string {
    if (stats.recomputed === 0) return 'Next answer, from words and codes…';
    return `Refining: ${this.#effort(stats)}…`;
  }

  #summary(stats: SearchStats): string {
    const total = milliseconds(stats.ms.total);
    if (stats.query === undefined) return `By words alone, after ${total}`;
    if (stats.query === 'table')
      return `By words and a table of their meanings, without the model, after ${total}`;
    const where = stats.device === 'webgpu' ? 'WebGPU' : 'WebAssembly';
    const times = `first answer after ${milliseconds(this.#firstMs)}, final after ${total}`;
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

/** The time that each phase took. */
function phases({ ms }: SearchStats): string {
  const parts = { query: ms.embedQuery, search: ms.core, recompute: ms.recompute, texts: ms.read };
  return Object.entries(parts)
    .map(([name, spent]) => `${name} ${milliseconds(spent)}`)
    .join(' · ');
}
