// The part of bench/encoder.ts that runs in Chromium.
import { OnnxEmbedder } from '../web/onnx-embedder.js';
import { type Racer, racers, turnOf } from './encoder-race.js';

const MODEL = '/models/all-MiniLM-L6-v2';

let all: Racer[] = [];

/** Loads all; their names. */
export async function line(): Promise<string[]> {
  const file = async (name: string) => new Uint8Array(await (await fetch(`${MODEL}/${name}`)).arrayBuffer());
  const files = {
    encoder: await file('encoder.bin'),
    tokens: await file('encoder-tokens.bin'),
    int8: await file('onnx/model_quantized.onnx'),
    fp32: await file('onnx/model.onnx'),
  };
  all = await racers(files, '/ort/');
  return all.map(({ name }) => name);
}

export async function turn(name: string, tokens: number, batch: number): Promise<number> {
  const racer = all.find((each) => each.name === name);
  return racer === undefined ? 0 : await turnOf(racer, tokens, batch);
}

/** Milliseconds until a model that was not loaded before has embedded its first text. */
export async function firstVector(runtime: 'auto' | 'onnxruntime'): Promise<number> {
  const began = performance.now();
  const options = { device: 'wasm', runtime, wasmPaths: '/ort/', worker: false } as const;
  const embedder = await OnnxEmbedder.load(MODEL, options);
  await embedder.embed(['How are indexes built?'], { kind: 'query' });
  return performance.now() - began;
}
