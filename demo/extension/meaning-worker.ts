// The worker with the model and the index. All that it knows is in IndexedDB: it may be killed at any time.

import {
  Core,
  LeannError,
  type LeannErrorCode,
  LeannIndex,
  OnnxEmbedder,
  type OpenOptions,
} from '../../web/index.js';
import type { MeaningReply, MeaningRequest, Sizes } from './protocol.js';

type Ended = Extract<MeaningReply, { type: 'ended' }>;

const NAME = 'bookmarks';

/** Titles are short; of a page's text a passage is some sentences. */
const SPLIT = { maxTokens: 96, overlapTokens: 0 };

/** Vectors of passages that searches have recomputed: some 10,000. */
const CACHE_BYTES = 8 << 20;

/** What a search may take, so that an answer to a new letter is not kept waiting by the one before. */
const EFFORT = { maxRecomputes: 64, budgetMs: 2000 };

const USELESS: ReadonlySet<LeannErrorCode> = new Set([
  'corrupt',
  'embedder-mismatch',
  'invalid-argument',
  'unsupported-version',
]);

const running = new Map<number, AbortController>();
let opening: Promise<LeannIndex> | undefined;
/** Searches that have not ended; additions wait for them between batches. */
let searches = 0;
let quiet = Promise.resolve();
let becomeQuiet = () => {};

globalThis.addEventListener('message', ({ data }: MessageEvent<MeaningRequest>) => void take(data));

function tell(reply: MeaningReply): void {
  globalThis.postMessage(reply);
}

async function open(): Promise<LeannIndex> {
  const at = (path: string) => new URL(path, globalThis.location.href);
  const [core, embedder] = await Promise.all([
    Core.load(at('leann-core.wasm')),
    OnnxEmbedder.load(at('model/'), { device: 'wasm', wasmPaths: at('ort/') }),
  ]);
  const index = await openOrBegin({
    core,
    embedder,
    split: SPLIT,
    cacheBytes: CACHE_BYTES,
    build: { preset: 'accurate' },
  });
  tell({ type: 'opened', documents: index.info().documents });
  return index;
}

/** All that is in the index can be made again: one that cannot be read, or is of another model, makes room. */
async function openOrBegin(options: OpenOptions): Promise<LeannIndex> {
  try {
    return await LeannIndex.open(NAME, options);
  } catch (error) {
    if (!(error instanceof LeannError && USELESS.has(error.code))) throw error;
    await LeannIndex.delete(NAME);
    return LeannIndex.open(NAME, options);
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

async function take(request: MeaningRequest): Promise<void> {
  const { id } = request;
  if (request.type === 'cancel') {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell({ type: 'ended', id, ...(await run(await theIndex(), request, controller.signal)) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: 'failed', id, reason: message.replace(/^leann: /, '') });
  } finally {
    running.delete(id);
  }
}

async function run(
  index: LeannIndex,
  request: Exclude<MeaningRequest, { type: 'cancel' }>,
  signal: AbortSignal,
): Promise<Partial<Ended>> {
  switch (request.type) {
    case 'search':
      await search(index, request, signal);
      return {};
    case 'add':
      await add(index, request, signal);
      return {};
    case 'remove':
      return {};
    case 'missing':
      return { missing: request.documents.filter((document) => !index.has(document)) };
    case 'sizes':
      return { sizes: sizesOf(index) };
    case 'export':
    case 'import':
      return {};
  }
}

async function search(
  index: LeannIndex,
  { id, query, limit }: Extract<MeaningRequest, { type: 'search' }>,
  signal: AbortSignal,
): Promise<void> {
  if (searches++ === 0) {
    quiet = new Promise((resolve) => {
      becomeQuiet = resolve;
    });
  }
  try {
    for await (const { hits, final } of index.search(query, { k: limit, signal, ...EFFORT })) {
      tell({ type: 'hits', id, hits: hits.map(({ id: document, text }) => ({ document, text })), final });
    }
  } finally {
    if (--searches === 0) becomeQuiet();
  }
}

async function add(
  index: LeannIndex,
  { id, documents }: Extract<MeaningRequest, { type: 'add' }>,
  signal: AbortSignal,
): Promise<void> {
  const fresh = documents.filter((document) => !index.has(document.id));
  for await (const { phase, done, total } of index.add(fresh, { signal })) {
    if (phase === 'embed') tell({ type: 'progress', id, done, total });
    await quiet;
  }
  await index.save();
}

function sizesOf(index: LeannIndex): Sizes {
  const { documents, passages, bytes } = index.info();
  const { graph, codes, total, text } = bytes;
  return { documents, passages, graph, codes, rest: total - graph - codes, texts: text };
}
