// MiniSearch: one file of JSON that holds the index and the ids, no texts.

import { readFile, writeFile } from 'node:fs/promises';
import type { Options, SearchOptions } from 'minisearch';
import { type Engine, K, type Titled } from '../engine.js';
import { installed } from '../installed.js';

const { default: MiniSearch } = await installed<typeof import('minisearch')>('minisearch/dist/es/index.js');

const FILE = 'index.json';
const OPTIONS: Options<Titled> = { fields: ['title', 'text'] };

/** As leann-web searches: the last word may go on, and errors are forgiven from 4 letters on, two from 8. */
const SEARCH: SearchOptions = {
  boost: { title: 3 },
  prefix: (_term, place, terms) => place === terms.length - 1,
  fuzzy: ({ length }) => (length < 4 ? false : length < 8 ? 1 : 2),
};

export const engine: Engine = {
  build: async (folder, { documents }) => {
    const index = new MiniSearch<Titled>(OPTIONS);
    index.addAll(documents);
    await writeFile(`${folder}/${FILE}`, JSON.stringify(index));
  },
  open: async (folder) => {
    const index = MiniSearch.loadJSON<Titled>(await readFile(`${folder}/${FILE}`, 'utf8'), OPTIONS);
    return {
      search: async (query) =>
        index
          .search(query, SEARCH)
          .slice(0, K)
          .map(({ id }) => String(id)),
      close: async () => undefined,
    };
  },
};
