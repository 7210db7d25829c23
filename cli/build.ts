// leann-web build

import { basename, resolve } from 'node:path';
import { newSettings } from '../web/content/open-settings.js';
import type { OwnedPassage } from '../web/content/searched-content.js';
import type { KeptParts } from '../web/hosted/earlier-folder.js';
import { fileAt, type HostedManifest } from '../web/hosted/manifest.js';
import { nodeBytes } from '../web/hosted/node-files.js';
import { publish } from '../web/hosted/publish.js';
import {
  type AnyDocument,
  Core,
  type Document,
  type Documents,
  type Embedder,
  LeannIndex,
  type OnnxImageEmbedder,
  type RecallInfo,
} from '../web/index.js';
import type { PictureCodec } from '../web/photo/picture-codec.js';
import { installedSharp } from '../web/photo/sharp-codec.js';
import { makeCacheFolder } from './cache-folder.js';
import { CachedEmbedder } from './cached-embedder.js';
import { ClusterPool } from './cluster-pool.js';
import type { BuildCommand } from './command-line.js';
import { counted } from './counted.js';
import { EmbedderPool } from './embedder-pool.js';
import { copyPhotoModel, isClassifier, loadPhotoModel } from './photo-model.js';
import { readPhotos } from './photo-source.js';
import { type PreparedModel, prepareModel } from './prepared-model.js';
import { ProgressBar, type Terminal } from './progress-bar.js';
import { PublishedFolder } from './published-folder.js';
import { measuredRecall } from './recall/measured-recall.js';
import { recallInWords } from './recall/recall-in-words.js';
import { copyModel, copyRuntime } from './site-files.js';
import { size } from './size.js';
import { countedSkips, type SkippedFile, SkippedFiles } from './skipped-files.js';
import { checkSource, readSource } from './source.js';
import { standardModel } from './standard-model.js';
import type { ChangeCounts } from './update-changes.js';
import { updatedIndex } from './updated-index.js';
import { VectorFile, vectorPath } from './vector-file.js';

/** What a build has made. */
interface Built {
  manifest: HostedManifest;
  /** Passages that had to be embedded. */
  embedded: number;
  /** Of an update; undefined if all was built. */
  changes: ChangeCounts | undefined;
}

/** What was published. */
export interface BuildReport {
  documents: number;
  passages: number;
  /** Passages that had to be embedded; the others were known from the build before. */
  embedded: number;
  /** Of an update; left out if all was built. */
  changes?: ChangeCounts;
  /** Files that could not be read, and why. */
  skipped: readonly SkippedFile[];
  /** Sizes in bytes: the index, all shards of texts, the texts themselves in UTF-8. */
  bytes: { index: number; shards: number; text: number };
  /** How good its answers are; undefined if that cannot be told. */
  recall?: RecallInfo;
  seconds: number;
}

/** Documents that were read before, and what was embedded of them. */
export interface BuildSource {
  documents(): AsyncIterable<Document>;
  /** Vector files, and how many different vectors each has at least. */
  vectors: readonly { path: string; least: number }[];
  /** Errors: an Error if the embedder is not the one that embedded them. */
  check(embedder: Embedder): void;
}

/** {@link buildFolder}. Gives what to print. */
export async function build(command: BuildCommand, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const report = await buildFolder(command, terminal, signal);
  return command.json ? JSON.stringify(report) : inWords(report, command.out);
}

/** What a build made, in a line. */
export function inWords(report: BuildReport, out: string): string {
  const { documents, passages, embedded, changes, skipped, bytes, recall } = report;
  const changed = changes && `, ${counted(changes.put, 'document')} new or changed, ${changes.gone} gone`;
  return (
    `${counted(documents, 'document')}, ${counted(passages, 'passage')} (${embedded} embedded, ${passages - embedded} known)${changed ?? ''}: ` +
    `${size(bytes.index)} of index and ${size(bytes.shards)} of texts in ${out}` +
    `${recall ? `; recall@10 ${recallInWords(recall)}` : ''}${countedSkips(skipped)}`
  );
}

/**
 * Publishes the documents of the source in the folder `out`, in place of what is published there. Passages that were
 * embedded for it before are not embedded again. Where that fails, what is published stays. `source`: what is published in place of
 * what the command names.
 */
export async function buildFolder(
  command: BuildCommand,
  terminal: Terminal,
  signal: AbortSignal,
  source?: BuildSource,
): Promise<BuildReport> {
  const began = performance.now();
  const folder = new PublishedFolder(command.out);
  // Before anything takes long.
  await folder.manifest();
  if (source === undefined) await checkSource(command.source);
  await makeCacheFolder(command.cache);
  const other = await folder.otherFile();
  if (other !== undefined) {
    const what = `${command.out} holds other files, such as ${other}`;
    terminal.write(`remark: ${what}; they stay beside what is published\n`);
  }
  const models = await loadModels(command, terminal, signal);
  const { embedder } = models;
  try {
    source?.check(embedder);
    const skips = new SkippedFiles(terminal, command.strict);
    const { manifest, embedded, changes } = await buildWith(models, command, {
      folder,
      terminal,
      skips,
      signal,
      source,
    });
    const { documents, passages, textBytes } = manifest;
    const index = fileAt(manifest, manifest.index).bytes + nodeBytes(manifest);
    const seconds = (performance.now() - began) / 1000;
    const bytes = { index, shards: manifest.texts.bytes, text: textBytes };
    const { recall } = manifest;
    return {
      documents,
      passages,
      embedded,
      ...(changes && { changes }),
      skipped: skips.list,
      bytes,
      ...(recall && { recall }),
      seconds,
    };
  } finally {
    await embedder.close();
  }
}

/** What embeds, and what is copied of it. */
interface BuildModels {
  embedder: EmbedderPool | OnnxImageEmbedder;
  /** Of texts; none if a model of photos knows them by itself. */
  texts: PreparedModel | undefined;
  /** Reads photos; undefined if the source is one of texts. */
  codec: PictureCodec | undefined;
}

async function loadModels(
  { model, dtype, threads, cache, photoModel }: BuildCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<BuildModels> {
  const wantsTexts = photoModel === undefined || (await isClassifier(photoModel));
  if (!wantsTexts && model !== undefined)
    throw new Error(`cannot use --model ${model}: the model of photos knows texts by itself`);
  const usual = async () => model ?? (await standardModel(cache, terminal));
  // The text model of a classifier is taken in its usual format.
  const preparation = { dtype: photoModel === undefined ? dtype : undefined, cache, terminal };
  const texts = wantsTexts ? await prepareModel(await usual(), preparation) : undefined;
  if (photoModel !== undefined) {
    const codec = await installedSharp();
    return { embedder: await loadPhotoModel(photoModel, { texts, dtype, codec, signal }), texts, codec };
  }
  const { folder = '', runtime } = texts ?? {};
  return {
    embedder: await EmbedderPool.load(folder, { dtype, runtime, threads, signal }),
    texts,
    codec: undefined,
  };
}

async function copyModels(
  folder: PublishedFolder,
  { embedder, texts }: BuildModels,
  { photoModel }: BuildCommand,
  { passages, before }: { passages: readonly OwnedPassage[]; before: HostedManifest | undefined },
): Promise<Awaited<ReturnType<typeof copyModel>>> {
  if (photoModel !== undefined) return await copyPhotoModel(folder, photoModel, texts, embedder.dtype);
  if (texts === undefined) throw new Error('there is no model to publish');
  return await copyModel(folder, texts, embedder.dtype, { texts: textsOf(passages), before });
}

/** What a page may embed of them. */
function* textsOf(passages: readonly OwnedPassage[]): Generator<string> {
  for (const { embedded, title, passage } of passages) {
    yield embedded;
    if (passage === 0 && title !== undefined) yield title;
  }
}

interface Surroundings {
  folder: PublishedFolder;
  terminal: Terminal;
  skips: SkippedFiles;
  signal: AbortSignal;
  source: BuildSource | undefined;
}

async function buildWith(
  models: BuildModels,
  command: BuildCommand,
  { folder, terminal, skips, signal, source }: Surroundings,
): Promise<Built> {
  const { embedder: inner } = models;
  const vectors = await VectorFile.open(vectorPath(command, inner), inner.dimension);
  const embedder = new CachedEmbedder(inner, vectors);
  const bar = new ProgressBar(terminal);
  try {
    for (const { path, least } of source?.vectors ?? []) {
      if ((await vectors.addFile(path)) < least) throw new Error(`cannot merge ${path}: it is damaged`);
    }
    const core = await Core.load();
    const surroundings = { folder, terminal, skips, signal, source };
    const made = await indexed(core, embedder, models.codec, command, surroundings);
    const { embedded } = embedder;
    const manifest = await published({ core, ...made, embedder, models, folder, bar, signal }, command);
    bar.end();
    const { changes } = made;
    // An update asks for few of them; a full build may need the others again.
    if (changes === undefined) await vectors.keepOnly(embedder.used);
    return { manifest, embedded, changes };
  } finally {
    bar.end();
    await vectors.close();
  }
}

/** The index of the source's documents, as a file; with what stays of the published one, if it is updated. */
async function indexed(
  core: Core,
  embedder: Embedder,
  codec: PictureCodec | undefined,
  command: BuildCommand,
  { folder, terminal, skips, signal, source }: Surroundings,
): Promise<{ exported: Uint8Array; update?: KeptParts; changes?: ChangeCounts }> {
  const { out, cache, maxTokens, exclude, fields, options } = command;
  const told = command.local ? skips.toldLocally : skips.told;
  const sourceOptions = { without: [out, cache], exclude, fields, ...told, out };
  const read = codec
    ? readPhotos(command.source, codec, sourceOptions)
    : readSource(command.source, sourceOptions);
  let documents: Documents = source?.documents() ?? skips.checked<AnyDocument>(read);
  const open = {
    embedder,
    core,
    store: 'memory',
    split: maxTokens === undefined ? {} : { maxTokens },
    // What one search reads then lies in few shards.
    build: { ...options, numbering: 'local' },
  } as const;
  const bar = new ProgressBar(terminal);
  const threads = ClusterPool.of(command.threads, options.clusters);
  core.clusterThreads = threads;
  const index = await LeannIndex.open(out, open);
  try {
    const manifest = command.update ? await folder.manifest() : undefined;
    if (manifest !== undefined) {
      const list = await all(documents);
      documents = list;
      const settings = newSettings(open, core);
      const job = { core, embedder, url: folder.url, manifest, settings, ofTexts: codec === undefined };
      const updated = await updatedIndex({ ...job, documents: list, bar, signal });
      if (!('reason' in updated)) return updated;
      bar.end();
      terminal.write(`${out} is built in full: ${updated.reason}\n`);
    }
    for await (const progress of index.add(documents, { signal })) bar.show(progress);
    if (index.info().passages === 0)
      throw new Error(`cannot build ${out}: there is no text in ${command.source}`);
    return { exported: new Uint8Array(await (await index.export({ signal })).arrayBuffer()) };
  } finally {
    bar.end();
    await Promise.all([index.close(), threads?.close()]);
  }
}

async function all<Item>(items: Iterable<Item> | AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

interface PublishedParts {
  core: Core;
  exported: Uint8Array;
  update?: KeptParts;
  /** Of the words alone, and of queries. */
  embedder: Embedder;
  models: BuildModels;
  folder: PublishedFolder;
  bar: ProgressBar;
  signal: AbortSignal;
}

async function published(
  { core, exported, update, embedder, models, folder, bar, signal }: PublishedParts,
  command: BuildCommand,
): Promise<HostedManifest> {
  const before = await folder.manifest();
  const { dtype } = models.embedder;
  const runtime = command.indexOnly ? undefined : await copyRuntime(folder, dtype);
  // Of photos, neither a table of terms is fitted nor are queries made: both are of texts.
  const ofTexts = models.codec === undefined;
  const manifest = await publish({
    core,
    exported,
    ...(update && { update }),
    table: ofTexts,
    embedTerms: async (terms, { done, total }) => {
      bar.show({ phase: 'table', done, total });
      const vectors = await embedder.embed(terms, { signal });
      bar.show({ phase: 'table', done: done + terms.length, total });
      return vectors;
    },
    name: command.title ?? basename(resolve(command.out)),
    others: runtime?.files ?? [],
    ...(!command.indexOnly && {
      model: (passages: readonly OwnedPassage[]) =>
        copyModels(folder, models, command, { passages, before: update?.earlier.manifest }),
    }),
    ...(runtime && { runtime: runtime.runtime }),
    write: async (path, bytes) => void (await folder.write(path, bytes)),
    ...(ofTexts && {
      measure: (written) => measuredRecall({ ...written, url: folder.url, embedder, signal }),
    }),
  });
  await folder.publish(manifest, before);
  return manifest;
}
