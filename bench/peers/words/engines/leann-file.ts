// leann-web's exported file, with an embedder that stands in for the model: what words find comes before anything is
// embedded, and how long it takes does not depend on vectors.

import { readFile, writeFile } from 'node:fs/promises';
import { exportGlosses, INDEX_FILE } from '../../../../tools/dictionary/glosses.js';
import { Core, type Embedder, embedderFrom, LeannIndex } from '../../../../web/index.js';
import { CORE } from '../../places.js';
import type { Collection } from '../engine.js';

const DIMENSION = 384;

export async function loadCore(): Promise<Core> {
  return await Core.load(await readFile(CORE));
}

/** The file of a collection, built from stand-in vectors where graph and codes are not there already. */
export async function exported(core: Core, { documents, isPrebuilt }: Collection): Promise<Uint8Array> {
  if (isPrebuilt) {
    const { fingerprint } = core.read(await readFile(INDEX_FILE));
    const file = await exportGlosses(core, standIn(fingerprint));
    if (file !== undefined) return file;
  }
  const index = await LeannIndex.open('bench', { embedder: standIn('stand-in'), core, store: 'memory' });
  for await (const _ of index.add(documents));
  const file = new Uint8Array(await (await index.export()).arrayBuffer());
  await index.close();
  return file;
}

export async function store(folder: string, core: Core, collection: Collection): Promise<void> {
  await writeFile(fileIn(folder), await exported(core, collection));
}

export function fileIn(folder: string): string {
  return `${folder}/index.leann`;
}

/** Texts with words in common have vectors near each other. */
export function standIn(fingerprint: string): Embedder {
  const embed = async (texts: string[]) => texts.map(vectorOf);
  return embedderFrom(embed, { dimension: DIMENSION, fingerprint, maxTokens: 254 });
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION).fill(0.01);
  for (const word of text.toLowerCase().split(/\W+/)) {
    let state = 2166136261;
    for (let at = 0; at < word.length; at++) state = Math.imul(state ^ word.charCodeAt(at), 16777619);
    // A few of the dimensions for each word.
    for (let turn = 0; turn < 8; turn++) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
      const place = (state >>> 8) % DIMENSION;
      vector[place] = (vector[place] ?? 0) + (state & 1 ? 1 : -1);
    }
  }
  return vector;
}
