// Orama, full text: one file of JSON with what its own `save` gives, the documents among it.

import { readFile, writeFile } from 'node:fs/promises';
import { type Engine, K } from '../engine.js';
import { installed } from '../installed.js';

type Orama = typeof import('@orama/orama');

const { create, insertMultiple, load, save, search } = await installed<Orama>(
  '@orama/orama/dist/esm/index.js',
);

const FILE = 'index.json';
/** Only documents that have all words of a query: better on the even queries than the default, any of them. */
const ALL = 0;
const SCHEMA = { id: 'string', title: 'string', text: 'string' } as const;
const FIELDS: ('title' | 'text')[] = ['title', 'text'];

/** Words that begin with one of the query always count. `tolerance`: typing errors that are forgiven in each word. */
export function orama(tolerance: number): Engine {
  return {
    build: async (folder, { documents }) => {
      const index = create({ schema: SCHEMA });
      await insertMultiple(index, documents as never[]);
      await writeFile(`${folder}/${FILE}`, JSON.stringify(save(index)));
    },
    open: async (folder) => {
      const index = create({ schema: SCHEMA });
      load(index, JSON.parse(await readFile(`${folder}/${FILE}`, 'utf8')));
      return {
        search: async (term) => {
          const options = {
            term,
            properties: FIELDS,
            boost: { title: 3 },
            threshold: ALL,
            tolerance,
            limit: K,
          };
          const { hits } = await search(index, options as never);
          return hits.map(({ id }) => id);
        },
        close: async () => undefined,
      };
    },
  };
}

export const engine: Engine = orama(1);
