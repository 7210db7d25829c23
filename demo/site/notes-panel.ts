// The visitor's own files: dropped, chosen or pasted, indexed in the tab, kept in the browser.

import type { AddProgress, Document } from '../../web/index.js';
import { find } from '../shared/element.js';
import { bytes, counted, grouped, reasonOf } from '../shared/format.js';
import { PHASES } from '../shared/phases.js';
import type { Backend, Ended, Listed } from './backend.js';
import { type ReadFiles, readFiles } from './document-file.js';
import { DocumentList } from './document-list.js';
import type { FoundFile } from './dropped-files.js';
import { takeFiles } from './file-intake.js';
import { pressTwice } from './press-twice.js';
import { SearchView } from './search-view.js';
import type { ShelfInfo } from './shelves.js';
import { Turns } from './turns.js';

/** Of the button that deletes everything: it is pressed twice. */
const FORGET = { ask: 'Delete all', sure: 'Really delete all?' };

export class NotesPanel {
  readonly view: SearchView;
  readonly #backend: Backend;
  readonly #panel = find(document, '#notes', HTMLElement);
  readonly #drop = find(this.#panel, '.drop', HTMLElement);
  readonly #form = find(this.#panel, '.paste-form', HTMLFormElement);
  readonly #paste = find(this.#panel, '.paste', HTMLTextAreaElement);
  readonly #pasteToggle = find(this.#panel, '.paste-toggle', HTMLButtonElement);
  readonly #adding = find(this.#panel, '.adding', HTMLElement);
  readonly #bar = find(this.#panel, '.bar', HTMLProgressElement);
  readonly #status = find(this.#panel, '.add-status', HTMLElement);
  readonly #search = find(this.#panel, '.search-place', HTMLElement);
  readonly #library = find(this.#panel, '.library', HTMLElement);
  readonly #forget = find(this.#library, '.forget', HTMLButtonElement);
  readonly #list: DocumentList;
  #listed: Listed[] = [];
  readonly #turns = new Turns({
    tell: (message) => this.#tell(message),
    onBusy: (isBusy) => this.#setBusy(isBusy),
  });
  #kept = true;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.view = new SearchView({
      place: this.#search,
      shelf: 'notes',
      label: 'Search your files',
      placeholder: 'Search your files',
      namesOf: ({ id, title = id, headings = [] }) => ({ title, path: headings.join(' › ') }),
      backend,
      onChoose: () => undefined,
      unfolds: true,
    });
    this.#list = new DocumentList({ place: this.#library, onDelete: (each) => void this.#delete(each) });
    this.#search.hidden = true;
    this.#listen();
    this.#setBusy(true);
  }

  async ready(info: ShelfInfo, kept: boolean): Promise<void> {
    this.#kept = kept;
    await this.#show(info);
    this.#setBusy(this.#turns.running);
  }

  #listen(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#paste.value;
      if (text.trim() !== '') void this.#addPasted(text);
    });
    this.#pasteToggle.addEventListener('click', () => this.#showPaste(this.#form.hidden === true));
    find(this.#panel, '.stop', HTMLButtonElement).addEventListener('click', () => this.#turns.stop());
    pressTwice(this.#forget, FORGET, () => this.#forgetAll());
    takeFiles({
      panel: this.#panel,
      drop: this.#drop,
      take: (files) => void this.#addFiles(files),
      failed: (error) => this.#tell(`Not added: ${reasonOf(error)}`),
    });
  }

  #showPaste(shown: boolean): void {
    this.#form.hidden = !shown;
    this.#pasteToggle.setAttribute('aria-expanded', String(shown));
    if (shown) this.#paste.focus();
  }

  async #addPasted(text: string): Promise<void> {
    await this.#run(async (signal) => {
      const ended = await this.#index([pasted(text)], signal);
      this.#paste.value = '';
      this.#showPaste(false);
      return this.#summary(ended);
    });
  }

  async #addFiles(files: readonly FoundFile[]): Promise<void> {
    if (files.length === 0) return;
    await this.#run(async (signal) => {
      const read = await readFiles(files, { signal, onFile: (path) => this.#tell(`Reading ${path}…`) });
      if (read.documents.length === 0) return leftOut(read) || 'There was nothing to add.';
      const ended = await this.#index(read.documents, signal);
      return [this.#summary(ended), leftOut(read)].filter(Boolean).join(' ');
    });
  }

  async #index(documents: Document[], signal: AbortSignal): Promise<Ended> {
    const ended = await this.#backend.add(documents, { signal, onProgress: (step) => this.#progress(step) });
    await this.#show(ended.notes);
    return ended;
  }

  #run(task: (signal: AbortSignal) => Promise<string>): Promise<void> {
    return this.#turns.run(task, (error, stopped) =>
      stopped ? 'Stopped; nothing was added.' : `Not added: ${reasonOf(error)}`,
    );
  }

  async #delete({ id, title }: Listed): Promise<void> {
    const place = this.#listed.findIndex((each) => each.id === id);
    await this.#change(() => this.#backend.delete(id), `Deleted ${title}.`);
    this.#list.focus(place);
  }

  async #forgetAll(): Promise<void> {
    await this.#change(() => this.#backend.forget(), 'Everything was deleted.');
  }

  #change(change: () => Promise<Ended>, told: string): Promise<void> {
    const act = async () => {
      await this.#show((await change()).notes);
      return told;
    };
    return this.#turns.change(act, (error) => `Not deleted: ${reasonOf(error)}`);
  }

  #progress({ phase, done, total }: AddProgress): void {
    this.#bar.value = total === 0 ? 0 : done / total;
    const count = phase === 'embed' ? `: ${grouped(done)} of ${grouped(total)}` : '';
    this.#tell(`${PHASES[phase]}${count}…`);
  }

  #tell(text: string): void {
    this.#status.textContent = text;
  }

  async #show({ documents, passages, parts, textBytes }: ShelfInfo): Promise<void> {
    this.#listed = await this.#backend.documents();
    this.#list.show(this.#listed);
    this.#library.hidden = documents === 0;
    this.#search.hidden = documents === 0;
    const where = this.#kept
      ? 'kept in this browser'
      : 'lost when this tab closes, because the browser allows no storage';
    const sizes = `index ${bytes(parts.total)}, text ${bytes(textBytes)}`;
    find(this.#library, '#library-title', HTMLElement).textContent =
      `${counted(documents, 'text')} in ${counted(passages, 'passage')}; ${sizes}; ${where}`;
    if (documents === 0) this.#tell('Nothing has been added yet.');
    this.view.setPassages(passages);
    this.view.refresh();
  }

  #summary({ skipped, notes }: Ended): string {
    if (skipped.length === 0) return `Added; ${counted(notes.documents, 'text')} can be searched.`;
    return `Already there: ${skipped.join(', ')}.`;
  }

  #setBusy(busy: boolean): void {
    this.#adding.hidden = !this.#turns.running;
    this.#bar.removeAttribute('value');
    this.#list.setBusy(busy);
    const controls = this.#panel.querySelectorAll<HTMLInputElement>(
      '.drop .actions :is(input, button), [type=submit], .forget',
    );
    for (const control of controls) control.disabled = busy;
  }
}

/** Which files were not added, and why; empty if there is nothing to say. */
function leftOut({ refused, otherKinds }: ReadFiles): string {
  const reasons = refused.map(({ path, reason }) => `${path}: ${reason}.`);
  if (otherKinds > 0) reasons.push(`${counted(otherKinds, 'file')} of other kinds left out.`);
  return reasons.join(' ');
}

function pasted(text: string): Document {
  const now = new Date();
  const time = now.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  return { id: `pasted ${now.getTime()}`, title: `Pasted ${time}`, text };
}
