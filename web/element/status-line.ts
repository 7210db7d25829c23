// The line above the answers of <leann-search>: it says what they are, or why there are none. It is there as long as they
// are, so that they do not jump when it changes.

import type { ModelState } from '../interface/model-state.js';
import type { SearchUpdate } from '../interface/search-update.js';
import { part } from './part.js';
import { counted, filled, langOf, type SearchTexts } from './texts.js';

export interface StatusLineOptions {
  host: HTMLElement;
  texts(): SearchTexts;
  onRetry(): void;
  onBetter(): void;
}

export class StatusLine {
  readonly element = part('div', 'status');
  /** What screen readers say: the end of a search, and that something keeps one waiting. */
  readonly live = part('div', 'live');
  readonly #options: StatusLineOptions;

  constructor(options: StatusLineOptions) {
    this.#options = options;
    this.live.setAttribute('role', 'status');
  }

  /** Tells of an answer. */
  show(query: string, { hits, final }: SearchUpdate): void {
    const { texts, host } = this.#options;
    const { words, weak, nothing, results } = texts();
    const count = counted(results, hits.length, langOf(host));
    const [best] = hits;
    if (best === undefined) {
      if (final) this.#tell('nothing', filled(nothing, { query }));
    } else if (!final && hits.every(({ meaning }) => meaning === undefined)) this.#tell('words', words);
    else if (best.weak) this.#tell('weak', filled(weak, { query }));
    else this.#tell('found', count);
    if (final)
      this.live.textContent = best?.weak ? `${this.element.textContent} ${count}` : this.element.textContent;
  }

  /** Tells that answers can become better: by a button, or as what is being done, and how far that is. After `show`. */
  offer(state: ModelState, bytes: number, loaded: number): void {
    const { better, bettering } = this.#options.texts();
    this.element.querySelector('.better')?.remove();
    const lang = langOf(this.#options.host);
    if (state === 'loading') {
      // Once all is there, it has to be made ready.
      const share = Math.min(0.99, loaded / bytes).toLocaleString(lang, { style: 'percent' });
      this.element.append(part('span', 'better', filled(bettering, { share })));
    }
    if (state !== 'waiting' && state !== 'failed') return;
    const size = Math.max(1, Math.round(bytes / 1e6)).toLocaleString(lang);
    const button = part('button', 'better', filled(better, { size }));
    button.type = 'button';
    button.addEventListener('click', () => this.#options.onBetter());
    this.element.append(button);
  }

  /** Tells that index and model are on their way. */
  loading(loaded: number, total: number): void {
    const { loading } = this.#options.texts();
    const bar = part('progress', 'progress');
    bar.setAttribute('aria-label', loading);
    // Of files that are there nobody knows what comes next.
    if (loaded < total) bar.value = loaded / total;
    this.#tell('loading', loading, bar);
    if (this.live.textContent === '') this.live.textContent = loading;
  }

  /** Tells visitors that there is no answer, and the console why. Returns whether being offline is the reason. */
  fail(error: unknown): boolean {
    const isOffline = !navigator.onLine && isOfNetwork(error);
    const { offline, failed, retry } = this.#options.texts();
    const text = isOffline ? offline : failed;
    const button = part('button', 'retry', retry);
    button.type = 'button';
    button.addEventListener('click', () => this.#options.onRetry());
    this.#tell(isOffline ? 'offline' : 'failed', text, button);
    this.live.textContent = text;
    console.error(error);
    return isOffline;
  }

  /** What was announced is over. */
  hush(): void {
    this.live.textContent = '';
  }

  #tell(state: string, text: string, ...more: HTMLElement[]): void {
    this.element.dataset.state = state;
    this.element.replaceChildren(text, ...more);
  }
}

/** Whether something could not be fetched: a file of the index, or a script, of which browsers say no more than this. */
function isOfNetwork(error: unknown): boolean {
  // By its code, since the scripts that are loaded later have a class of their own.
  return error instanceof Error && 'code' in error
    ? error.code === 'network-failed'
    : error instanceof TypeError;
}
