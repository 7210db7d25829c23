// Orama, full text: one file that its persistence plugin writes, with the documents in it.

import { readFile, writeFile } from 'node:fs/promises';
import { create, insertMultiple, search } from '@orama/orama';
import { persist, restore } from '@orama/plugin-data-persistence';
import { type Engine, K } from '../engine.js';

const FILE = 'index.json';
const FORMAT = 'json';
const SCHEMA = { id: 'string', title: 'string', text: 'string' } as const;
const FIELDS: ('title' | 'text')[] = ['title', 'text'];

/** Words that begin with one of the query always count. `tolerance`: typing errors that are forgiven in each word. */
export function orama(tolerance: number): Engine {
  return {
    build: async (folder, { documents }) => {
      const index = create({ schema: SCHEMA });
      await insertMultiple(index, documents as never[]);
      await writeFile(`${folder}/${FILE}`, String(await persist(index, FORMAT)));
    },
    open: async (folder) => {
      const index = await restore(FORMAT, await readFile(`${folder}/${FILE}`, 'utf8'));
      return {
        search: async (term) => {
          const options = { term, properties: FIELDS, boost: { title: 3 }, tolerance, limit: K };
          const { hits } = await search(index, options as never);
          return hits.map(({ id }) => id);
        },
        close: async () => undefined,
      };
    },
  };
}

export const engine: Engine = orama(1);
