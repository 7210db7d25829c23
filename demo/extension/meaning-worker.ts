// The worker with the model and the index. All that it knows is in IndexedDB: it may be killed at any time.

import {
  Core,
  embedderFrom,
  LeannError,
  type LeannErrorCode,
  LeannIndex,
  OnnxEmbedder,
  type OpenOptions,
} from '../../web/index.js';
import type { MeaningReply, MeaningRequest, Sizes } from './protocol.js';

const NAME = 'bookmarks';
const DIMENSION = 384;

/** Titles are short; of a page's text a passage is some sentences. */
const SPLIT = { maxTokens: 96, overlapTokens: 0 };

/** Vectors of passages that searches have recomputed: some 10,000. */
const CACHE_BYTES = 8 << 20;

/** What a search may take, so that an answer to a new letter is not kept waiting by the one before. */
const EFFORT = { maxRecomputes: 64, budgetMs: 1500 };

/** An index that cannot be used, or is of another model or other settings, makes room: all of it can be made again. */
const USELESS: ReadonlySet<LeannErrorCode> = new Set([
  'corrupt',
  'embedder-mismatch',
  'evicted',
  'invalid-argument',
  'unsupported-version',
]);

const running = new Map<number, AbortController>();
let core: Promise<Core> | undefined;
let model: Promise<OnnxEmbedder> | undefined;
let opening: Promise<LeannIndex> | undefined;
/** Searches that have not ended; additions wait for them between batches. */
let searches = 0;
let quiet = Promise.resolve();
let becomeQuiet = () => {};
/** The change or export that came last: an index refuses a second one beside it. */
let last: Promise<unknown> = Promise.resolve();

globalThis.addEventListener('message', ({ data }: MessageEvent<MeaningRequest>) => void take(data));

function tell(reply: MeaningReply): void {
  globalThis.postMessage(reply);
}

async function take(request: MeaningRequest): Promise<void> {
  const { id } = request;
  if (request.type === 'cancel') {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell({ type: 'ended', id, ...(await run(request, controller.signal)) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: 'failed', id, reason: message.replace(/^leann: /, '') });
  } finally {
    running.delete(id);
  }
}

async function run(
  request: Exclude<MeaningRequest, { type: 'cancel' }>,
  signal: AbortSignal,
): Promise<Partial<Extract<MeaningReply, { type: 'ended' }>>> {
  switch (request.type) {
    case 'search':
      await search(request, signal);
      return {};
    case 'add':
      await inTurn(() => add(request, signal));
      return {};
    case 'remove':
      await inTurn(() => remove(request, signal));
      return {};
    case 'ids':
      return { ids: await storedIds() };
    case 'sizes':
      return { sizes: await sizes() };
    case 'delete':
      await close();
      await LeannIndex.delete(NAME);
      return {};
    case 'export':
      return { file: await inTurn(async () => (await theIndex()).export({ signal })) };
    case 'import':
      await replace(request.file);
      return {};
  }
}

function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
  const ended = last.then(task);
  last = ended.catch(() => undefined);
  return ended;
}

async function search(
  { id, query, limit }: Extract<MeaningRequest, { type: 'search' }>,
  signal: AbortSignal,
): Promise<void> {
  if (searches++ === 0) {
    quiet = new Promise((resolve) => {
      becomeQuiet = resolve;
    });
  }
  try {
    const index = await theIndex();
    signal.throwIfAborted();
    for await (const { hits, final } of index.search(query, {
      mode: 'meaning',
      k: limit,
      signal,
      ...EFFORT,
    })) {
      const told = hits.map(({ id: document, text, score }) => ({ document, text, score }));
      tell({ type: 'hits', id, hits: told, final });
    }
  } finally {
    if (--searches === 0) becomeQuiet();
  }
}

async function add(
  { id, documents }: Extract<MeaningRequest, { type: 'add' }>,
  signal: AbortSignal,
): Promise<void> {
  const index = await theIndex();
  const stored = new Set(await index.ids());
  const fresh = documents.filter((document) => !stored.has(document.id));
  for await (const { phase, done, total } of index.add(fresh, { signal })) {
    if (phase === 'embed') tell({ type: 'progress', id, done, total });
    await quiet;
  }
  await index.save();
}

async function remove(
  { documents }: Extract<MeaningRequest, { type: 'remove' }>,
  signal: AbortSignal,
): Promise<void> {
  const index = await theIndex();
  await index.delete(documents, { signal });
  await index.save();
}

/** Ids of what is stored. The model is not loaded for it. */
async function storedIds(): Promise<string[]> {
  if (opening !== undefined) return (await opening).ids();
  const stored = await known();
  return stored === undefined ? [] : peek(stored.fingerprint, (index) => index.ids());
}

async function sizes(): Promise<Sizes> {
  if (opening !== undefined) return sizesOf(await opening);
  const stored = await known();
  if (stored !== undefined) return peek(stored.fingerprint, sizesOf);
  return { documents: 0, passages: 0, graph: 0, codes: 0, rest: 0, texts: 0 };
}

async function known(): Promise<{ fingerprint: string } | undefined> {
  return (await LeannIndex.list()).find(({ name }) => name === NAME);
}

/** Looks into the stored index with something in the model's place that cannot embed. */
async function peek<Seen>(
  fingerprint: string,
  look: (index: LeannIndex) => Seen | Promise<Seen>,
): Promise<Seen> {
  const embed = () => Promise.reject(new Error('the model was not loaded'));
  const embedder = embedderFrom(embed, { dimension: DIMENSION, fingerprint });
  const index = await openOrBegin({ ...(await settings()), embedder, autoCompact: false });
  try {
    return await look(index);
  } finally {
    await index.close();
  }
}

/** The index, opened once; again after a failure. */
function theIndex(): Promise<LeannIndex> {
  if (opening === undefined) {
    opening = open();
    opening.catch(() => {
      opening = undefined;
    });
  }
  return opening;
}

async function open(): Promise<LeannIndex> {
  const index = await openOrBegin({ ...(await settings()), embedder: await theModel() });
  tell({ type: 'opened', documents: index.info().documents });
  return index;
}

async function close(): Promise<void> {
  const closing = opening;
  opening = undefined;
  await (await closing)?.close();
}

/** Takes an exported index in place of the stored one, which stays where the file is no good. */
async function replace(file: Blob): Promise<void> {
  const options = { ...(await settings()), embedder: await theModel() };
  await close();
  await (await LeannIndex.import(NAME, file, options)).close();
}

/** Loaded once; again after a failure. */
function theModel(): Promise<OnnxEmbedder> {
  if (model === undefined) {
    model = OnnxEmbedder.load(at('model/'), {
      device: 'wasm',
      runtime: 'onnxruntime',
      wasmPaths: at('ort/'),
    });
    model.catch(() => {
      model = undefined;
    });
  }
  return model;
}

async function settings(): Promise<Omit<OpenOptions, 'embedder'>> {
  core ??= Core.load(at('leann-core.wasm'));
  return { core: await core, split: SPLIT, cacheBytes: CACHE_BYTES, build: { preset: 'accurate' } };
}

async function openOrBegin(options: OpenOptions): Promise<LeannIndex> {
  try {
    return await LeannIndex.open(NAME, options);
  } catch (error) {
    if (!(error instanceof LeannError && USELESS.has(error.code))) throw error;
    await LeannIndex.delete(NAME);
    return LeannIndex.open(NAME, options);
  }
}

function at(path: string): URL {
  return new URL(path, globalThis.location.href);
}

function sizesOf(index: LeannIndex): Sizes {
  const { documents, passages, bytes } = index.info();
  const { graph, codes, total, text, buffered } = bytes;
  return { documents, passages, graph, codes, rest: total - graph - codes + buffered, texts: text };
}
