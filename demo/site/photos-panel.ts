// The visitor's photos: dropped or chosen, indexed in the tab, found by words, by place and year, and by one another.

import { TypedQuery } from '../../web/element/typed-query.js';
import type { AnyWhere, Facet } from '../../web/index.js';
import { find } from '../shared/element.js';
import { bytes, counted, grouped, reasonOf } from '../shared/format.js';
import type { FoundFile } from './dropped-files.js';
import { takeFiles } from './file-intake.js';
import { Pace } from './pace.js';
import { PhotoDialog } from './photo-dialog.js';
import { PhotoGrid } from './photo-grid.js';
import type { Photo, PhotoShelf } from './photo-shelf.js';
import { pressTwice } from './press-twice.js';
import { Turns } from './turns.js';

const IMAGE = /^image\//;
/** Browsers name no type for some. */
const NAMED = /\.(?:jpe?g|png|webp|gif|avif|bmp|heic|heif)$/i;
/** Files that are named when they could not be read. */
const NAMED_REFUSALS = 3;

const FORGET = { ask: 'Delete all', sure: 'Really delete all?' };

const KIND = {
  labels:
    'This model knows a list of things: it finds “a dog” or “fruit”, but not people by name, events, or what happens between things.',
  joint:
    'This model has learnt pictures with their captions: describe a scene. It does not know the names of your people and places.',
};

export class PhotosPanel {
  readonly #panel = find(document, '#photos', HTMLElement);
  readonly #drop = find(this.#panel, '.drop', HTMLElement);
  readonly #adding = find(this.#panel, '.adding', HTMLElement);
  readonly #bar = find(this.#panel, '.bar', HTMLProgressElement);
  readonly #status = find(this.#panel, '.add-status', HTMLElement);
  readonly #library = find(this.#panel, '.photo-library', HTMLElement);
  readonly #input = find(this.#panel, '.query', HTMLInputElement);
  readonly #year = find(this.#panel, '.photo-year', HTMLSelectElement);
  readonly #place = find(this.#panel, '.photo-place', HTMLSelectElement);
  readonly #said = find(this.#panel, '.photo-said', HTMLElement);
  readonly #kind = find(this.#panel, '.photo-kind', HTMLElement);
  readonly #go = find(this.#panel, '.continue', HTMLButtonElement);
  readonly #forget = find(this.#panel, '.forget', HTMLButtonElement);
  readonly #open: () => Promise<PhotoShelf | undefined>;
  readonly #grid: PhotoGrid;
  readonly #dialog: PhotoDialog;
  readonly #query: TypedQuery;
  #shelf: PhotoShelf | undefined;
  #opening: Promise<void> | undefined;
  readonly #turns = new Turns({
    tell: (message) => this.#tell(message),
    onBusy: (isBusy) => this.#setBusy(isBusy),
  });

  /** `open` gives nothing where the server has no model of photos. */
  constructor(open: () => Promise<PhotoShelf | undefined>) {
    this.#open = open;
    this.#grid = new PhotoGrid({
      place: find(this.#panel, '.photo-grid', HTMLElement),
      read: async (id) => this.#shelf?.photo(id),
      onOpen: (photo) => this.#dialog.show(photo),
    });
    this.#dialog = new PhotoDialog({
      onLike: (photo) => void this.#like(photo),
      onDelete: (photo) => void this.#delete(photo),
    });
    this.#query = new TypedQuery(this.#input, (query, signal) => void this.#search(query, signal));
    this.#listen();
  }

  /** Loads model and index when the panel is first shown, and goes on with what waits. */
  show(): Promise<void> {
    this.#opening ??= this.#begin();
    return this.#opening;
  }

  progress(loaded: number, total: number | undefined): void {
    this.#tell(`Fetching the model: ${bytes(loaded)}${total === undefined ? '' : ` of ${bytes(total)}`}…`);
  }

  async #begin(): Promise<void> {
    this.#setBusy(true);
    try {
      this.#tell('Fetching the model…');
      this.#shelf = await this.#open();
      find(this.#panel, '.photo-none', HTMLElement).hidden = this.#shelf !== undefined;
      this.#drop.hidden = this.#shelf === undefined;
      if (this.#shelf === undefined) return;
      this.#kind.textContent = KIND[this.#shelf.embedder.kind];
      this.#tell('');
      await this.#showAll();
      if ((await this.#shelf.queue.size()) > 0) void this.#run((signal) => this.#index(signal, []));
    } catch (error) {
      this.#tell(`The photos could not be opened: ${reasonOf(error)}`);
      this.#opening = undefined;
    } finally {
      this.#setBusy(false);
    }
  }

  #listen(): void {
    takeFiles({
      panel: this.#panel,
      drop: this.#drop,
      take: (files) => void this.#add(files),
      failed: (error) => this.#tell(`Not added: ${reasonOf(error)}`),
    });
    find(this.#panel, '.stop', HTMLButtonElement).addEventListener('click', () => this.#turns.stop());
    this.#go.addEventListener('click', () => void this.#run((signal) => this.#index(signal, [])));
    for (const select of [this.#year, this.#place])
      select.addEventListener('change', () => this.#query.ask());
    find(this.#panel, '.search', HTMLFormElement).addEventListener('submit', (event) =>
      event.preventDefault(),
    );
    pressTwice(this.#forget, FORGET, () => this.#forgetAll());
  }

  async #add(files: readonly FoundFile[]): Promise<void> {
    await this.show();
    // Without a model, the tab says how to add one.
    if (this.#shelf === undefined) return;
    const photos = files.filter(({ file }) => IMAGE.test(file.type) || NAMED.test(file.name));
    if (photos.length === 0) return this.#tell('There was no photo among them.');
    await this.#run((signal) => this.#readAndIndex(photos, signal));
  }

  async #readAndIndex(files: readonly FoundFile[], signal: AbortSignal): Promise<string> {
    const refused: string[] = [];
    const pace = new Pace(files.length);
    let known = 0;
    for (const [at, { path, file }] of files.entries()) {
      signal.throwIfAborted();
      try {
        if (!(await this.#shelf?.read(path, file, signal))) known++;
      } catch (error) {
        signal.throwIfAborted();
        refused.push(`${path} (${reasonOf(error).replace('cannot read image: ', '')})`);
      }
      this.#progress('Reading photos', at + 1, files.length, pace);
    }
    const said = await this.#index(signal, refused);
    return known > 0 ? `${said} ${counted(known, 'photo')} had been added before.` : said;
  }

  async #index(signal: AbortSignal, refused: readonly string[]): Promise<string> {
    let pace: Pace | undefined;
    for await (const { phase, done, total } of this.#shelf?.index(signal) ?? []) {
      if (phase !== 'embed') continue;
      pace ??= new Pace(total, done);
      this.#progress('Looking at photos', done, total, pace);
    }
    this.#grid.forget();
    await this.#showAll();
    const some = refused.slice(0, NAMED_REFUSALS).join('; ');
    const others = refused.length - NAMED_REFUSALS;
    const rest = others > 0 ? ` and ${grouped(others)} more` : '';
    const left = refused.length > 0 ? ` Not added: ${some}${rest}.` : '';
    return `${counted(this.#shelf?.count ?? 0, 'photo')} can be searched.${left}`;
  }

  async #run(task: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const waiting = async () => (await this.#shelf?.queue.size()) ?? 0;
    await this.#turns.run(task, async (error, stopped) => {
      if (!stopped) return `Not added: ${reasonOf(error)}`;
      return `Stopped; ${counted(await waiting(), 'photo')} still to be looked at.`;
    });
    this.#go.hidden = this.#turns.running || (await waiting()) === 0;
  }

  async #search(query: string, signal: AbortSignal): Promise<void> {
    const shelf = this.#shelf;
    if (shelf === undefined) return;
    const where = this.#where();
    if (query === '' && where === undefined) return await this.#showAll();
    try {
      if (query === '') return this.#showFound(await shelf.matching(where), 'in that year and place');
      for await (const { photos, final } of shelf.search(query, where, signal)) {
        if (signal.aborted) return;
        if (photos.length > 0 || final) this.#showFound(photos, `for “${query}”`);
      }
    } catch (error) {
      if (!signal.aborted) this.#said.textContent = `Not searched: ${reasonOf(error)}`;
    }
  }

  #where(): AnyWhere | undefined {
    const where = {
      ...(this.#year.value !== '' && { year: this.#year.value }),
      ...(this.#place.value !== '' && { place: this.#place.value }),
    };
    return Object.keys(where).length === 0 ? undefined : where;
  }

  #showFound(photos: readonly Photo[], reason: string): void {
    this.#said.textContent =
      photos.length === 0
        ? `Nothing like that ${reason}.`
        : `${counted(photos.length, 'photo')} ${reason}, best first.`;
    this.#grid.show(
      photos.map(({ id }) => id),
      photos,
    );
  }

  async #like(photo: Photo): Promise<void> {
    this.#query.stop();
    this.#input.value = '';
    this.#showFound([photo, ...((await this.#shelf?.like(photo.id)) ?? [])], `like “${photo.title}”`);
    scrollTo({ top: 0 });
  }

  async #delete({ id, title }: Photo): Promise<void> {
    await this.#change(async () => this.#shelf?.delete(id), `Deleted ${title}.`);
    this.#grid.forget(id);
  }

  async #forgetAll(): Promise<void> {
    await this.#change(async () => this.#shelf?.forget(), 'All photos were deleted.');
  }

  async #change(change: () => Promise<void>, told: string): Promise<void> {
    try {
      await change();
      await this.#showAll();
      this.#tell(told);
    } catch (error) {
      this.#tell(`Not deleted: ${reasonOf(error)}`);
    }
  }

  async #showAll(): Promise<void> {
    const shelf = this.#shelf;
    if (shelf === undefined) return;
    const { count } = shelf;
    this.#library.hidden = count === 0;
    this.#go.hidden = this.#turns.running || (await shelf.queue.size()) === 0;
    const { index, pictures } = shelf.bytes;
    this.#said.textContent = `${counted(count, 'photo')}; index ${bytes(index)}, small pictures ${bytes(pictures)}; kept in this browser`;
    this.#grid.show(await shelf.ids());
    await this.#showFacets(shelf);
  }

  async #showFacets(shelf: PhotoShelf): Promise<void> {
    const { year, place } = await shelf.facets();
    fill(this.#year, 'Any year', year);
    fill(this.#place, 'Any place', place);
  }

  #progress(what: string, done: number, total: number, pace: Pace): void {
    this.#bar.value = total === 0 ? 0 : done / total;
    this.#tell(`${what}: ${grouped(done)} of ${grouped(total)}${pace.said(done)}…`);
  }

  #tell(text: string): void {
    this.#status.textContent = text;
  }

  #setBusy(busy: boolean): void {
    this.#adding.hidden = !this.#turns.running;
    this.#bar.removeAttribute('value');
    for (const control of this.#panel.querySelectorAll<HTMLInputElement>(
      '.drop .actions :is(input, button), .forget',
    ))
      control.disabled = busy;
  }
}

/** The choice stays, if it is still there. */
function fill(select: HTMLSelectElement, all: string, values: readonly Facet[]): void {
  const chosen = select.value;
  const options = values.map(({ value, count }) => new Option(`${value} (${grouped(count)})`, String(value)));
  select.replaceChildren(new Option(all, ''), ...options);
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = '';
  select.hidden = options.length === 0;
}
