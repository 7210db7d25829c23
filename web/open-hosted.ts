// Fetches a published index, and at the same time loads the model that its folder holds, if no embedder is given.

import { LeannError } from './base/error.js';
import { absoluteUrl, importInNode, isNode, isUrl } from './base/platform.js';
import type { Embedder } from './embed/embedder.js';
import { HostedFiles } from './hosted/hosted-files.js';
import type { HostedManifest } from './hosted/manifest.js';
import { fetchManifest, fetchPublication, type Publication, usableRuntime } from './hosted/publication.js';
import type { FromUrlOptions } from './interface/open-options.js';
import type { WorkerChoice } from './interface/worker-choice.js';
import { OnnxEmbedder } from './onnx-embedder.js';

export interface OpenedHosted {
  publication: Publication;
  /** Fetches the present publication. */
  fetchAgain: () => Promise<Publication>;
  embedder: Embedder;
  /** The embedder, if it was made here: closing the index closes it. */
  own: Embedder | undefined;
  worker: WorkerChoice | undefined;
}

/** Errors: as of {@link LeannIndex.fromUrl}. */
export async function openHosted(url: string | URL, options: FromUrlOptions): Promise<OpenedHosted> {
  const { signal, onProgress, wasm, listDocuments: withList = false } = options;
  signal?.throwIfAborted();
  const base = await folderUrl(url);
  const files = new HostedFiles(base);
  const fetching = { signal, onProgress, withReader: wasm === undefined, withList };
  const manifest = await fetchManifest(files, fetching);
  // An embedder that tokenises in this thread has its index here, as with `open`.
  const here = options.embedder?.tokenizer !== undefined;
  const worker = options.worker ?? (here ? undefined : workerOf(base, manifest));
  // If one of them fails, the other need not continue.
  const failing = new AbortController();
  const ending = AbortSignal.any(signal === undefined ? [failing.signal] : [failing.signal, signal]);
  const { signal: _, worker: __, ...others } = options;
  const modelOptions: ModelOptions = { ...others, worker, signal: ending };
  const loading =
    options.embedder === undefined ? loadModel(base, manifest, modelOptions) : Promise.resolve(undefined);
  const fetched = fetchPublication(files, manifest, { ...fetching, signal: ending });
  try {
    const [own, publication] = await Promise.all([loading, fetched]);
    const embedder = own ?? options.embedder;
    if (embedder === undefined) throw noModel(manifest);
    const fetchAgain = async () => {
      const present = new HostedFiles(base);
      return await fetchPublication(present, await fetchManifest(present, {}), {
        withReader: wasm === undefined,
        withList,
      });
    };
    return { publication, fetchAgain, embedder, own, worker };
  } catch (error) {
    failing.abort(error);
    const loaded = await loading.catch(() => undefined);
    await loaded?.close();
    throw error;
  }
}

type ModelOptions = Pick<FromUrlOptions, 'device' | 'numThreads' | 'onProgress'> & {
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
  return await OnnxEmbedder.load(new URL(model.folder, base), {
    dtype: model.dtype,
    ...(device !== undefined && { device }),
    ...(numThreads !== undefined && { numThreads }),
    ...(runtime && { wasmPaths: new URL(runtime.ort, base) }),
    ...(worker !== undefined && { worker }),
    signal,
    ...(onProgress !== undefined && {
      onProgress: ({ file, ...progress }) => onProgress({ file: `${model.folder}${file}`, ...progress }),
    }),
  });
}

function noModel({ name }: HostedManifest): LeannError {
  const reason = 'its folder holds no model; an embedder is needed';
  return new LeannError('invalid-argument', `leann: cannot open index "${name}": ${reason}`);
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
  const folder = new URL(await absolute(url));
  folder.hash = '';
  folder.search = '';
  folder.pathname = folder.pathname.replace(/\/index\.html$/, '/');
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}

async function absolute(url: string | URL): Promise<string | URL> {
  if (!isNode() || url instanceof URL || isUrl(url)) return absoluteUrl(url);
  const { pathToFileURL } = await importInNode('node:url');
  return pathToFileURL(url);
}
