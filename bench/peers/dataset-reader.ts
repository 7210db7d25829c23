// Reads what dataset.ts wrote, in a process or a page.

import type { Passages, Query } from './peer.js';

/** The bytes of a file of the dataset. */
export type ReadFile = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

export async function readPassages(read: ReadFile): Promise<Passages> {
  const { ids, texts, dimension } = await readJson<Passages>(read, 'passages.json');
  return { ids, texts, dimension, vectors: await readVectors(read, 'passages.f32', dimension) };
}

export async function readQueries(read: ReadFile): Promise<Query[]> {
  const { texts, dimension } = await readJson<{ texts: string[]; dimension: number }>(read, 'queries.json');
  const vectors = await readVectors(read, 'queries.f32', dimension);
  return texts.map((text, row) => ({ text, vector: vectors[row] ?? new Float32Array(dimension) }));
}

async function readJson<Content>(read: ReadFile, name: string): Promise<Content> {
  return JSON.parse(new TextDecoder().decode(await read(name)));
}

/** Each in memory of its own. */
async function readVectors(read: ReadFile, name: string, dimension: number): Promise<Float32Array[]> {
  const { buffer, byteOffset, byteLength } = await read(name);
  const flat = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const rows = flat.length / dimension;
  return Array.from({ length: rows }, (_, row) => flat.slice(row * dimension, (row + 1) * dimension));
}
