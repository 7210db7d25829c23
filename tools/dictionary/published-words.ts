// The dictionary as the page fetches it: a published index (docs/hosting.md), without a model of its own.

import { readFile } from 'node:fs/promises';
import { PublishedFolder } from '../../cli/published-folder.js';
import { Core } from '../../web/core/core.js';
import type { EmbedTerms } from '../../web/hosted/fitted-table.js';
import { publish } from '../../web/hosted/publish.js';
import { CORE } from '../paths.js';
import { openWordIndex, type WordIndexJob } from './word-index.js';

/** Publishes the index of so many words, which is built first if it is not there; the folder, beside that of the index. */
export async function publishWords(job: WordIndexJob): Promise<string> {
  const core = await Core.load(await readFile(CORE));
  const { index, folder } = await openWordIndex(job);
  try {
    const published = `${folder}-published`;
    const exported = new Uint8Array(await (await index.export()).arrayBuffer());
    await publishExported(core, exported, published, (terms) => job.embedder.embed(terms));
    return published;
  } finally {
    await index.close();
  }
}

/** Publishes the file of an index into that folder, in place of what is published there. `embedTerms`: as of {@link publish}. */
export async function publishExported(
  core: Core,
  exported: Uint8Array,
  folder: string,
  embedTerms?: EmbedTerms,
): Promise<void> {
  const to = new PublishedFolder(folder);
  const manifest = await publish({
    core,
    exported,
    name: 'WordNet',
    others: [],
    ...(embedTerms && { embedTerms }),
    write: async (path, bytes) => void (await to.write(path, bytes)),
  });
  await to.publish(manifest, await to.manifest());
}
