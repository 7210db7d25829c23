// The reverse dictionary: a meaning in, words out.

import { find, make } from '../shared/element.js';
import { bytes, counted, grouped } from '../shared/format.js';
import type { Backend } from './backend.js';
import { HNSW, hnswBytes } from './baselines.js';
import { SearchView } from './search-view.js';
import type { ShelfInfo } from './shelves.js';

export class WordsPanel {
  readonly view: SearchView;
  readonly #panel = find(document, '#words', HTMLElement);
  readonly #examples = find(this.#panel, '.examples', HTMLElement);
  #asked = false;

  constructor(backend: Backend) {
    this.view = new SearchView({
      place: find(this.#panel, '.search-place', HTMLElement),
      shelf: 'words',
      label: 'A meaning, in your own words',
      placeholder: 'Describe a meaning',
      namesOf: ({ id, title = id }) => {
        const [main = '', ...others] = title.split(', ');
        return { title: main, path: others.join(', ') };
      },
      backend,
      // A definition is a meaning too, and so is a word while its definition is not there yet: what is near it?
      onChoose: ({ text, title = '' }) => this.view.ask(text || title),
      onQuery: (asked) => {
        this.#asked = asked;
        this.#showExamples();
      },
    });
  }

  /** The dictionary answers, if without the model. */
  answering(info: ShelfInfo, examples: readonly string[]): void {
    this.view.setPassages(info.passages);
    const list = find(this.#examples, '.example-list', HTMLElement);
    list.replaceChildren(...examples.map((query) => this.#example(query)));
    this.#showExamples();
    this.#showExtent(info);
    this.view.refresh();
  }

  #example(query: string): HTMLElement {
    const button = make('button', 'example', query);
    button.addEventListener('click', () => {
      this.view.ask(query);
      this.view.focus();
    });
    const item = make('li', '');
    item.append(button);
    return item;
  }

  #showExamples(): void {
    const none = find(this.#examples, '.example-list', HTMLElement).childElementCount === 0;
    this.#examples.hidden = this.#asked || none;
  }

  #showExtent({ documents, passages, parts }: ShelfInfo): void {
    const extent = find(this.#panel, '.extent', HTMLElement);
    const hnsw = hnswBytes(passages);
    const times = (hnsw / parts.total).toFixed(hnsw < 10 * parts.total ? 1 : 0);
    extent.textContent = `${counted(documents, 'definition')} in an index of ${bytes(parts.total)}, which stores no vectors. An HNSW index with its vectors would take ${times} times as much, computed from hnswlib’s ${grouped(HNSW)} bytes a passage.`;
    extent.hidden = false;
  }
}
