// <leann-search>: a search field with its answers, over an index that a site publishes or that the page has open.

import { LeannError } from '../base/error.js';
import type { Hit, SearchUpdate } from '../interface/search-update.js';
import type { LeannIndex } from '../leann-index.js';
import { hitKey, hitOption } from './hit-option.js';
import { linkTarget } from './link-target.js';
import { OptionList } from './option-list.js';
import { part } from './part.js';
import { STYLE } from './style.js';
import { TypedQuery } from './typed-query.js';

const USUAL_LIMIT = 8;

/** The detail of `leann-select`. */
export interface SelectDetail {
  /** Its text is empty if it was chosen before that arrived ({@link Hit.pending}). */
  hit: Hit;
  /** Where its link leads; undefined if it has none. */
  href: string | undefined;
}

/**
 * A search field after the combobox pattern of ARIA: arrows move among the answers, Enter follows one, Escape closes the
 * list and then empties the field. First answers come from codes, with titles alone if texts have to be fetched, and get
 * better as one watches.
 *
 * Attributes: `src`, the folder that `leann-web build` made, which is fetched when the field is first used; `placeholder`;
 * `label`, the field's name for screen readers (default: the placeholder); `limit`, most answers (default 8);
 * `href-template`, where answers lead, with `{id}` and `{passage}`. Without it, ids that are URLs or paths are followed,
 * paths from the folder that `src` lies in.
 *
 * Fires `leann-select` with {@link SelectDetail} when an answer is chosen; `preventDefault()` keeps the page from following
 * the link. It is looked at through variables (`--leann-accent` …) and parts (`input`, `popup`, `list`, `option`, `link`,
 * `title`, `text`, `status`, `progress`, `retry`).
 */
export class LeannSearch extends HTMLElement {
  static readonly observedAttributes = ['src', 'placeholder', 'label'];

  readonly #input = document.createElement('input');
  readonly #popup = part('div', 'popup');
  readonly #status = part('div', 'status');
  readonly #list = part('ul', 'list');
  readonly #live = part('div', 'live');
  readonly #options: OptionList<Hit>;
  readonly #query: TypedQuery;
  /** Given by the page; else opened from `src`. */
  #given: LeannIndex | undefined;
  #opened: Promise<LeannIndex> | undefined;
  /** Ends opening; aborted when another index is wanted. */
  #opening = new AbortController();
  #retryOnline = false;
  readonly #online = () => {
    if (this.#retryOnline) this.#query.ask();
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#build(root);
    this.#options = new OptionList<Hit>({
      input: this.#input,
      list: this.#list,
      name: 'option',
      keyOf: hitKey,
      make: () =>
        hitOption({
          linkOf: (hit) => this.#linkOf(hit),
          onChoose: (hit, event) => this.#choose(hit, event),
        }),
    });
    this.#query = new TypedQuery(this.#input, (query, signal) => this.#ask(query, signal));
    this.#listen();
  }

  /** An index to search in place of that of `src`. It stays the page's: the element does not close it. */
  get index(): LeannIndex | undefined {
    return this.#given;
  }

  set index(index: LeannIndex | undefined) {
    this.#given = index;
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

  connectedCallback(): void {
    this.#label();
    addEventListener('online', this.#online);
  }

  disconnectedCallback(): void {
    removeEventListener('online', this.#online);
    // An element that is moved is there again at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#forget();
    });
  }

  attributeChangedCallback(name: string): void {
    if (name === 'src') this.#forget();
    else this.#label();
  }

  #build(root: ShadowRoot): void {
    const input = this.#input;
    input.className = 'input';
    input.setAttribute('part', 'input');
    input.type = 'search';
    input.autocomplete = 'off';
    input.spellcheck = false;
    input.maxLength = 1000;
    this.#list.id = 'list';
    this.#list.setAttribute('role', 'listbox');
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-controls': this.#list.id,
      'aria-expanded': 'false',
      enterkeyhint: 'search',
      autocapitalize: 'off',
    })) {
      input.setAttribute(name, value);
    }
    this.#popup.hidden = true;
    this.#live.setAttribute('role', 'status');
    this.#popup.append(this.#status, this.#list);
    root.append(input, this.#popup, this.#live);
  }

  #label(): void {
    const placeholder = this.getAttribute('placeholder') ?? 'Search';
    const label = this.getAttribute('label') ?? placeholder;
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', label);
    this.#list.setAttribute('aria-label', label);
  }

  #listen(): void {
    const input = this.#input;
    // The index is fetched as soon as it is likely to be used.
    input.addEventListener('focus', () => void this.#index()?.catch(() => undefined));
    input.addEventListener('input', () => {
      this.#live.textContent = '';
    });
    input.addEventListener('keydown', (event) => this.#press(event));
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.contains(relatedTarget as Node | null)) this.#close();
    });
    // A press on the list must not take the focus from the field.
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.#popup.hidden) this.#query.ask();
      else this.#options.move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      const link = this.#options.activeElement?.querySelector('a');
      if (link == null) this.#query.ask();
      else link.click();
    } else if (event.key === 'Escape') {
      if (this.#popup.hidden) this.value = '';
      else this.#close();
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
      const opening = this.#index();
      if (opening === undefined) return;
      const index = await opening;
      if (signal.aborted) return;
      for await (const update of index.search(query, { k: this.#limit(), signal, partial: true })) {
        if (!signal.aborted) this.#show(query, update);
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** The usual one for what is no limit: an author's slip is no reader's concern. */
  #limit(): number {
    const given = Number(this.getAttribute('limit'));
    return Number.isSafeInteger(given) && given > 0 ? given : USUAL_LIMIT;
  }

  /** The index, which is opened with the first call, and again after that failed; undefined if there is none to open. */
  #index(): Promise<LeannIndex> | undefined {
    if (this.#given !== undefined) return Promise.resolve(this.#given);
    const src = this.getAttribute('src');
    if (src === null) return undefined;
    this.#opened ??= this.#open(src);
    return this.#opened;
  }

  async #open(src: string): Promise<LeannIndex> {
    const opening = new AbortController();
    this.#opening = opening;
    try {
      const { LeannIndex } = await import('../leann-index.js');
      return await LeannIndex.fromUrl(new URL(src, document.baseURI), {
        signal: opening.signal,
        listDocuments: true,
        onProgress: ({ loaded, total }) => {
          if (!opening.signal.aborted) this.#loading(loaded, total);
        },
      });
    } catch (error) {
      if (this.#opening === opening) this.#opened = undefined;
      throw error;
    }
  }

  #forget(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    this.#opening.abort();
    this.#close();
    opened?.then((index) => index.close()).catch(() => undefined);
  }

  #show(query: string, { hits, final }: SearchUpdate): void {
    this.#options.show(hits);
    if (hits.length === 0 && final) this.#tell(`Nothing found for “${query}”`);
    else this.#status.replaceChildren();
    this.#status.hidden = hits.length > 0 || !final;
    this.#popup.hidden = false;
    this.#options.reveal();
    const count = `${hits.length} ${hits.length === 1 ? 'result' : 'results'}`;
    if (final) this.#live.textContent = hits.length === 0 ? `Nothing found for “${query}”` : count;
  }

  /** Shown only to those who wait for an answer. */
  #loading(loaded: number, total: number | undefined): void {
    if (!this.#query.asked || !this.matches(':focus-within')) return;
    const bar = part('progress', 'progress');
    bar.setAttribute('aria-label', 'Loading');
    if (total !== undefined && total > 0) bar.value = loaded / total;
    this.#options.show([]);
    this.#tell('Getting the search ready…', bar);
    if (this.#live.textContent === '') this.#live.textContent = 'Getting the search ready';
  }

  #fail(error: unknown): void {
    const offline = error instanceof LeannError && error.code === 'network-failed' && !navigator.onLine;
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^leann: /, '');
    const text = offline
      ? 'You are offline, and this search was not used here before.'
      : `No search: ${reason}`;
    this.#retryOnline = offline;
    const retry = part('button', 'retry', 'Try again');
    retry.type = 'button';
    retry.addEventListener('click', () => {
      this.#input.focus();
      this.#query.ask();
    });
    this.#options.show([]);
    this.#tell(text, retry);
    this.#live.textContent = text;
  }

  #tell(text: string, ...more: HTMLElement[]): void {
    this.#status.replaceChildren(text, ...more);
    this.#status.hidden = false;
    this.#popup.hidden = false;
  }

  #close(): void {
    this.#query.stop();
    this.#popup.hidden = true;
    this.#options.activate();
    this.#live.textContent = '';
    this.#input.setAttribute('aria-expanded', 'false');
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
    const follow = this.dispatchEvent(new CustomEvent('leann-select', options));
    if (!follow) event.preventDefault();
    this.#close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'leann-search': LeannSearch;
  }
}

if (customElements.get('leann-search') === undefined) customElements.define('leann-search', LeannSearch);
