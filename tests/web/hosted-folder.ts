// A published folder of few documents, on the disk and served, for tests.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serve } from '../../cli/static-server.js';
import { Core } from '../../web/core/core.js';
import type { HostedManifest } from '../../web/hosted/manifest.js';
import { type PublishJob, publish, type WrittenFolder } from '../../web/hosted/publish.js';
import type { Document } from '../../web/interface/document.js';
import { LeannIndex } from '../../web/leann-index.js';
import type { SplitOptions } from '../../web/text/passage.js';
import { addAll } from './drive.js';
import { wordEmbedder } from './word-embedder.js';

export interface HostedFolder {
  folder: string;
  manifest: HostedManifest;
  /** Under a path of a server, with a slash at the end. */
  url: string;
  close(): Promise<void>;
}

export interface HostedSettings extends Pick<PublishJob, 'embedTerms' | 'table'> {
  clusters?: number;
  /** See {@link PublishJob.measure}; with the folder. */
  measure?: (written: WrittenFolder, folder: string) => Promise<HostedManifest['recall']>;
}

/** Serves it at some sub-path. */
export async function hostDocuments(
  documents: Document[],
  split: Partial<SplitOptions> = {},
  settings: HostedSettings = {},
): Promise<HostedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-hosted-'));
  const manifest = await publishDocuments(folder, documents, split, settings);
  const served = await serve({ roots: { '/some/where/': folder } });
  const close = async () => {
    await served.close();
    await rm(folder, { recursive: true });
  };
  return { folder, manifest, url: `${served.url}/some/where/`, close };
}

/** Writes the index of documents, without dropping what is there; embedded by `wordEmbedder`. */
export async function publishDocuments(
  folder: string,
  documents: Document[],
  split: Partial<SplitOptions> = {},
  { clusters = 0, measure, ...settings }: HostedSettings = {},
): Promise<HostedManifest> {
  const core = await Core.load();
  const embedder = wordEmbedder();
  const index = await LeannIndex.open('test', {
    embedder,
    core,
    store: 'memory',
    build: { numbering: 'local', clusters },
    split,
  });
  await addAll(index, documents);
  const exported = new Uint8Array(await (await index.export()).arrayBuffer());
  await index.close();
  const write = async (path: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  const manifest = await publish({
    ...settings,
    ...(measure && { measure: (written) => measure(written, folder) }),
    core,
    exported,
    name: 'some texts',
    others: [],
    write,
  });
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
}
