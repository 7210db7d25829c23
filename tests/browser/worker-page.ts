// Runs in the page of worker.test.ts: the real model and an index, in the package's worker or in this thread.

import {
  type Document,
  type Hit,
  LeannIndex,
  OnnxEmbedder,
  type OnnxEmbedderOptions,
} from '../../web/index.js';
import { failureOf } from '../web/expect.js';

const FOLDER = '/models/all-MiniLM-L6-v2';
const CORE = '/core/leann-core.wasm';

let embedder: OnnxEmbedder | undefined;
let index: LeannIndex | undefined;
let adding: Promise<string | undefined> | undefined;

/** Opens an index of that name in IndexedDB. */
export async function open(name: string, options: OnnxEmbedderOptions = {}): Promise<number> {
  // One worker is what these tests look at: encoder-threads.test.ts has those that help it.
  const settings = { device: 'wasm', wasmPaths: '/ort/', numThreads: 1 } as const;
  embedder = await OnnxEmbedder.load(FOLDER, { ...settings, ...options });
  index = await LeannIndex.open(name, { embedder, wasm: CORE });
  return index.info().documents;
}

export async function add(documents: Document[]): Promise<void> {
  for await (const _ of opened().add(documents));
}

export async function save(): Promise<void> {
  await opened().save();
}

export async function hits(query: string, except?: string): Promise<Hit[]> {
  const filter = except === undefined ? {} : { filter: ({ id }: { id: string }) => id !== except };
  let last: Hit[] = [];
  for await (const update of opened().search(query, { k: 5, confidence: 1, ...filter })) last = update.hits;
  return last;
}

/** The length of a text's vector, and whether its tokens can be counted here. */
export async function embed(text: string): Promise<{ norm: number; tokenizer: boolean; device: string }> {
  if (embedder === undefined) throw new Error('open comes first');
  const [vector = []] = await embedder.embed([text]);
  const { tokenizer, device } = embedder;
  return { norm: Math.hypot(...vector), tokenizer: tokenizer !== undefined, device };
}

export function info(): { documents: number; generation: number; saved: boolean } {
  const { documents, generation, saved } = opened().info();
  return { documents, generation, saved };
}

/** Starts an addition, which {@link endOfAdding} waits for; resolves when it is embedding. */
export async function beginAdding(documents: Document[]): Promise<void> {
  const progress = opened().add(documents);
  while ((await progress.next()).value?.phase !== 'embed');
  const end = async () => {
    for await (const _ of progress);
  };
  adding = failureOf(end());
}

/** How the addition failed. */
export async function endOfAdding(): Promise<string> {
  return (await adding) ?? 'none';
}

/** How a search fails. */
export async function failureOfSearch(query: string): Promise<string> {
  return (await failureOf(hits(query))) ?? 'done';
}

/** How adding documents fails. */
export async function failureOfAdd(documents: Document[]): Promise<string> {
  return (await failureOf(add(documents))) ?? 'done';
}

/** How loading the model fails. */
export async function failureOfLoad(options: OnnxEmbedderOptions): Promise<string> {
  return (await failureOf(OnnxEmbedder.load(FOLDER, { wasmPaths: '/ort/', ...options }))) ?? 'done';
}

export async function close(): Promise<void> {
  await index?.close();
  await embedder?.close();
}

function opened(): LeannIndex {
  if (index === undefined) throw new Error('open comes first');
  return index;
}
