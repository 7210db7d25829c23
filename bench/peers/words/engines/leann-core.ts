// leann-web's core alone: its file opened, and words searched for by their bytes.

import { readFile, writeFile } from 'node:fs/promises';
import { decodeExported } from '../../../../web/file/exported-index.js';
import { parseQuery, queryBytes } from '../../../../web/words/word-query.js';
import { type Engine, K } from '../engine.js';
import { fileIn, loadCore, store } from './leann-file.js';

/** Passages that are looked at for each document. */
const PASSAGES_A_DOCUMENT = 4;

const idsIn = (folder: string) => `${folder}/../leann-core-ids.json`;

export const engine: Engine = {
  build: async (folder, collection) => {
    const core = await loadCore();
    await store(folder, core, collection);
    const { documents } = await decodeExported(core, await readFile(fileIn(folder)));
    const ids = documents.flatMap(({ id, passages }) => new Array<string>(passages).fill(id));
    await writeFile(idsIn(folder), JSON.stringify(ids));
  },
  open: async (folder) => {
    const core = await loadCore();
    const index = core.open(await readFile(fileIn(folder)));
    const ids: string[] = JSON.parse(await readFile(idsIn(folder), 'utf8'));
    return {
      search: async (query) => {
        const hits = index.searchWords(queryBytes(parseQuery(query)), K * PASSAGES_A_DOCUMENT);
        const found = new Set(Array.from(hits.ids, (node) => ids[node] ?? ''));
        return [...found].slice(0, K);
      },
      close: async () => index.free(),
    };
  },
};
