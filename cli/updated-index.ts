// An index that begins with what is published, and changes only what documents have changed (docs/hosting.md, "Updates").

import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../web/base/error.js';
import { buildRecord, type Settings } from '../web/content/open-settings.js';
import { decodeExported } from '../web/file/exported-index.js';
import { reorderedExport } from '../web/file/reordered-export.js';
import { type EarlierFolder, type KeptParts, readEarlier } from '../web/hosted/earlier-folder.js';
import { HostedFiles } from '../web/hosted/hosted-files.js';
import type { HostedManifest } from '../web/hosted/manifest.js';
import { type AnyDocument, type Core, type Embedder, LeannError, LeannIndex } from '../web/index.js';
import { splitOptions } from '../web/storage/split-record.js';
import type { ProgressBar } from './progress-bar.js';
import { type ChangeCounts, type Changes, changesOf } from './update-changes.js';

/**
 * The share of all passages from which on everything is built again, counted over all updates since the last full build: what was
 * chosen for the passages of then (codes, the order of passages, the table of terms, cuts) suits those of now less and less.
 */
const MOST_CHANGED = 0.2;

/** Name of the index while it is changed; nobody sees it. */
const IN_MEMORY = 'update';

export interface UpdateJob {
  core: Core;
  embedder: Embedder;
  /** The folder, with a slash at the end, and what is published there. */
  url: URL;
  manifest: HostedManifest;
  /** Of the new index. */
  settings: Settings;
  /** Whether documents are texts: then it is to have a table of terms. */
  ofTexts: boolean;
  documents: readonly AnyDocument[];
  bar: ProgressBar;
  signal: AbortSignal;
}

/** The index in one file, and what stays as it is; or why everything has to be built again, as the end of a sentence. */
export type Updated = { exported: Uint8Array; update: KeptParts; changes: ChangeCounts } | { reason: string };

/** Errors: those of reading and embedding documents, and of the core; the signal's reason. */
export async function updatedIndex(job: UpdateJob): Promise<Updated> {
  const { manifest, signal, documents } = job;
  const differs = differenceOf(job);
  if (differs !== undefined) return { reason: differs };
  const earlier = await readFolder(job).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof LeannError) return messageOf(error).replace(/^leann: /, '');
    throw error;
  });
  if (typeof earlier === 'string') return { reason: earlier };
  const { exported, content } = earlier;
  const changes = await changesOf(documents, content, job);
  if (changes === undefined)
    return { exported, update: { earlier, changed: 0 }, changes: { put: 0, gone: 0 } };
  const total = content.passages.length;
  if ((manifest.changed ?? 0) + changes.passages > MOST_CHANGED * total) {
    return { reason: 'more than a fifth of its passages have changed since it was last built in full' };
  }
  const changed = await changedIndex(job, exported, changes);
  if (changed === undefined) return { reason: 'its codes have drifted from its passages' };
  const { put, gone, passages } = changes;
  const counts = { put: put.length, gone: gone.length };
  return { exported: changed, update: { earlier, changed: passages }, changes: counts };
}

/** Why what is published is not what an update could begin with. */
function differenceOf({ manifest, embedder, settings, ofTexts }: UpdateJob): string | undefined {
  if (!ofTexts) return 'a folder of photos always is';
  if (manifest.embedder.fingerprint !== embedder.fingerprint) return 'another model has embedded it';
  const { build, split } = settings;
  if (manifest.clusters !== undefined || build.clusters !== undefined)
    return 'an index in clusters always is';
  const isSame =
    isDeepStrictEqual(manifest.build, buildRecord(build)) &&
    isDeepStrictEqual(splitOptions(manifest.split), split);
  if (!isSame) return 'it was built with other settings';
  return manifest.table === undefined ? 'it has no table of terms' : undefined;
}

async function readFolder({ core, embedder, url, manifest, signal }: UpdateJob): Promise<EarlierFolder> {
  await using index = await LeannIndex.fromUrl(url, { embedder, signal });
  const exported = new Uint8Array(await (await index.export({ signal })).arrayBuffer());
  return await readEarlier(core, exported, { files: new HostedFiles(url), manifest, signal });
}

/** With the operations of an index that lives; undefined if it should be built again. */
async function changedIndex(
  { core, embedder, bar, signal }: UpdateJob,
  exported: Uint8Array,
  { put, gone, order }: Changes,
): Promise<Uint8Array | undefined> {
  const options = { core, embedder, store: 'memory', autoCompact: false, signal } as const;
  await using index = await LeannIndex.import(IN_MEMORY, exported, options);
  for await (const progress of index.update(put, { signal })) bar.show(progress);
  await index.delete(gone, { signal });
  const { reason } = index.info().compaction;
  if (reason === 'drifted' || reason === 'words') return undefined;
  // What it exports is compacted: published folders have no passage that is not there. What was changed stands at the end of it.
  const changed = new Uint8Array(await (await index.export({ signal })).arrayBuffer());
  const { documents } = await decodeExported(core, changed);
  const numbers = new Map(documents.map(({ id }, number) => [id, number]));
  const wanted = order.flatMap((id) => numbers.get(id) ?? []);
  return await reorderedExport(core, changed, wanted, embedder);
}
