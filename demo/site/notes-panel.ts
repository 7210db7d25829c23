// The visitor's own text: added by pasting or as files, indexed in the tab, kept in the browser.

import type { AddProgress, Document } from '../../web/index.js';
import type { Backend, Ended } from './backend.js';
import { find } from './element.js';
import { bytes, counted, grouped } from './format.js';
import type { ShelfInfo } from './protocol.js';
import { SearchView } from './search-view.js';

const PHASES: Record<AddProgress['phase'], string> = {
  split: 'Splitting',
  embed: 'Embedding passages',
  compact: 'Sweeping out what was deleted',
  graph: 'Linking passages',
  prune: 'Pruning links',
  codes: 'Writing codes',
  calibrate: 'Measuring codes',
};

export class NotesPanel {
  readonly view: SearchView;
  readonly #backend: Backend;
  readonly #panel = find(document, '#notes', HTMLElement);
  readonly #form = find(this.#panel, '.add', HTMLFormElement);
  readonly #paste = find(this.#panel, '.paste', HTMLTextAreaElement);
  readonly #files = find(this.#panel, 'input[type=file]', HTMLInputElement);
  readonly #forget = find(this.#panel, '.forget', HTMLButtonElement);
  readonly #adding = find(this.#panel, '.adding', HTMLElement);
  readonly #bar = find(this.#panel, '.bar', HTMLProgressElement);
  readonly #status = find(this.#panel, '.add-status', HTMLElement);
  #running: AbortController | undefined;
  #kept = true;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.view = new SearchView({
      place: find(this.#panel, '.search-place', HTMLElement),
      shelf: 'notes',
      label: 'What to look for in your text',
      placeholder: 'Search your text by meaning',
      titleParts: (title) => [title],
      backend,
      onChoose: (hit, view) => view.toggle(hit),
    });
    this.#listen();
  }

  ready(info: ShelfInfo, kept: boolean): void {
    this.#kept = kept;
    this.#show(info);
    this.#setBusy(this.#running !== undefined);
  }

  #listen(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#paste.value;
      if (text.trim() !== '') void this.#add([pasted(text)], () => this.#clearPaste());
    });
    this.#files.addEventListener('change', () => void this.#addFiles(Array.from(this.#files.files ?? [])));
    find(this.#panel, '.stop', HTMLButtonElement).addEventListener('click', () => this.#running?.abort());
    this.#forget.addEventListener('click', () => void this.#forgetAll());
    this.#panel.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.#panel.classList.add('dropping');
    });
    this.#panel.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!this.#panel.contains(relatedTarget as Node | null)) this.#panel.classList.remove('dropping');
    });
    this.#panel.addEventListener('drop', (event) => {
      this.#panel.classList.remove('dropping');
      const files = Array.from(event.dataTransfer?.files ?? []);
      if (files.length === 0) return;
      event.preventDefault();
      void this.#addFiles(files);
    });
  }

  async #addFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0 || this.#running !== undefined) return;
    const texts = files.filter(
      ({ name, type }) => type.startsWith('text/') || /\.(txt|md|markdown)$/i.test(name),
    );
    this.#files.value = '';
    if (texts.length === 0) {
      this.#status.textContent = 'Only text files (.txt, .md) can be added.';
      return;
    }
    const documents = texts.map(async (file) => ({
      id: file.name,
      title: file.name,
      text: await file.text(),
    }));
    await this.#add(await Promise.all(documents), () => undefined);
  }

  async #add(documents: Document[], onAdded: () => void): Promise<void> {
    if (this.#running !== undefined) return;
    const running = new AbortController();
    this.#running = running;
    this.#setBusy(true);
    try {
      const { signal } = running;
      const ended = await this.#backend.add(documents, {
        signal,
        onProgress: (step) => this.#progress(step),
      });
      this.#show(ended.notes, ended);
      onAdded();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#status.textContent = running.signal.aborted
        ? 'Stopped; nothing was added.'
        : `Not added: ${reason}`;
    } finally {
      this.#running = undefined;
      this.#setBusy(false);
    }
  }

  async #forgetAll(): Promise<void> {
    this.#setBusy(true);
    try {
      this.#show((await this.#backend.forget()).notes);
    } catch (error) {
      this.#status.textContent = `Not removed: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      this.#setBusy(false);
    }
  }

  #progress({ phase, done, total }: AddProgress): void {
    this.#bar.value = total === 0 ? 0 : done / total;
    const count = phase === 'embed' ? `: ${grouped(done)} of ${grouped(total)}` : '';
    this.#status.textContent = `${PHASES[phase]}${count}…`;
  }

  #show({ documents, passages, indexBytes, textBytes }: ShelfInfo, ended?: Ended): void {
    this.#forget.hidden = documents === 0;
    this.view.setPassages(passages);
    this.view.refresh();
    const skipped = ended?.skipped.length ? `Already there: ${ended.skipped.join(', ')}. ` : '';
    const where = this.#kept ? 'kept in this browser' : 'gone with this tab: the browser denies it storage';
    const sizes = `index ${bytes(indexBytes)}, text ${bytes(textBytes)}`;
    const all = `${counted(documents, 'text')} in ${counted(passages, 'passage')}; ${sizes}; ${where}.`;
    this.#status.textContent = documents === 0 ? 'Nothing has been added yet.' : skipped + all;
  }

  #clearPaste(): void {
    this.#paste.value = '';
  }

  #setBusy(busy: boolean): void {
    this.#adding.hidden = this.#running === undefined;
    this.#bar.removeAttribute('value');
    for (const control of this.#form.querySelectorAll<HTMLInputElement>('.add-row button, input')) {
      control.disabled = busy;
    }
  }
}

function pasted(text: string): Document {
  const now = new Date();
  const time = now.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  return { id: `pasted ${now.getTime()}`, title: `Pasted ${time}`, text };
}
