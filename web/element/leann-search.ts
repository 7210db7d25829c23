// <leann-search>: a search field with its answers, over an index that a site publishes or that the page has open.

import type { SearchOptions } from '../interface/search-request.js';
import type { Hit, SearchUpdate } from '../interface/search-update.js';
import type { LeannIndex } from '../leann-index.js';
import { AnswerLimit } from './answer-limit.js';
import { type AnswerRow, answerRows, documentKey, rowKey } from './answer-row.js';
import { BetterAnswers } from './better-answers.js';
import { linkTarget } from './link-target.js';
import { OpenedIndex } from './opened-index.js';
import { type Option, OptionList } from './option-list.js';
import { part } from './part.js';
import { queryInput } from './query-input.js';
import { SearchDialog } from './search-dialog.js';
import { StatusLine } from './status-line.js';
import { styleSheet } from './style.js';
import { type SearchTexts, textsOfAttribute, textsWith } from './texts.js';
import { TypedQuery } from './typed-query.js';

export type { CountedText, SearchTexts } from './texts.js';

/** The id of the list of answers. */
const LIST = 'list';

/** The detail of `leann-select`. */
export interface SelectDetail {
  /** Its text is empty if it was chosen before that arrived ({@link Hit.pending}). */
  hit: Hit;
  /** Where its link leads; undefined if it has none. */
  href: string | undefined;
}

/** Servers that render pages beforehand import this module too, and have no elements: there, nothing is made of it. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A search field after the combobox pattern of ARIA: arrows move among the answers, Enter follows one, Escape closes the
 * list and then empties the field. Answers are documents, each with its best passage and links to others of it. First ones
 * come from words, with titles alone if texts have to be fetched, and get better as one watches.
 *
 * Attributes: `src`, the folder that `leann-web build` made, which is fetched when the field is first used; `placeholder`;
 * `label`, the field's name for screen readers (default: the placeholder); `limit`, most documents (default 8);
 * `href-template`, where answers lead, with `{id}`, `{path}`, `{anchor}` and `{passage}`. Without it, they lead to the document's `url`
 * or to ids that are URLs or paths, paths from the folder that `src` lies in. `modal` puts the field into a dialog, which a
 * button opens, or Control (Command) and K, or a slash; `for` is the id of a button of the page that stands in for ours.
 * `translations` are texts in JSON, see {@link SearchTexts}. `model` says when the folder's model is loaded, as
 * the option `model` of `LeannIndex.fromUrl` does.
 *
 * Fires `leann-select` with {@link SelectDetail} when an answer is chosen; `preventDefault()` keeps the page from following
 * the link. Visitors are never told of errors in more than a sentence; the console is. docs/element.md has the variables and
 * parts by which it is looked at.
 */
export class LeannSearch extends Base {
  static readonly observedAttributes = [
    'src',
    'placeholder',
    'label',
    'translations',
    'modal',
    'for',
    'model',
  ];

  readonly #root: ShadowRoot;
  readonly #input = queryInput(LIST);
  readonly #box = part('div', 'box');
  readonly #popup = part('div', 'popup');
  readonly #list = part('ul', 'list');
  readonly #dialog: SearchDialog;
  readonly #status: StatusLine;
  readonly #rows: OptionList<AnswerRow>;
  readonly #query: TypedQuery;
  readonly #index = new OpenedIndex({
    onLoading: (loaded, total) => this.#loading(loaded, total),
    onModel: (state) => this.#better.changed(state),
    onModelLoading: (loaded) => this.#better.loading(loaded),
  });
  readonly #better = new BetterAnswers({
    offer: (state, bytes, loaded) => this.#status.offer(state, bytes, loaded),
    isChoosing: () => this.#rows.active !== undefined || this.#list.matches(':hover'),
    again: () => this.#query.ask(),
  });
  #given: Partial<SearchTexts> | undefined;
  #where: SearchOptions['where'];
  #texts: SearchTexts = textsWith({});
  #words: ReadonlySet<string> = new Set();
  #lineLength = 0;
  /** What makes options; there before anything is shown. */
  #maker: typeof import('./hit-option.js') | undefined;
  readonly #limit = new AnswerLimit();
  #retryOnline = false;
  readonly #online = () => {
    if (this.#retryOnline) this.#query.ask();
  };

  constructor() {
    super();
    const input = this.#input;
    this.#root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#dialog = new SearchDialog({
      host: this,
      field: input,
      // What was looked for last is there again.
      onOpen: () => input.value !== '' && this.#query.ask(),
      onClose: () => this.#close(),
    });
    this.#status = new StatusLine({
      host: this,
      texts: () => this.#texts,
      onRetry: () => {
        input.focus();
        this.#query.ask();
      },
      onBetter: () => {
        input.focus(); // The button goes.
        this.#better.load();
      },
    });
    this.#build();
    this.#rows = new OptionList<AnswerRow>({
      input,
      list: this.#list,
      name: 'option',
      keyOf: rowKey,
      insteadOf: ({ hit }) => documentKey(hit),
      scroller: this.#list,
      make: () => this.#option(),
    });
    this.#query = new TypedQuery(input, (query, signal) => this.#ask(query, signal));
    this.#listen();
  }

  /** An index to search in place of that of `src`. It stays the page's: the element does not close it. */
  get index(): LeannIndex | undefined {
    return this.#index.given;
  }

  set index(index: LeannIndex | undefined) {
    this.#index.given = index;
    this.#query.ask();
  }

  /** Which documents are searched, by their fields. Setting it searches again. Default: all. */
  get where(): SearchOptions['where'] {
    return this.#where;
  }

  set where(where: SearchOptions['where']) {
    this.#where = where;
    this.#query.ask();
  }

  /** The text of the field. Setting it searches. */
  get value(): string {
    return this.#input.value;
  }

  set value(query: string) {
    this.#input.value = query;
    this.#query.ask();
  }

  /** Texts in place of the usual ones. Default: those of the attribute `translations`. */
  get translations(): Partial<SearchTexts> {
    return this.#given ?? textsOfAttribute(this.getAttribute('translations'));
  }

  set translations(texts: Partial<SearchTexts> | undefined) {
    this.#given = texts;
    this.#label();
  }

  /** Opens the dialog; without `modal`, moves the focus to the field. */
  open(): void {
    if (this.#isModal) this.#dialog.open();
    else this.#input.focus();
  }

  /** Closes the dialog, or the list of answers. */
  close(): void {
    if (this.#isModal) this.#dialog.close();
    else this.#close();
  }

  connectedCallback(): void {
    this.#label();
    this.#arrange();
    addEventListener('online', this.#online);
  }

  disconnectedCallback(): void {
    this.#dialog.unwatch();
    removeEventListener('online', this.#online);
    // An element that is moved is there again at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#forget();
    });
  }

  attributeChangedCallback(name: string): void {
    if (name === 'src' || name === 'model') this.#forget();
    else if (!this.isConnected) return;
    else if (name === 'modal' || name === 'for') this.#arrange();
    else this.#label();
  }

  get #isModal(): boolean {
    return this.hasAttribute('modal');
  }

  #build(): void {
    this.#list.id = LIST;
    this.#list.setAttribute('role', 'listbox');
    const bar = part('div', 'bar');
    bar.append(this.#input, this.#dialog.closer);
    this.#popup.hidden = true;
    this.#popup.append(this.#status.element, this.#list);
    this.#box.append(bar, this.#popup, this.#status.live);
  }

  /** Puts the field into the page, or into a dialog. */
  #arrange(): void {
    const { element, button, closer } = this.#dialog;
    this.#dialog.unwatch();
    closer.hidden = !this.#isModal;
    button.hidden = this.hasAttribute('for');
    if (this.#isModal) {
      element.append(this.#box);
      this.#root.replaceChildren(button, element);
      this.#dialog.watch();
    } else {
      element.close();
      this.#root.replaceChildren(this.#box);
    }
  }

  #label(): void {
    this.#texts = textsWith(this.translations);
    const placeholder = this.getAttribute('placeholder') ?? this.#texts.placeholder;
    const label = this.getAttribute('label') ?? placeholder;
    this.#input.placeholder = placeholder;
    for (const named of [this.#input, this.#list]) named.setAttribute('aria-label', label);
    this.#dialog.label(this.#texts, label);
  }

  #listen(): void {
    const input = this.#input;
    // The index is fetched as soon as it is likely to be used.
    input.addEventListener('focus', () => void this.#open()?.catch(() => undefined));
    input.addEventListener('input', () => {
      this.#rows.activate();
      this.#status.hush();
    });
    input.addEventListener('keydown', (event) => this.#press(event));
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.#isModal && !this.contains(relatedTarget as Node | null)) this.#close();
    });
    // A press on the list must not take the focus from the field.
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (this.#popup.hidden) this.#query.ask();
      else this.#rows.move(key === 'ArrowDown' ? 1 : -1);
    } else if ((key === 'Home' || key === 'End') && this.#rows.active !== undefined && !event.shiftKey) {
      this.#rows.moveTo(key === 'Home' ? 'first' : 'last');
    } else if (key === 'Enter') {
      const link = this.#rows.activeElement?.querySelector('a');
      if (link == null) this.#query.ask();
      else link.click();
    } else if (key === 'Escape') {
      if (!this.#isModal && this.#popup.hidden) this.value = '';
      else this.close();
    } else return;
    event.preventDefault();
  }

  #ask(query: string, signal: AbortSignal): void {
    this.#retryOnline = false;
    if (query === '') this.#close();
    else void this.#run(query, signal);
  }

  async #run(query: string, signal: AbortSignal): Promise<void> {
    try {
      const index = await this.#open();
      if (index === undefined) return;
      this.#maker ??= await import('./hit-option.js');
      if (signal.aborted) return;
      const options = {
        k: this.#limit.of(this.getAttribute('limit')),
        group: 'document',
        signal,
        partial: true,
        ...(this.#where && { where: this.#where }),
      } as const;
      let isFirst = true;
      for await (const update of index.search(query, options)) {
        if (signal.aborted) continue;
        this.#show(query, update);
        this.#better.shown(index, update);
        if (isFirst && this.#rows.active === undefined) this.#list.scrollTop = 0;
        isFirst = false;
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #open(): Promise<LeannIndex> | undefined {
    // Fetched beside the index; if it cannot be, the search says so.
    import('./hit-option.js').catch(() => undefined);
    return this.#index.get({ src: this.getAttribute('src'), model: this.getAttribute('model') });
  }

  #forget(): void {
    this.#index.forget();
    this.#close();
  }

  #show(query: string, update: SearchUpdate): void {
    const { hits, matchedWords, final } = update;
    // Nothing yet is no answer: what is shown meanwhile is that of the query before.
    if (hits.length === 0 && !final) return;
    this.#words = new Set(matchedWords);
    this.#status.show(query, update);
    this.#popup.hidden = false;
    this.#lineLength = this.#maker?.lineLengthIn(this.#popup) ?? 0;
    this.#rows.show(answerRows(hits, (hit) => this.#linkOf(hit)));
  }

  /** Shown only to those who wait for an answer. */
  #loading(loaded: number, total: number): void {
    if (!this.#query.asked || !this.matches(':focus-within')) return;
    this.#rows.show([]);
    this.#status.loading(loaded, total);
    this.#popup.hidden = false;
  }

  #fail(error: unknown): void {
    this.#rows.show([]);
    this.#retryOnline = this.#status.fail(error);
    this.#popup.hidden = false;
  }

  #close(): void {
    this.#query.stop();
    this.#better.hidden();
    this.#popup.hidden = true;
    this.#rows.activate();
    this.#status.hush();
    this.#input.setAttribute('aria-expanded', 'false');
  }

  #option(): Option<AnswerRow> {
    const maker = this.#maker;
    if (maker === undefined) throw new Error('leann: cannot show an answer: its parts are not loaded');
    return maker.hitOption({
      linkOf: (hit) => this.#linkOf(hit),
      words: () => this.#words,
      lineLength: () => this.#lineLength,
      onChoose: (hit, event) => this.#choose(hit, event),
    });
  }

  #linkOf(hit: Hit): string | undefined {
    const src = this.getAttribute('src');
    const folder =
      src === null ? document.baseURI : new URL(`${src.replace(/\/*$/, '/')}..`, document.baseURI).href;
    return linkTarget(hit, { template: this.getAttribute('href-template'), base: folder });
  }

  #choose(hit: Hit, event: MouseEvent): void {
    const detail: SelectDetail = { hit, href: this.#linkOf(hit) };
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    if (!this.dispatchEvent(new CustomEvent('leann-select', options))) event.preventDefault();
    // What opens in another tab leaves this one as it is.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'leann-search': LeannSearch;
  }
  interface HTMLElementEventMap {
    'leann-select': CustomEvent<SelectDetail>;
  }
  interface CustomElementRegistry {
    get(name: 'leann-search'): typeof LeannSearch | undefined;
  }
}

if (globalThis.customElements?.get('leann-search') === undefined) {
  globalThis.customElements?.define('leann-search', LeannSearch);
}
