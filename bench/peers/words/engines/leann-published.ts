// leann-web as a site publishes it, searched by words: a folder of files, of which texts are fetched when they are found.

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publish } from '../../../../web/hosted/publish.js';
import { LeannIndex } from '../../../../web/index.js';
import { CORE } from '../../places.js';
import { type Engine, K } from '../engine.js';
import { exported, loadCore, standIn } from './leann-file.js';

const READER = CORE.replace('leann-core', 'leann-reader');

export const engine: Engine = {
  build: async (folder, collection) => {
    const core = await loadCore();
    const write = async (path: string, bytes: Uint8Array) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    };
    const file = await exported(core, collection);
    const manifest = await publish({ core, exported: file, name: 'bench', others: [], write });
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  },
  open: async (folder) => {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    const index = await LeannIndex.fromUrl(pathToFileURL(`${folder}/`).href, {
      embedder: standIn(manifest.embedder.fingerprint),
      wasm: await readFile(READER),
    });
    const { size } = await stat(READER);
    return {
      search: async (query) => {
        let ids: string[] = [];
        for await (const { hits } of index.search(query, { k: K, group: 'document', mode: 'words' }))
          ids = hits.map(({ id }) => id);
        return ids;
      },
      fetched: () => size + (index.info().fetched?.bytes ?? 0),
      close: () => index.close(),
    };
  },
};
