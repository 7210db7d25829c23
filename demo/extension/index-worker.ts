// The worker with the model and the index. What it must not lose is in IndexedDB: it may be killed at any time.

import { Core, type Hit, type LeannIndex, OnnxEmbedder, type SearchUpdate } from '../../web/index.js';
import { faultOf } from './fault.js';
import { KeptIndex } from './kept-index.js';
import type { IndexHit, IndexReply, IndexRequest, Sizes } from './protocol.js';
import { withWaiting } from './waiting-hits.js';
import { WaitingWords } from './waiting-words.js';

/** What a search may take, so that an answer to a new letter is not kept waiting by the one before. */
const EFFORT = { maxRecomputes: 128, budgetMs: 1500 };

/** What is less alike than a cosine of twice that has nothing to do with the query, if it has none of its words. */
const LEAST_SCORE = 0.1;

/** So long must the typing rest before a query is embedded. */
const PAUSE_MS = 60;

interface Parts {
  kept: KeptIndex;
  waiting: WaitingWords;
}

const running = new Map<number, AbortController>();
let loading: Promise<Parts> | undefined;
/** Searches that have not ended; additions wait for them between batches. */
let searches = 0;
let quiet = Promise.resolve();
let becomeQuiet = () => {};
/** The change or export that came last: an index refuses a second one beside it. */
let last: Promise<unknown> = Promise.resolve();

globalThis.addEventListener('message', ({ data }: MessageEvent<IndexRequest>) => void take(data));
// Ahead of the first request, which is told if it fails.
loaded().catch(() => undefined);

/** Loaded once; again after a failure. */
function loaded(): Promise<Parts> {
  loading ??= Core.load(at('leann-core.wasm'))
    .then(partsWith)
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

function partsWith(core: Core): Parts {
  const kept = new KeptIndex({
    core,
    loadModel: () => OnnxEmbedder.load(at('model/'), { runtime: 'leann', encoderPath: at('encoder/') }),
    onReady: (documents) => tell({ type: 'opened', documents }),
  });
  return { kept, waiting: new WaitingWords(core) };
}

function tell(reply: IndexReply): void {
  globalThis.postMessage(reply);
}

async function take(request: IndexRequest): Promise<void> {
  const { id } = request;
  if (request.type === 'cancel') {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell({ type: 'ended', id, ...(await run(request, await loaded(), controller.signal)) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault = faultOf(error);
    tell({ type: 'failed', id, reason: message.replace(/^leann: /, ''), ...(fault && { fault }) });
  } finally {
    running.delete(id);
  }
}

async function run(
  request: Exclude<IndexRequest, { type: 'cancel' }>,
  parts: Parts,
  signal: AbortSignal,
): Promise<Partial<Extract<IndexReply, { type: 'ended' }>>> {
  const { kept, waiting } = parts;
  switch (request.type) {
    case 'search':
      await search(request, parts, signal);
      return {};
    case 'wait':
      await waiting.change(request.documents, request.gone);
      return {};
    case 'add':
      await inTurn(() => add(request, kept, signal));
      return {};
    case 'remove':
      await inTurn(() => remove(request, kept, signal));
      return {};
    case 'ids':
      return { ids: (await (await kept.stored())?.ids()) ?? [] };
    case 'sizes':
      return { sizes: sizesOf(await kept.stored()) };
    case 'delete':
      await kept.delete();
      return {};
    case 'export':
      return { file: await inTurn(async () => (await kept.ready()).export({ signal })) };
    case 'import':
      await inTurn(() => kept.replace(request.file));
      return {};
  }
}

function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
  const ended = last.then(task);
  last = ended.catch(() => undefined);
  return ended;
}

async function search(
  request: Extract<IndexRequest, { type: 'search' }>,
  parts: Parts,
  signal: AbortSignal,
): Promise<void> {
  if (searches++ === 0) {
    quiet = new Promise((resolve) => {
      becomeQuiet = resolve;
    });
  }
  try {
    await answer(request, parts, signal);
  } finally {
    if (--searches === 0) becomeQuiet();
  }
}

/** What words find, and after a pause in typing, what is meant as well. */
async function answer(
  { id, query, limit, meaning, kind }: Extract<IndexRequest, { type: 'search' }>,
  { kept, waiting }: Parts,
  signal: AbortSignal,
): Promise<void> {
  const options = { k: limit, group: 'document', signal, ...(kind && { where: { kind } }) } as const;
  const unindexed = await waiting.search(query, options);
  const say = (update: SearchUpdate | undefined, final: boolean) => {
    const hits = withWaiting(update, unindexed).slice(0, limit);
    const words = [...(update?.matchedWords ?? []), ...(unindexed?.matchedWords ?? [])];
    tell({ type: 'hits', id, hits: hits.map(indexHit), words: [...new Set(words)], final });
  };
  let byWords: SearchUpdate | undefined;
  // What waits is found also where the stored index cannot be opened.
  const index = await kept.forWords().catch(() => undefined);
  for await (const update of index?.search(query, { ...options, mode: 'words' }) ?? []) byWords = update;
  say(byWords, !meaning);
  if (!meaning) return;
  await rest(signal);
  const ready = await kept.ready();
  signal.throwIfAborted();
  for await (const update of ready.search(query, { ...options, ...EFFORT, minScore: LEAST_SCORE })) {
    // What words find was told.
    if (update.final || update.hits.some((hit) => hit.meaning !== undefined)) say(update, update.final);
  }
}

function indexHit({ id, start, text, matched, weak }: Hit): IndexHit {
  return { document: id, start, text, by: matched, weak: weak === true };
}

function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

async function add(
  { id, documents }: Extract<IndexRequest, { type: 'add' }>,
  kept: KeptIndex,
  signal: AbortSignal,
): Promise<void> {
  const index = await kept.ready();
  const stored = new Set(await index.ids());
  const fresh = documents.filter((document) => !stored.has(document.id));
  for await (const { phase, done, total } of index.add(fresh, { signal })) {
    if (phase === 'embed') tell({ type: 'progress', id, done, total });
    await quiet;
  }
  await index.save();
}

async function remove(
  { documents, erase }: Extract<IndexRequest, { type: 'remove' }>,
  kept: KeptIndex,
  signal: AbortSignal,
): Promise<void> {
  const index = await kept.stored();
  if (index === undefined) return;
  await index.delete(documents, { signal });
  await index.save();
  if (!erase) return;
  // Until then their texts are only marked as deleted.
  for await (const _ of index.compact({ rebuild: false, signal })) await quiet;
  await index.save();
}

function at(path: string): URL {
  return new URL(path, globalThis.location.href);
}

function sizesOf(index: LeannIndex | undefined): Sizes {
  if (index === undefined) {
    return { documents: 0, passages: 0, graph: 0, codes: 0, words: 0, rest: 0, texts: 0 };
  }
  const { documents, passages, bytes } = index.info();
  const { graph, codes, words, total, text, buffered } = bytes;
  return {
    documents,
    passages,
    graph,
    codes,
    words,
    rest: total - graph - codes - words + buffered,
    texts: text,
  };
}
