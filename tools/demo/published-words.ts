// The dictionary as the page fetches it: a published index (docs/hosting.md), without a model of its own.

import { readFile } from 'node:fs/promises';
import { Core } from '../../web/core/core.js';
import { publish } from '../../web/hosted/publish.js';
import type { Embedder, LeannIndex } from '../../web/index.js';
import { PublishedFolder } from '../cli/published-folder.js';
import { CORE, GLOSSES } from './paths.js';

/** Publishes the index into that folder, in place of what is published there. */
export async function publishWords(index: LeannIndex, folder: string): Promise<void> {
  const to = new PublishedFolder(folder);
  const manifest = await publish({
    core: await Core.load(await readFile(CORE)),
    exported: new Uint8Array(await (await index.export()).arrayBuffer()),
    name: 'WordNet',
    others: [],
    write: async (path, bytes) => void (await to.write(path, bytes)),
  });
  await to.publish(manifest, await to.manifest());
}

/** The folder of all glosses, where it is there and the model made it. */
export async function allGlosses({
  fingerprint,
}: Pick<Embedder, 'fingerprint'>): Promise<string | undefined> {
  const manifest = await new PublishedFolder(GLOSSES).manifest();
  return manifest?.embedder.fingerprint === fingerprint ? GLOSSES : undefined;
}
