// Runs encoders in turn on the same tokens, in Node or in a page.
import { OnnxSession, type TokenBatch } from '../web/embed/onnx-session.js';
import { loadEncoder } from '../web/encoder/encoder-file.js';
import { fetchKernels } from '../web/encoder/kernels.js';

export interface Racer {
  name: string;
  embed(batch: TokenBatch): Promise<unknown>;
  close(): Promise<void>;
}

/** Embeddings in a second, the median of the turns, by racer. */
export interface Rates {
  tokens: number;
  batch: number;
  rates: Record<string, number>;
}

export interface Files {
  encoder: Uint8Array<ArrayBuffer>;
  int8: Uint8Array;
  fp32: Uint8Array;
}

const SIZES = [16, 64, 256].flatMap((tokens) => [1, 8].map((batch) => ({ tokens, batch })));
const TURNS = 7;
/** How long a racer runs in turn, if one batch does not take longer. */
const TURN_MS = 200;

/** Our encoder with each kernel that there is here, and ONNX Runtime with either model, one thread each. */
export async function racers(files: Files, wasmPaths?: string): Promise<Racer[]> {
  const all: Racer[] = [];
  for (const [kernel, wasm] of await fetchKernels()) {
    const { module } = await loadEncoder(files.encoder, wasm);
    const embed = async (batch: TokenBatch) => module.embed(batch, 'mean');
    all.push({ name: kernel, embed, close: async () => undefined });
  }
  for (const dtype of ['int8', 'fp32'] as const) {
    const options = { numThreads: 1, ...(wasmPaths && { wasmPaths }) };
    const session = await OnnxSession.create(files[dtype], 'wasm', 0, options);
    const embed = (batch: TokenBatch) => session.run(batch);
    all.push({ name: `ORT ${dtype}`, embed, close: () => session.close() });
  }
  return all;
}

/** Every size, the racers in turn, after each has run for two turns to be optimised. */
export async function race(all: readonly Racer[]): Promise<Rates[]> {
  const found: Rates[] = [];
  for (const { tokens, batch } of SIZES) {
    const rates = new Map(all.map(({ name }) => [name, [] as number[]]));
    for (let turn = -2; turn < TURNS; turn++) {
      for (const racer of all) {
        const rate = await turnOf(racer, tokens, batch);
        if (turn >= 0) rates.get(racer.name)?.push(rate);
      }
    }
    const medians = [...rates].map(([name, values]) => [name, median(values)]);
    found.push({ tokens, batch, rates: Object.fromEntries(medians) });
  }
  return found;
}

async function turnOf({ embed }: Racer, tokens: number, batch: number): Promise<number> {
  const began = performance.now();
  let texts = 0;
  let ms = 0;
  while (ms < TURN_MS) {
    await embed(Array.from({ length: batch }, (_, i) => text(tokens, texts + i)));
    texts += batch;
    ms = performance.now() - began;
  }
  return (1000 * texts) / ms;
}

/** Some words between the special tokens. */
function text(tokens: number, number: number): number[] {
  const words = Array.from({ length: tokens - 2 }, (_, i) => 2000 + ((31 * i + 977 * number) % 20_000));
  return [101, ...words, 102];
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
