// The dictionary as the page fetches it: a published index (docs/hosting.md), without a model of its own.

import { readFile } from 'node:fs/promises';
import { PublishedFolder } from '../../cli/published-folder.js';
import { Core } from '../../web/core/core.js';
import { publish } from '../../web/hosted/publish.js';
import type { LeannIndex } from '../../web/index.js';
import { CORE } from '../paths.js';

/** Publishes the index into that folder, in place of what is published there. */
export async function publishWords(index: LeannIndex, folder: string): Promise<void> {
  const core = await Core.load(await readFile(CORE));
  await publishExported(core, new Uint8Array(await (await index.export()).arrayBuffer()), folder);
}

/** The same for the file of an index. */
export async function publishExported(core: Core, exported: Uint8Array, folder: string): Promise<void> {
  const to = new PublishedFolder(folder);
  const manifest = await publish({
    core,
    exported,
    name: 'WordNet',
    others: [],
    write: async (path, bytes) => void (await to.write(path, bytes)),
  });
  await to.publish(manifest, await to.manifest());
}
