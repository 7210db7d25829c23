// Counts what is asked of the network since the page was ready, by the page and by its worker, and shows it.

import { find, make } from '../shared/element.js';
import { counted, grouped } from '../shared/format.js';

const LISTED = 50;

/** What requests are for, by their path in the page's folder; the first that fits. */
const PURPOSES: readonly [RegExp, string][] = [
  [/^words\//, 'for definitions'],
  [/^(photo|ort\/|model\/|encoder\/|leann-core)/, 'for the model of photos'],
  [/^(pdf-|chunks\/)/, 'for parts of this page'],
  [/./, 'for something else'],
];

export class RequestCounter {
  /** The worker that has this name tells on the channel of this name. */
  readonly channel = `requests ${crypto.randomUUID()}`;
  readonly #details = find(document, '.request-details', HTMLElement);
  readonly #list = find(document, '.request-list', HTMLElement);
  readonly #asked: string[] = [];
  #readyAt = Number.POSITIVE_INFINITY;

  constructor() {
    new PerformanceObserver((entries) => this.#take(namesSince(entries, this.#readyAt))).observe({
      type: 'resource',
    });
    openChannel(this.channel)?.addEventListener('message', ({ data }: MessageEvent<string[]>) => {
      if (this.#readyAt !== Number.POSITIVE_INFINITY) this.#take(data);
    });
  }

  /** Counts from now on. */
  begin(): void {
    this.#readyAt = performance.now();
    this.#show();
  }

  #take(names: readonly string[]): void {
    if (names.length === 0) return;
    this.#asked.push(...names);
    this.#show();
  }

  #show(): void {
    const count = this.#asked.length;
    const since = `${counted(count, 'request')} since this page was ready`;
    const text = count === 0 ? since : `${since}, ${purposes(this.#asked)}`;
    for (const place of document.querySelectorAll('.requests')) place.textContent = text;
    for (const proof of document.querySelectorAll<HTMLElement>('.proof')) proof.hidden = false;
    this.#details.hidden = count === 0;
    const latest = this.#asked.slice(-LISTED).reverse();
    this.#list.replaceChildren(...latest.map((name) => make('li', '', shortened(name))));
  }
}

/** Undefined where the browser allows none, as Firefox does on sites that may store nothing. */
export function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** URLs of what was asked for since then, in the thread's own time. */
export function namesSince(entries: PerformanceObserverEntryList, since: number): string[] {
  return entries
    .getEntries()
    .filter(({ name, startTime }) => startTime >= since && /^https?:/.test(name))
    .map(({ name }) => name);
}

/** `9 for definitions, 2 for parts of this page`. */
function purposes(asked: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const url of asked) {
    const [, purpose = ''] = PURPOSES.find(([path]) => path.test(shortened(url))) ?? [];
    counts.set(purpose, (counts.get(purpose) ?? 0) + 1);
  }
  return Array.from(counts, ([purpose, count]) => `${grouped(count)} ${purpose}`).join(', ');
}

function shortened(url: string): string {
  const home = new URL('.', location.href).href;
  return url.startsWith(home) ? url.slice(home.length) || './' : url;
}
