// The part of bench/tab-memory.ts that runs in a tab of Chromium.

import { LeannIndex } from '../web/leann-index.js';
import { OnnxEmbedder } from '../web/onnx-embedder.js';
import { standIn } from './tab-memory-embedder.js';

const NAME = 'living';
const LIVING = {
  embedder: standIn(),
  wasm: '/core/leann-core.wasm',
  worker: false,
  autoCompact: false,
} as const;
const SEARCHES = 20;
const WORDS = 'water insect honey fear mends shoes person rain stone bread city music river metal law'.split(
  ' ',
);

let index: LeannIndex | undefined;
let model: OnnxEmbedder | undefined;

/** Puts the file of an index into this browser. */
export async function importLiving(file: string): Promise<void> {
  const imported = await LeannIndex.import(NAME, file, LIVING);
  await imported.save();
  await imported.close();
}

export async function openLiving(): Promise<void> {
  index = await LeannIndex.open(NAME, LIVING);
}

export async function openPublished(url: string): Promise<void> {
  index = await LeannIndex.fromUrl(url, {
    embedder: standIn(),
    wasm: '/core/leann-reader.wasm',
    worker: false,
  });
}

export async function search(): Promise<void> {
  for (let at = 0; at < SEARCHES; at++) {
    const words = [0, 4, 9].map((step) => WORDS[(at * 7 + step) % WORDS.length]);
    let found = 0;
    for await (const { hits } of opened().search(words.join(' '), { k: 10 })) found = hits.length;
    if (found === 0) throw new Error('leann: cannot measure: nothing was found');
  }
}

export async function change(): Promise<void> {
  for await (const _ of opened().add([{ id: 'new', text: 'A document that was not there before.' }]));
  await opened().save();
}

/** The standard model, in this thread. */
export async function loadModel(): Promise<void> {
  model = await OnnxEmbedder.load('/models/all-MiniLM-L6-v2', {
    device: 'wasm',
    worker: false,
    encoderPath: '/encoder/',
  });
  const texts = Array.from({ length: 32 }, (_, at) => `${at} ${WORDS.join(' ')} ${WORDS.join(' ')}`);
  await model.embed(texts);
}

function opened(): LeannIndex {
  if (index === undefined) throw new Error('leann: cannot measure: no index is open');
  return index;
}
