// leann-web through its public interface, from an exported file: the first update of a search by words and meaning.

import { readFile } from 'node:fs/promises';
import { LeannIndex } from '../../../../web/index.js';
import { type Engine, K } from '../engine.js';
import { fileIn, loadCore, standIn, store } from './leann-file.js';

export const engine: Engine = {
  build: async (folder, collection) => await store(folder, await loadCore(), collection),
  open: async (folder) => {
    const core = await loadCore();
    const bytes = await readFile(fileIn(folder));
    const embedder = standIn(core.read(bytes).fingerprint);
    const index = await LeannIndex.import('bench', bytes, { embedder, core, store: 'memory' });
    return {
      search: async (query) => {
        for await (const { hits } of index.search(query, { k: K, group: 'document' }))
          return hits.map(({ id }) => id);
        return [];
      },
      close: () => index.close(),
    };
  },
};
