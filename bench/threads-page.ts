// The part of bench/threads.ts that runs in Chromium: one way to embed, in a page of its own.
import type { EmbedRuntime } from '../web/embed/embedder.js';
import { OnnxEmbedder } from '../web/onnx-embedder.js';

const MODEL = '/models/all-MiniLM-L6-v2';

/** How long a turn lasts, if one call does not take longer. */
const TURN_MS = 600;

export interface Turn {
  texts: number;
  /** By the clock on the wall. */
  ms: number;
}

let embedder: OnnxEmbedder | undefined;
/** No text is embedded twice. */
let number = 0;

/** Loads the model, in this thread; whether the page is isolated. */
export async function load(runtime: EmbedRuntime, numThreads: number): Promise<boolean> {
  const options = { device: 'wasm', runtime, numThreads, wasmPaths: '/ort/', worker: false } as const;
  embedder = await OnnxEmbedder.load(MODEL, options);
  return crossOriginIsolated;
}

/** Embeds for a turn: `batch` texts of so many tokens at once. */
export async function turn(tokens: number, batch: number): Promise<Turn> {
  if (embedder === undefined) throw new Error('leann: cannot measure: the model is not loaded');
  const began = performance.now();
  let texts = 0;
  while (performance.now() - began < TURN_MS) {
    await embedder.embed(Array.from({ length: batch }, () => textOf(tokens - SPECIAL_TOKENS)));
    texts += batch;
  }
  return { texts, ms: performance.now() - began };
}

/** Around each text. */
const SPECIAL_TOKENS = 2;

/** A token each. */
const WORDS = 'rain snow hill lake tree bird fish stone road house bread milk salt clock paper song'.split(
  ' ',
);

function textOf(length: number): string {
  number++;
  return Array.from({ length }, (_, at) => WORDS[(at * at + number * 7 + at) % WORDS.length]).join(' ');
}
