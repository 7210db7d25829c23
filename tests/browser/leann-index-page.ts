// Runs in the page of leann-index.test.ts: an index with the real model, kept in IndexedDB.

import {
  type Document,
  type Hit,
  type IndexInfo,
  LeannIndex,
  OnnxEmbedder,
  type SearchUpdate,
} from '../../web/index.js';
import { failureOf } from '../web/expect.js';
import { get, put, raw } from './raw-database.js';

let embedder: OnnxEmbedder | undefined;
let index: LeannIndex | undefined;

/** Opens the index of that name. */
export async function open(name: string): Promise<IndexInfo> {
  embedder ??= await OnnxEmbedder.load('/models/all-MiniLM-L6-v2', { device: 'wasm', wasmPaths: '/ort/' });
  index = await LeannIndex.open(name, { embedder, wasm: '/core/leann-core.wasm' });
  return index.info();
}

export async function add(documents: Document[]): Promise<string[]> {
  const phases = new Set<string>();
  for await (const { phase } of opened().add(documents)) phases.add(phase);
  return [...phases];
}

/**
 * The updates of a search that recomputes every passage, one after the other, and how often the page could have drawn meanwhile: on
 * any machine it lasts several frames.
 */
export async function searchAll(query: string): Promise<{ updates: SearchUpdate[]; frames: number }> {
  let frames = 0;
  let running = true;
  const draw = () => {
    frames++;
    if (running) requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
  const updates: SearchUpdate[] = [];
  const options = { k: 5, confidence: 1, batchSize: 1, maxRecomputes: opened().info().passages };
  for await (const update of opened().search(query, options)) updates.push(update);
  running = false;
  return { updates, frames };
}

export async function hits(query: string): Promise<Hit[]> {
  let found: Hit[] = [];
  for await (const { hits } of opened().search(query, { k: 5, confidence: 1, maxRecomputes: 32 }))
    found = hits;
  return found;
}

export async function save(): Promise<IndexInfo> {
  await opened().save();
  return opened().info();
}

export async function close(): Promise<void> {
  await index?.close();
}

/** Deletes the open index as another tab would, and says what a search for a stored text rejects with. */
export async function failureAfterDelete(name: string): Promise<string> {
  await LeannIndex.delete(name);
  return (await failureOf(hits('animal'))) ?? 'no failure';
}

/** Flips one bit of the stored index, and says what opening rejects with, and whether the bytes are still there. */
export async function failureOfDamaged(name: string): Promise<string> {
  await index?.close();
  const database = await raw(name);
  const bytes = (await get(database, 'index', 1)) as Uint8Array;
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
  await put(database, 'index', 1, bytes);
  const failure = await open(name).then(
    () => 'no failure',
    (error) => error.code,
  );
  const left = (await get(database, 'index', 1)) as Uint8Array;
  database.close();
  return `${failure}, ${left.length === bytes.length ? 'bytes kept' : 'bytes lost'}`;
}

function opened(): LeannIndex {
  if (index === undefined) throw new Error('open comes first');
  return index;
}
