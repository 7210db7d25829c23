// A grid of photos of which only those in sight are elements, so that ten thousand scroll as smoothly as ten.

import { make } from '../shared/element.js';
import type { Photo } from './photo-shelf.js';

const LEAST_WIDTH = 128;
const GAP = 6;
/** Rows above and below the window that are there already. */
const AHEAD = 2;
/** Pictures that stay in memory. */
const KEPT = 400;

export interface PhotoGridOptions {
  place: HTMLElement;
  /** A photo by its id, read when it comes into sight. */
  read(id: string): Promise<Photo | undefined>;
  onOpen(photo: Photo): void;
}

export class PhotoGrid {
  readonly #options: PhotoGridOptions;
  readonly #tiles = new Map<number, HTMLButtonElement>();
  readonly #read = new Map<string, Promise<Photo | undefined>>();
  #ids: readonly string[] = [];
  #columns = 1;
  #side = LEAST_WIDTH;
  #frame = 0;

  constructor(options: PhotoGridOptions) {
    this.#options = options;
    const { place } = options;
    const later = () => {
      this.#frame ||= requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
    };
    addEventListener('scroll', later, { passive: true });
    new ResizeObserver(() => this.#measure()).observe(place);
    place.addEventListener('keydown', (event) => this.#move(event));
  }

  /** Photos that are known already need not be read. */
  show(ids: readonly string[], known: readonly Photo[] = []): void {
    for (const photo of known) this.#keep(photo.id, Promise.resolve(photo));
    this.#ids = ids;
    for (const tile of this.#tiles.values()) tile.remove();
    this.#tiles.clear();
    this.#measure();
  }

  /** Forgets what is kept of a photo that has changed or gone. */
  forget(id?: string): void {
    if (id === undefined) this.#read.clear();
    else this.#read.delete(id);
  }

  #measure(): void {
    const width = this.#options.place.clientWidth;
    if (width === 0) return;
    this.#columns = Math.max(2, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
    this.#side = (width - GAP * (this.#columns - 1)) / this.#columns;
    const rows = Math.ceil(this.#ids.length / this.#columns);
    this.#options.place.style.height = `${Math.max(0, rows * (this.#side + GAP) - GAP)}px`;
    for (const [at, tile] of this.#tiles) this.#put(tile, at);
    this.#draw();
  }

  #draw(): void {
    const { place } = this.#options;
    const top = -place.getBoundingClientRect().top;
    const height = this.#side + GAP;
    const first = Math.max(0, Math.floor(top / height) - AHEAD) * this.#columns;
    const end = Math.min(this.#ids.length, (Math.ceil((top + innerHeight) / height) + AHEAD) * this.#columns);
    for (const [at, tile] of this.#tiles) {
      if (at >= first && at < end) continue;
      // What has the focus keeps it.
      if (tile === document.activeElement) continue;
      tile.parentElement?.remove();
      this.#tiles.delete(at);
    }
    for (let at = first; at < end; at++) if (!this.#tiles.has(at)) this.#add(at);
  }

  #add(at: number): HTMLButtonElement {
    const id = this.#ids[at] ?? '';
    const item = make('li', 'photo-item');
    item.setAttribute('aria-setsize', String(this.#ids.length));
    item.setAttribute('aria-posinset', String(at + 1));
    const tile = document.createElement('button');
    tile.type = 'button';
    tile.className = 'photo-tile';
    item.append(tile);
    this.#tiles.set(at, tile);
    this.#put(tile, at);
    this.#options.place.append(item);
    void this.#fill(tile, id);
    return tile;
  }

  async #fill(tile: HTMLButtonElement, id: string): Promise<void> {
    const photo = await this.#photo(id).catch(() => undefined);
    if (photo === undefined || !tile.isConnected) return;
    const image = document.createElement('img');
    image.src = photo.picture;
    image.alt = photo.title;
    image.decoding = 'async';
    tile.append(image);
    tile.title = photo.title;
    tile.addEventListener('click', () => this.#options.onOpen(photo));
  }

  #photo(id: string): Promise<Photo | undefined> {
    const reading = this.#read.get(id) ?? this.#options.read(id);
    this.#keep(id, reading);
    return reading;
  }

  #keep(id: string, photo: Promise<Photo | undefined>): void {
    // The latest is last, so the first is the one that was wanted longest ago.
    this.#read.delete(id);
    this.#read.set(id, photo);
    const [oldest] = this.#read.keys();
    if (this.#read.size > KEPT && oldest !== undefined) this.#read.delete(oldest);
  }

  #put(tile: HTMLButtonElement, at: number): void {
    const item = tile.parentElement;
    if (item === null) return;
    const step = this.#side + GAP;
    item.style.width = `${this.#side}px`;
    item.style.height = `${this.#side}px`;
    item.style.transform = `translate(${(at % this.#columns) * step}px, ${Math.floor(at / this.#columns) * step}px)`;
  }

  /** Arrows move among the photos. */
  #move(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#columns,
      ArrowUp: -this.#columns,
    };
    const step = steps[event.key];
    const [from] = [...this.#tiles].find(([, tile]) => tile === document.activeElement) ?? [];
    if (step === undefined || from === undefined) return;
    const to = from + step;
    if (to < 0 || to >= this.#ids.length) return;
    event.preventDefault();
    (this.#tiles.get(to) ?? this.#add(to)).focus();
  }
}
