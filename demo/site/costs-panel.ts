// The costs of searching: bytes, and the work of the last search, compared with exact search.

import type { SearchUpdate } from '../../web/index.js';
import { find, make } from '../shared/element.js';
import { bytes, counted, grouped, milliseconds, reasonOf } from '../shared/format.js';
import type { Backend, LastSearch } from './backend.js';
import { showBars } from './bars.js';
import { BASELINES } from './baselines.js';
import { EFFORTS } from './efforts.js';
import { RecallPlot } from './recall-plot.js';
import type { Shelf, ShelfInfo } from './shelves.js';
import { watchFrame } from './table-frame.js';
import type { Yardstick } from './yardstick.js';

/** Exact search is not offered if it would take longer: embedding is most of it. */
const LONGEST_MS = 10 * 60_000;

/** Milliseconds to embed a passage, until searches have shown how long it takes here. */
const ASSUMED_MS = 8;

/** A search that recomputes fewer passages says too little about that. */
const LEAST_RECOMPUTED = 8;

/** The last query with one of the settings. */
interface Trial {
  update: SearchUpdate;
  /** How many of the nearest passages it finds, as text; undefined until it was compared. */
  found?: string;
}

export class CostsPanel {
  readonly #backend: Backend;
  readonly #panel = find(document, '#costs', HTMLElement);
  readonly #slider = find(this.#panel, '#effort', HTMLInputElement);
  readonly #status = find(this.#panel, '.yardstick-text', HTMLElement);
  readonly #bar = find(this.#panel, '.yardstick-bar', HTMLProgressElement);
  readonly #run = find(this.#panel, '.yardstick-run', HTMLButtonElement);
  readonly #stop = find(this.#panel, '.yardstick-stop', HTMLButtonElement);
  readonly #searched = new Map<Shelf, LastSearch>();
  readonly #yardsticks = new Map<Shelf, Yardstick>();
  /** Milliseconds to recompute a passage, as measured by the last search that recomputed enough. */
  readonly #msPerPassage = new Map<Shelf, number>();
  /** By place in {@link EFFORTS}. */
  #trials = new Map<number, Trial>();
  #shelf: Shelf = 'words';
  #question = '';
  #plot: RecallPlot | undefined;
  #running: AbortController | undefined;
  #asking = new AbortController();

  constructor(backend: Backend) {
    this.#backend = backend;
    backend.onSearched = (search) => this.#take(search);
    this.#slider.max = String(EFFORTS.length - 1);
    this.#slider.value = String(backend.effort);
    this.#slider.addEventListener('input', () => this.#setEffort(Number(this.#slider.value)));
    for (const choice of this.#panel.querySelectorAll<HTMLInputElement>('[name=shelf]')) {
      choice.addEventListener('change', () => this.#choose(choice.value === 'notes' ? 'notes' : 'words'));
    }
    this.#run.addEventListener('click', () => void this.#measure());
    this.#stop.addEventListener('click', () => this.#running?.abort());
    for (const frame of this.#panel.querySelectorAll<HTMLElement>('.table-frame')) watchFrame(frame);
    this.#showEffort();
  }

  /** The panel is looked at. */
  async show(): Promise<void> {
    this.#plot ??= new RecallPlot(find(this.#panel, '.plot-card', HTMLElement));
    const info = await this.#backend.info(this.#shelf);
    this.#showBytes(info);
    this.#showLast();
    this.#showYardstick(info);
  }

  #choose(shelf: Shelf): void {
    this.#running?.abort();
    this.#shelf = shelf;
    this.#forgetTrials();
    const last = this.#searched.get(shelf);
    if (last !== undefined) this.#take(last);
    void this.show();
  }

  /** A search has ended, here or in another panel. */
  #take(search: LastSearch): void {
    this.#searched.set(search.shelf, search);
    const { recomputed, ms } = search.update.stats;
    if (recomputed >= LEAST_RECOMPUTED) this.#msPerPassage.set(search.shelf, ms.recompute / recomputed);
    if (search.shelf !== this.#shelf) return;
    const question = `${search.shelf} ${search.query}`;
    if (question !== this.#question) this.#forgetTrials();
    this.#question = question;
    this.#trials.set(search.effort, { update: search.update });
    void this.#compare();
    this.#showLast();
  }

  #forgetTrials(): void {
    this.#question = '';
    this.#trials = new Map();
  }

  #setEffort(effort: number): void {
    this.#backend.effort = effort;
    this.#showEffort();
    this.#asking.abort();
    this.#asking = new AbortController();
    const last = this.#searched.get(this.#shelf);
    if (last === undefined) return;
    const { signal } = this.#asking;
    this.#backend.search(last.shelf, last.query, { signal, onUpdate: () => undefined }).catch((error) => {
      if (!signal.aborted) this.#status.textContent = `The search failed: ${reasonOf(error)}`;
    });
  }

  #showEffort(): void {
    const name = EFFORTS[this.#backend.effort]?.name ?? '';
    find(this.#panel, '.effort-name', HTMLElement).textContent = name;
    this.#slider.setAttribute('aria-valuetext', name);
    this.#showTrials();
  }

  #showBytes({ documents, passages, parts, textBytes }: ShelfInfo): void {
    const text = find(this.#panel, '.bytes-text', HTMLElement);
    text.textContent = `${counted(documents, 'text')} in ${counted(passages, 'passage')}, ${(parts.total / Math.max(1, passages)).toFixed(1)} bytes of index each. The grey bars of other methods are not measured here, but computed from their bytes a passage (docs/benchmarks.md).`;
    showBars(find(this.#panel, '.bytes-all', HTMLElement), [
      { name: 'the text itself', amount: textBytes, text: bytes(textBytes), kind: 'text-bytes' },
      ...BASELINES.map(({ name, bytesPerPassage }) => {
        const amount = passages * bytesPerPassage;
        return { name, amount, text: bytes(amount) };
      }),
      { name: 'leann-web', amount: parts.total, text: bytes(parts.total), kind: 'ours' },
    ]);
    this.#showParts(parts);
  }

  #showParts({
    codes,
    graph,
    attachments,
    quantizer,
    lengths,
    words,
    rest,
    cache,
    buffered,
  }: ShelfInfo['parts']): void {
    const parts = Object.entries({
      codes,
      graph,
      words,
      'checks of texts': attachments,
      'rotation, codebooks': quantizer,
      lengths,
      'header, checksums': rest,
      'saved vectors': cache,
      'buffered vectors': buffered,
    }).filter(([, amount]) => amount > 0);
    const stack = find(this.#panel, '.stack', HTMLElement);
    const slices = parts.map(([, amount], place) => {
      const slice = make('span', `slice part-${place}`);
      slice.style.flexGrow = String(amount);
      return slice;
    });
    stack.replaceChildren(...slices);
    const keys = parts.map(([name, amount], place) => {
      const item = make('li', `part-${place}`);
      item.append(make('span', 'swatch'), name, make('b', '', bytes(amount)));
      return item;
    });
    find(this.#panel, '.stack-key', HTMLElement).replaceChildren(...keys);
  }

  #showLast(): void {
    const last = this.#searched.get(this.#shelf);
    const text = find(this.#panel, '.last-text', HTMLElement);
    const list = find(this.#panel, '.last-phases', HTMLElement);
    this.#showTrials();
    if (last === undefined) {
      text.textContent = 'Nothing has been searched for yet.';
      list.replaceChildren();
      return;
    }
    const { stats } = last.update;
    const { ms } = stats;
    const device = stats.device === 'webgpu' ? 'WebGPU' : 'WebAssembly';
    text.textContent = `“${last.query}”: ${counted(stats.recomputed, 'passage')} recomputed, ${grouped(stats.cached)} from memory, on ${device}; the first answer came after ${milliseconds(last.firstMs)}.`;
    const phase = (name: string, amount: number) => ({ name, amount, text: milliseconds(amount) });
    showBars(list, [
      phase('embedding the query', ms.embedQuery),
      phase('graph and codes', ms.core),
      phase('recomputing', ms.recompute),
      phase('reading texts', ms.read),
      { ...phase('in all', ms.total), kind: 'ours' },
    ]);
  }

  #showTrials(): void {
    const rows = EFFORTS.map(({ name }, effort) => {
      const row = make('tr', '');
      if (effort === this.#backend.effort) row.setAttribute('aria-current', 'true');
      const heading = make('th', '', name);
      heading.setAttribute('scope', 'row');
      row.append(heading, ...cellsOf(this.#trials.get(effort)).map((cell) => make('td', '', cell)));
      return row;
    });
    find(this.#panel, '.trials tbody', HTMLElement).replaceChildren(...rows);
  }

  #showYardstick({ passages }: ShelfInfo): void {
    if (this.#running !== undefined) return;
    const known = this.#yardstick(passages);
    const measured = this.#msPerPassage.get(this.#shelf);
    const expected = passages * (measured ?? ASSUMED_MS);
    this.#run.hidden = passages === 0 || known !== undefined || expected > LONGEST_MS;
    this.#stop.hidden = true;
    this.#bar.hidden = true;
    const pace =
      measured === undefined ? `an assumed ${ASSUMED_MS} ms a passage` : 'the pace of the last searches';
    const time = `about ${duration(expected)}, at ${pace}`;
    if (passages === 0) this.#status.textContent = 'There is nothing to compare with yet.';
    else if (known !== undefined) {
      this.#status.textContent = `Exact search has ${counted(known.passages, 'vector')} in ${bytes(known.bytes)} of memory.`;
    } else if (expected > LONGEST_MS) {
      this.#status.textContent = `Exact search would have to embed all ${grouped(passages)} passages: ${time}. It is offered if it takes less than ten minutes.`;
    } else {
      this.#status.textContent = `Exact search embeds all ${grouped(passages)} passages first: ${time}.`;
    }
  }

  /** The one that fits the index as it is. */
  #yardstick(passages: number): Yardstick | undefined {
    const known = this.#yardsticks.get(this.#shelf);
    return known?.passages === passages ? known : undefined;
  }

  async #measure(): Promise<void> {
    const shelf = this.#shelf;
    const running = new AbortController();
    this.#running = running;
    this.#run.hidden = true;
    this.#stop.hidden = false;
    this.#bar.hidden = false;
    this.#bar.value = 0;
    let failure = '';
    try {
      const yardstick = await this.#backend.measure(shelf, {
        signal: running.signal,
        onProgress: (done, total) => {
          this.#bar.value = done / total;
          this.#status.textContent = `Embedding: ${grouped(done)} of ${grouped(total)}…`;
        },
      });
      this.#yardsticks.set(shelf, yardstick);
    } catch (error) {
      if (!running.signal.aborted) failure = `Exact search failed: ${reasonOf(error)}`;
    }
    this.#running = undefined;
    await this.show();
    if (failure !== '') this.#status.textContent = failure;
    await this.#compare();
  }

  /** Compares what was found with exact search, once that is ready. */
  async #compare(): Promise<void> {
    const last = this.#searched.get(this.#shelf);
    const { passages } = await this.#backend.info(this.#shelf);
    const yardstick = this.#yardstick(passages);
    if (last === undefined || yardstick === undefined) return;
    for (const [effort, trial] of this.#trials) {
      trial.found ??= await this.#found(yardstick, last, effort);
    }
    this.#showTrials();
  }

  /** Exact search knows vectors only, so it is held against a search by meaning. */
  async #found(yardstick: Yardstick, { shelf, query }: LastSearch, effort: number): Promise<string> {
    const hits = await this.#backend.nearest(shelf, query, effort);
    return `${await yardstick.found(query, hits)} of ${hits.length}`;
  }
}

function duration(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`;
}

function cellsOf(trial: Trial | undefined): string[] {
  if (trial === undefined) return ['–', '–', '–', '–', '–'];
  const { stats } = trial.update;
  return [
    grouped(stats.recomputed),
    grouped(stats.cached),
    milliseconds(stats.ms.total),
    stats.expectedRecall === 0 ? '–' : stats.expectedRecall.toFixed(2),
    trial.found ?? '–',
  ];
}
