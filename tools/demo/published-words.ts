// The dictionary as the page fetches it: a published index (docs/hosting.md), without a model of its own.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Core } from '../../web/core/core.js';
import { parseHostedManifest } from '../../web/hosted/manifest.js';
import { publish } from '../../web/hosted/publish.js';
import type { Embedder, LeannIndex } from '../../web/index.js';
import { CORE, GLOSSES } from './paths.js';

/** Publishes the index into that folder; what was in it is deleted. */
export async function publishWords(index: LeannIndex, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const core = await Core.load(await readFile(CORE));
  const exported = new Uint8Array(await (await index.export()).arrayBuffer());
  const write = async (path: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  const manifest = await publish({ core, exported, name: 'WordNet', others: [], write });
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** The folder of all glosses, where it is there and the model made it. */
export async function allGlosses({
  fingerprint,
}: Pick<Embedder, 'fingerprint'>): Promise<string | undefined> {
  const text = await readFile(join(GLOSSES, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { embedder } = parseHostedManifest(JSON.parse(text));
  return embedder.fingerprint === fingerprint ? GLOSSES : undefined;
}
