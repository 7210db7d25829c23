// WebGPU or WASM, by what a short batch takes on each: where texts are short, a graphics card may be the slower one.
import { reasonOf } from './load-error.js';
import type { Session, TokenBatch } from './onnx-session.js';

/** A session that may be kept. */
export interface Candidate {
  session: Session;
}

export interface Race {
  /** What both embed. */
  batch: TokenBatch;
  /** Of the weights. */
  bytes: number;
  signal?: AbortSignal | undefined;
  /** Milliseconds since some moment. Default: of the platform's clock. */
  now?: (() => number) | undefined;
}

/** What is kept, and why that is not WebGPU. */
export interface Kept<Opened extends Candidate> {
  kept: Opened;
  fallbackReason: string | undefined;
}

/** Timed runs on each device; the least of them counts, for anything else that the machine does makes them longer. */
const RUNS = 3;
/** Weights of which there may be no room for two: they stay where they are, for the larger a model, the more a graphics card helps. */
const MOST_BYTES = 2 ** 28;
/** How many times as long as on WebGPU the first run on WASM takes if there is no need for another. */
const HOPELESS = 4;

/**
 * Runs the batch on both, some times after a first run that compiles shaders or warms up, and closes the one that takes longer.
 * More than 256 MB are not loaded twice, and stay on WebGPU. Where WASM cannot be had, WebGPU is kept, and the other way round. Rejects with the reason of the signal, or of WASM where
 * WebGPU fails too; nothing is left open then.
 */
export async function quickerSession<Opened extends Candidate>(
  gpu: Opened,
  openWasm: () => Promise<Opened>,
  race: Race,
): Promise<Kept<Opened>> {
  if (race.bytes > MOST_BYTES) return { kept: gpu, fallbackReason: undefined };
  const onGpu = await timeOf(gpu.session, race).catch(reasonOf);
  let wasm: Opened | undefined;
  try {
    race.signal?.throwIfAborted();
    wasm = await openWasm();
    const onWasm = await timeOf(wasm.session, race, typeof onGpu === 'number' ? onGpu : undefined);
    if (typeof onGpu === 'number' && onGpu < onWasm) {
      await wasm.session.close();
      return { kept: gpu, fallbackReason: undefined };
    }
    await gpu.session.close();
    return { kept: wasm, fallbackReason: typeof onGpu === 'number' ? compared(onWasm, onGpu) : onGpu };
  } catch (error) {
    await wasm?.session.close();
    if (typeof onGpu === 'number' && !race.signal?.aborted) return { kept: gpu, fallbackReason: undefined };
    await gpu.session.close();
    race.signal?.throwIfAborted();
    throw error;
  }
}

/** Milliseconds of the quickest run; of the first if that is hopeless beside `other`. */
async function timeOf(session: Session, { batch, signal, now = platformNow }: Race, other?: number) {
  const run = async () => {
    const began = now();
    await session.run(batch, signal);
    return now() - began;
  };
  const first = await run();
  if (other !== undefined && first > HOPELESS * other) return first;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i++) least = Math.min(least, await run());
  return least;
}

function platformNow(): number {
  return performance.now();
}

function compared(onWasm: number, onGpu: number): string {
  return `WASM is quicker here: ${onWasm.toFixed(1)} ms for a short batch, ${onGpu.toFixed(1)} ms on WebGPU`;
}
