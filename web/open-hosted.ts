// Fetches a published index, and at the same time loads the model that its folder holds, if no embedder is given.

import { LeannError } from './base/error.js';
import { asFolder } from './base/folder-url.js';
import { absoluteUrl, importInNode, isNode, isUrl } from './base/platform.js';
import { ENCODER_FILE } from './embed/defaults.js';
import type { Embedder } from './embed/embedder.js';
import type { LoadProgress } from './embed/file-source.js';
import type { ModelDtype } from './embed/model-files.js';
import { FolderModel } from './folder-model.js';
import { HostedFiles } from './hosted/hosted-files.js';
import { type HostedManifest, isListSmall } from './hosted/manifest.js';
import { fetchManifest, fetchPublication, type Publication, usableRuntime } from './hosted/publication.js';
import type { ModelLoading } from './interface/model-state.js';
import type { FromUrlOptions } from './interface/open-options.js';
import type { WorkerChoice } from './interface/worker-choice.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from './onnx-embedder.js';
import { hostFor } from './worker/host-for.js';
import { RemoteModel } from './worker/remote-model.js';
import { remoteModels } from './worker/remote-models.js';

export interface OpenedHosted {
  publication: Publication;
  /** Fetches the present publication. */
  fetchAgain: () => Promise<Publication>;
  embedder: Embedder;
  /** The embedder, if it was made here: closing the index closes it. */
  own: Embedder | undefined;
  /** The same, if it is loaded later, and when. */
  lazy: { model: FolderModel; loading: Exclude<ModelLoading, 'eager'> } | undefined;
  worker: WorkerChoice | undefined;
  /** To be called once the index is open, or could not be opened. */
  letGo: () => void;
}

/** Errors: as of {@link LeannIndex.fromUrl}. */
export async function openHosted(url: string | URL, options: FromUrlOptions): Promise<OpenedHosted> {
  const { signal, onProgress, wasm, listDocuments = false, ahead } = options;
  signal?.throwIfAborted();
  const base = await folderUrl(url);
  const files = new HostedFiles(base, undefined, ahead);
  const withReader = wasm === undefined;
  const manifest = await fetchManifest(files, { signal, onProgress });
  // An embedder that tokenises in this thread has its index here, as with `open`.
  const here = options.embedder?.tokenizer !== undefined;
  const worker = options.worker ?? (here ? undefined : workerOf(base, manifest));
  // If one of them fails, the other need not continue.
  const failing = new AbortController();
  const ending = AbortSignal.any(signal === undefined ? [failing.signal] : [failing.signal, signal]);
  const { signal: _, worker: __, ...others } = options;
  const modelOptions = { ...others, worker };
  const when = loadingOf(manifest, options);
  const lazy =
    when === 'eager' ? undefined : { model: laterModel(base, manifest, modelOptions), loading: when };
  // Its scripts are fetched beside the index.
  const letGo = lazy === undefined ? () => undefined : startedWorker(worker);
  const loading =
    options.embedder === undefined && lazy === undefined
      ? loadModel(base, manifest, { ...modelOptions, signal: ending })
      : Promise.resolve(lazy?.model);
  const withList = listDocuments === 'small' ? isListSmall(manifest) : listDocuments;
  const fetched = fetchPublication(files, manifest, { signal: ending, onProgress, withReader, withList });
  try {
    const [own, publication] = await Promise.all([loading, fetched]);
    const embedder = own ?? options.embedder;
    if (embedder === undefined) throw noModel(manifest);
    const fetchAgain = async () => {
      const present = new HostedFiles(base);
      return await fetchPublication(present, await fetchManifest(present, {}), {
        withReader,
        withList,
      });
    };
    return { publication, fetchAgain, embedder, own, lazy, worker, letGo };
  } catch (error) {
    letGo();
    failing.abort(error);
    const loaded = await loading.catch(() => undefined);
    await loaded?.close();
    throw error;
  }
}

const LOADINGS: readonly ModelLoading[] = ['auto', 'eager', 'idle', 'never'];

/** When the model is loaded; at once if nothing can answer before, and if no model is. Errors: `invalid-argument`. */
function loadingOf(manifest: HostedManifest, { model, embedder }: FromUrlOptions): ModelLoading {
  if (model !== undefined && !LOADINGS.includes(model)) {
    const reason = `it must be ${LOADINGS.map((each) => `'${each}'`).join(', ')}`;
    throw new LeannError('invalid-argument', `leann: cannot load model "${String(model)}": ${reason}`);
  }
  if (embedder !== undefined) return 'eager';
  const byItself = isNode() || manifest.table === undefined ? 'eager' : 'auto';
  // A folder without a model can be searched by its table, but has nothing to load.
  return manifest.model === undefined && model !== 'never' ? 'eager' : (model ?? byItself);
}

function laterModel(base: URL, manifest: HostedManifest, options: Omit<ModelOptions, 'signal'>): FolderModel {
  return new FolderModel({
    ...manifest.embedder,
    isThere: manifest.model !== undefined,
    bytes: modelBytes(manifest),
    load: (signal) => loadModel(base, manifest, { ...options, signal }),
    onState: options.onModel,
  });
}

/** With those of ONNX Runtime Web, unless our own encoder runs the model: then neither it nor the ONNX file is fetched. */
function modelBytes({ model, runtime, files }: HostedManifest): number {
  const own = model !== undefined && files.some(({ path }) => path === `${model.folder}${ENCODER_FILE}`);
  const folders = own ? [model.folder] : [model?.folder, runtime?.ort];
  return files
    .filter(({ path }) => folders.some((folder) => folder !== undefined && path.startsWith(folder)))
    .filter(({ path }) => !(own && path.endsWith('.onnx')))
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Those for our own encoder, if there are any and it runs here. */
function weightsOf({ files }: HostedManifest, folder: string, dtype: ModelDtype): OnnxEmbedderOptions {
  if (!files.some(({ path }) => path === folder + ENCODER_FILE)) return { dtype };
  return files.some(({ path }) => path.endsWith('.onnx')) ? {} : { runtime: 'leann' };
}

type ModelOptions = Pick<FromUrlOptions, 'device' | 'numThreads' | 'onProgress' | 'onModel'> & {
  worker: WorkerChoice | undefined;
  signal: AbortSignal;
};

async function loadModel(
  base: URL,
  manifest: HostedManifest,
  { device, numThreads, worker, signal, onProgress }: ModelOptions,
): Promise<Embedder> {
  const { model } = manifest;
  if (model === undefined) throw noModel(manifest);
  const runtime = usableRuntime(manifest);
  const shared = {
    files: manifest.files
      .filter(({ path }) => path.startsWith(model.folder))
      .map(({ path }) => path.slice(model.folder.length)),
    ...(device !== undefined && { device }),
    ...(numThreads !== undefined && { numThreads }),
    ...(runtime && { wasmPaths: new URL(runtime.ort, base) }),
    signal,
    ...(onProgress !== undefined && {
      onProgress: ({ file, ...progress }: LoadProgress) =>
        onProgress({ file: `${model.folder}${file}`, ...progress }),
    }),
  };
  const folder = new URL(model.folder, base);
  if (model.photos !== true) {
    return await OnnxEmbedder.load(folder, {
      ...shared,
      ...(model.tokens && { tokens: model.tokens.first.slice(model.folder.length) }),
      ...(worker !== undefined && { worker }),
      ...weightsOf(manifest, model.folder, model.dtype),
    });
  }
  return await loadPhotoModel(folder, worker, {
    ...shared,
    dtype: model.dtype,
    ...(model.texts !== undefined && { textModel: new URL(model.texts, base) }),
  });
}

async function loadPhotoModel(
  folder: URL,
  worker: WorkerChoice | undefined,
  options: Parameters<typeof RemoteModel.loadPhotos>[2],
): Promise<Embedder> {
  const host = hostFor(worker);
  if (host) {
    const model = await RemoteModel.loadPhotos(host, folder, options);
    remoteModels.set(model, model);
    return model;
  }
  // Pages of texts, and those with a worker, do not load it.
  const { PhotoModel } = await import('./photo/photo-model.js');
  return await PhotoModel.load(folder, options);
}

function noModel({ name, embedder: { fingerprint } }: HostedManifest): LeannError {
  const reason = `its folder holds no model; an embedder is needed, "${fingerprint}"`;
  return new LeannError('invalid-argument', `leann: cannot open index "${name}": ${reason}`);
}

/** Starts the worker, which stays until it is let go of, and no longer if nobody else uses it. */
function startedWorker(choice: WorkerChoice | undefined): () => void {
  const host = hostFor(choice);
  const user = { crashed: () => undefined };
  const letGo = () => host?.release(user);
  host?.retain(user);
  try {
    host?.connect();
  } catch {
    // Whoever opens an index in it is told.
  }
  return letGo;
}

/** The folder's worker, if it is of this release and this page may start it. */
function workerOf(base: URL, manifest: HostedManifest): WorkerChoice | undefined {
  const runtime = usableRuntime(manifest);
  const isPage = !isNode() && typeof document === 'object';
  if (!isPage || runtime === undefined || base.origin !== globalThis.origin) return undefined;
  return new URL(runtime.worker, base);
}

/** With a slash at the end, and without the name of its page. Errors: `invalid-argument`. */
async function folderUrl(url: unknown): Promise<URL> {
  if ((typeof url !== 'string' || url === '') && !(url instanceof URL)) {
    throw new LeannError('invalid-argument', `leann: cannot open index at ${String(url)}: a URL is needed`);
  }
  return asFolder(await absolute(url));
}

async function absolute(url: string | URL): Promise<string | URL> {
  if (!isNode() || url instanceof URL || isUrl(url)) return absoluteUrl(url);
  const { pathToFileURL } = await importInNode('node:url');
  return pathToFileURL(url);
}
