// The visitor's own files: dropped, chosen or pasted, indexed in the tab, kept in the browser.

import type { AddProgress, Document } from '../../web/index.js';
import { find } from '../shared/element.js';
import { bytes, counted, grouped, reasonOf } from '../shared/format.js';
import type { Backend, Ended, Listed } from './backend.js';
import { type ReadFiles, readFiles } from './document-file.js';
import { DocumentList } from './document-list.js';
import { chosenFiles, droppedFiles, type FoundFile } from './dropped-files.js';
import { SearchView } from './search-view.js';
import type { ShelfInfo } from './shelves.js';

const PHASES: Record<AddProgress['phase'], string> = {
  split: 'Splitting',
  embed: 'Embedding passages',
  compact: 'Removing deleted passages',
  words: 'Indexing words',
  graph: 'Linking passages',
  prune: 'Pruning links',
  codes: 'Writing codes',
  calibrate: 'Measuring codes',
};

/** Of the button that deletes everything: it is pressed twice. */
const FORGET = { ask: 'Delete all', sure: 'Really delete all?' };

/** The type of a drag that has files. */
const FILES = 'Files';

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
  #running: AbortController | undefined;
  /** Ends when all that was asked for so far is done: one thing at a time, in order. */
  #turn: Promise<void> = Promise.resolve();
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
    this.#setBusy(this.#running !== undefined);
  }

  #listen(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#paste.value;
      if (text.trim() !== '') void this.#addPasted(text);
    });
    this.#pasteToggle.addEventListener('click', () => this.#showPaste(this.#form.hidden === true));
    for (const input of this.#panel.querySelectorAll<HTMLInputElement>('input[type=file]')) {
      input.addEventListener('change', () => {
        const files = chosenFiles(input);
        input.value = '';
        void this.#addFiles(files);
      });
    }
    find(this.#panel, '.stop', HTMLButtonElement).addEventListener('click', () => this.#running?.abort());
    this.#forget.addEventListener('click', () => {
      if (this.#forget.textContent === FORGET.sure) void this.#forgetAll();
      else this.#forget.textContent = FORGET.sure;
    });
    this.#forget.addEventListener('blur', () => {
      this.#forget.textContent = FORGET.ask;
    });
    this.#listenToDrops();
  }

  /** Files may be dropped anywhere in the panel. */
  #listenToDrops(): void {
    this.#panel.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes(FILES)) return;
      event.preventDefault();
      this.#drop.classList.add('dropping');
    });
    this.#panel.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!this.#panel.contains(relatedTarget as Node | null)) this.#drop.classList.remove('dropping');
    });
    this.#panel.addEventListener('drop', (event) => {
      this.#drop.classList.remove('dropping');
      if (!event.dataTransfer?.types.includes(FILES)) return;
      event.preventDefault();
      const files = droppedFiles(event.dataTransfer);
      files.then(
        (found) => this.#addFiles(found),
        (error) => this.#tell(`Not added: ${reasonOf(error)}`),
      );
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

  /** `task` returns the message that is shown when it is done. */
  #run(task: (signal: AbortSignal) => Promise<string>): Promise<void> {
    this.#turn = this.#turn.then(() => this.#runNow(task));
    return this.#turn;
  }

  async #runNow(task: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#setBusy(true);
    try {
      this.#tell(await task(running.signal));
    } catch (error) {
      const stopped = running.signal.aborted;
      this.#tell(stopped ? 'Stopped; nothing was added.' : `Not added: ${reasonOf(error)}`);
    } finally {
      this.#running = undefined;
      this.#setBusy(false);
    }
  }

  async #delete({ id, title }: Listed): Promise<void> {
    const place = this.#listed.findIndex((each) => each.id === id);
    await this.#change(() => this.#backend.delete(id), `Deleted ${title}.`);
    this.#list.focus(place);
  }

  async #forgetAll(): Promise<void> {
    await this.#change(() => this.#backend.forget(), 'Everything was deleted.');
    this.#forget.textContent = FORGET.ask;
  }

  #change(change: () => Promise<Ended>, told: string): Promise<void> {
    this.#turn = this.#turn.then(() => this.#changeNow(change, told));
    return this.#turn;
  }

  async #changeNow(change: () => Promise<Ended>, told: string): Promise<void> {
    this.#setBusy(true);
    try {
      await this.#show((await change()).notes);
      this.#tell(told);
    } catch (error) {
      this.#tell(`Not deleted: ${reasonOf(error)}`);
    } finally {
      this.#setBusy(false);
    }
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
    this.#adding.hidden = this.#running === undefined;
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
