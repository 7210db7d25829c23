// <leann-playground folder="…">: documents in, answers out, and the code for it. The folder is one that `leann-web build` made.

import type { AddProgress, AnyWhere, Document, Preset, SearchMode, SearchUpdate } from '../../web/index.js';
import { find } from '../shared/element.js';
import { bytes, counted, grouped, milliseconds } from '../shared/format.js';
import { PHASES } from '../shared/phases.js';
import { codeOf, type Done, type Place, readsFile } from './code.js';
import { fileDocuments, NotDocuments, pastedDocuments, READ_HERE } from './documents.js';
import { Engine } from './engine.js';
import { showHits } from './hits.js';
import { inWords } from './in-words.js';
import { EXAMPLE, PAGE, QUERY } from './page.js';
import { STYLE } from './style.js';

export class LeannPlayground extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  #engine: Promise<Engine> | undefined;
  /** What the index holds. */
  #documents: readonly Document[] = [];
  #preset: Preset = 'balanced';
  /** Ends what is being indexed, or searched. */
  #indexing = new AbortController();
  #searching = new AbortController();

  connectedCallback(): void {
    if (this.#root.childElementCount > 0) return;
    const style = document.createElement('style');
    style.textContent = STYLE;
    const page = document.createElement('template');
    page.innerHTML = PAGE;
    this.#root.append(style, page.content);
    this.#part('input[type=file]', HTMLInputElement).accept = READ_HERE;
    this.#listen();
  }

  #part<T extends Element>(selector: string, type: new () => T): T {
    return find(this.#root, selector, type);
  }

  #listen(): void {
    const area = this.#part('textarea', HTMLTextAreaElement);
    const files = this.#part('input[type=file]', HTMLInputElement);
    this.#part('.give', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#take(() => pastedDocuments(area.value));
    });
    this.#part('.example', HTMLButtonElement).addEventListener('click', () => {
      area.value = JSON.stringify(EXAMPLE, null, 2);
      const query = this.#part('#query', HTMLInputElement);
      if (query.value === '') query.value = QUERY;
      void this.#take(() => pastedDocuments(area.value));
    });
    files.addEventListener('change', () => void this.#take(() => fileDocuments([...(files.files ?? [])])));
    this.#part('.stop', HTMLButtonElement).addEventListener('click', () => this.#indexing.abort());
    const ask = this.#part('.ask', HTMLFormElement);
    ask.addEventListener('submit', (event) => event.preventDefault());
    ask.addEventListener('input', () => void this.#search());
    this.#part('[name=place]', HTMLSelectElement).addEventListener('change', () => this.#showCode());
    this.#part('.copy', HTMLButtonElement).addEventListener('click', () => void this.#copy());
    this.#listenToDrops();
  }

  #listenToDrops(): void {
    this.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.classList.add('dropping');
    });
    this.addEventListener('dragleave', () => this.classList.remove('dropping'));
    this.addEventListener('drop', (event) => {
      this.classList.remove('dropping');
      const dropped = [...(event.dataTransfer?.files ?? [])];
      if (dropped.length === 0) return;
      event.preventDefault();
      void this.#take(() => fileDocuments(dropped));
    });
  }

  /** Indexes the documents, and asks again what was asked. */
  async #take(read: () => Promise<Document[]>): Promise<void> {
    this.#indexing.abort();
    const indexing = new AbortController();
    this.#indexing = indexing;
    const preset = this.#part('[name=preset]', HTMLSelectElement).value as Preset;
    this.#fail('');
    this.#setBusy(true);
    try {
      const documents = await read();
      const engine = await this.#loaded();
      indexing.signal.throwIfAborted();
      const index = await engine.build(documents, {
        preset,
        signal: indexing.signal,
        onProgress: (progress) => this.#tell(told(progress)),
      });
      [this.#documents, this.#preset] = [documents, preset];
      const { passages, bytes: parts } = index.info();
      const sizes = `index ${bytes(parts.total)}, text ${bytes(parts.text)}`;
      this.#tell(`${counted(documents.length, 'document')}, ${counted(passages, 'passage')}; ${sizes}.`);
      for (const part of ['.ask', '.code']) this.#part(part, HTMLElement).hidden = false;
      void this.#search();
    } catch (error) {
      // The next one has begun.
      if (this.#indexing !== indexing) return;
      this.#tell(indexing.signal.aborted ? 'Stopped; nothing was changed.' : '');
      if (!indexing.signal.aborted) this.#fail(inWords(error));
    } finally {
      if (this.#indexing === indexing) this.#setBusy(false);
    }
  }

  /** Package and model, fetched when documents come first; after a failure, again. */
  #loaded(): Promise<Engine> {
    const folder = new URL(this.getAttribute('folder') ?? 'search/', document.baseURI);
    this.#tell('Fetching the model…');
    this.#engine ??= Engine.load(folder, ({ loaded, total }) => {
      if (total !== undefined && total > 1e6)
        this.#tell(`Fetching the model: ${bytes(loaded)} of ${bytes(total)}…`);
    }).catch((error: unknown) => {
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  async #search(): Promise<void> {
    this.#searching.abort();
    this.#searching = new AbortController();
    const { signal } = this.#searching;
    const index = (await this.#engine)?.index;
    this.#showCode();
    if (index === undefined || signal.aborted) return;
    try {
      const { query, k, mode, where } = this.#asked();
      this.#fail('');
      for await (const update of index.search(query, { k, mode, signal, ...(where && { where }) })) {
        if (signal.aborted) return;
        this.#show(update);
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(inWords(error));
    }
  }

  #asked(): Done {
    const condition = this.#part('[name=where]', HTMLInputElement).value.trim();
    return {
      documents: this.#documents,
      preset: this.#preset,
      query: this.#part('#query', HTMLInputElement).value,
      k: Math.max(1, Math.floor(this.#part('[name=k]', HTMLInputElement).valueAsNumber) || 1),
      mode: this.#part('[name=mode]', HTMLSelectElement).value as SearchMode,
      ...(condition !== '' && { where: whereOf(condition) }),
    };
  }

  #show({ hits, stats, final }: SearchUpdate): void {
    showHits(this.#part('.hits', HTMLOListElement), hits);
    const query = this.#part('#query', HTMLInputElement).value.trim();
    const nothing = final && hits.length === 0 && query !== '' ? 'Nothing found. ' : '';
    const cost = `${milliseconds(stats.ms.total)}, ${counted(stats.recomputed, 'passage')} recomputed`;
    this.#part('.cost', HTMLElement).textContent = query === '' ? '' : `${nothing}${cost}`;
  }

  #showCode(): void {
    const link = this.#part('.download', HTMLAnchorElement);
    try {
      const done = this.#asked();
      const place = this.#part('[name=place]', HTMLSelectElement).value as Place;
      this.#part('pre code', HTMLElement).textContent = codeOf(done, place);
      link.hidden = !readsFile(done);
      URL.revokeObjectURL(link.href);
      const file = new Blob([JSON.stringify(done.documents)], { type: 'application/json' });
      link.href = URL.createObjectURL(file);
    } catch {
      // Conditions that are no JSON: the search says so.
    }
  }

  async #copy(): Promise<void> {
    const button = this.#part('.copy', HTMLButtonElement);
    const code = this.#part('pre code', HTMLElement);
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      button.textContent = 'Copied';
    } catch {
      getSelection()?.selectAllChildren(code);
      button.textContent = 'Selected';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  }

  #tell(text: string): void {
    this.#part('.status', HTMLElement).textContent = text;
  }

  #fail(text: string): void {
    this.#part('.failure', HTMLElement).textContent = text;
  }

  #setBusy(busy: boolean): void {
    this.#part('.stop', HTMLButtonElement).hidden = !busy;
    for (const each of ['.main', '.example']) this.#part(each, HTMLButtonElement).disabled = busy;
  }
}

function told({ phase, done, total }: AddProgress): string {
  const count = phase === 'embed' ? `: ${grouped(done)} of ${grouped(total)}` : '';
  return `${PHASES[phase]}${count}…`;
}

function whereOf(text: string): AnyWhere {
  try {
    return JSON.parse(text) as AnyWhere;
  } catch {
    throw new NotDocuments('The condition is no JSON yet. It looks like { "year": { "gte": 2024 } }.');
  }
}

if (!customElements.get('leann-playground')) customElements.define('leann-playground', LeannPlayground);
