// Runs encoders in turn on the same tokens, in Node or in a page.
import { OnnxSession, type TokenBatch } from '../web/embed/onnx-session.js';
import { fetchKernels } from '../web/encoder/kernels.js';
import { loadWhole } from '../web/encoder/whole-encoder.js';

export interface Racer {
  name: string;
  embed(batch: TokenBatch): Promise<unknown>;
  close(): Promise<void>;
}

export interface Files {
  encoder: Uint8Array<ArrayBuffer>;
  tokens: Uint8Array<ArrayBuffer>;
  int8: Uint8Array;
  fp32: Uint8Array;
}

/** How long a racer runs in turn, if one batch does not take longer. */
const TURN_MS = 300;

/** Our encoder with each kernel that there is here, and ONNX Runtime with either model, one thread each. */
export async function racers(files: Files, wasmPaths?: string): Promise<Racer[]> {
  const all: Racer[] = [];
  for (const [kernel, wasm] of await fetchKernels()) {
    const tokens = [{ path: 'tokens', bytes: files.tokens }];
    const { module } = await loadWhole(wasm, files.encoder, tokens);
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

/** Has one racer embed for a turn; how many texts it was. */
export async function turnOf({ embed }: Racer, tokens: number, batch: number): Promise<number> {
  const began = performance.now();
  let texts = 0;
  while (performance.now() - began < TURN_MS) {
    await embed(Array.from({ length: batch }, (_, i) => text(tokens, texts + i)));
    texts += batch;
  }
  return texts;
}

/** Some words between the special tokens. */
function text(tokens: number, number: number): number[] {
  const words = Array.from({ length: tokens - 2 }, (_, i) => 2000 + ((31 * i + 977 * number) % 20_000));
  return [101, ...words, 102];
}
