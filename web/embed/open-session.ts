// Picks the device for a model, and makes sure that it works there.

import { isNode } from '../base/platform.js';
import { type Head, vectorsOf } from './head.js';
import { reasonOf } from './load-error.js';
import { usesOperator } from './onnx-operators.js';
import type { CreateSession, Session, SessionSettings, TokenBatch } from './onnx-session.js';
import type { OrtDevice } from './ort-runtime.js';
import { quickerSession } from './quicker-session.js';
import { webGpuAdapter } from './web-gpu.js';

export interface SessionOptions extends SessionSettings {
  device: 'auto' | OrtDevice;
  /** Fills up shorter texts of a batch. */
  padId: number;
  create: CreateSession;
  /** Short texts to try the model with, one after another. */
  probes: readonly (readonly number[])[];
  head: Head;
  /** A short batch to choose between WebGPU and WASM by. */
  timed: TokenBatch;
  signal?: AbortSignal | undefined;
}

export interface OpenSession {
  session: Session;
  dimension: number;
  /** Whether the model pools by itself. */
  isComplete: boolean;
  /** Why 'auto' did not take the faster device. */
  fallbackReason: string | undefined;
}

/** Rejects with an Error that says why the model cannot be run, or with the reason of the signal. */
export async function openSession(model: Uint8Array, options: SessionOptions): Promise<OpenSession> {
  if (options.device !== 'auto') {
    return { ...(await open(model, options.device, options)), fallbackReason: undefined };
  }
  let opened: Opened;
  try {
    opened = await open(model, await fasterDevice(model), options);
  } catch (error) {
    options.signal?.throwIfAborted();
    return { ...(await open(model, 'wasm', options)), fallbackReason: reasonOf(error) };
  }
  if (opened.session.device !== 'webgpu') return { ...opened, fallbackReason: undefined };
  const { timed, signal, external = [] } = options;
  const bytes = external.reduce((sum, file) => sum + file.bytes.length, model.length);
  const race = { batch: timed, bytes, signal };
  const { kept, fallbackReason } = await quickerSession(opened, () => open(model, 'wasm', options), race);
  return { ...kept, fallbackReason };
}

type Opened = Omit<OpenSession, 'fallbackReason'>;

/** What may be faster than WASM. Rejects with an Error that says why that is the best there is. */
export async function fasterDevice(model: Uint8Array): Promise<OrtDevice> {
  if (isNode()) return 'node';
  if (usesOperator(model, 'MatMulInteger'))
    throw new Error('WebGPU does not run the integer operators of the model');
  const adapter = await webGpuAdapter();
  if (adapter.info?.isFallbackAdapter) throw new Error('WebGPU is computed by the processor here');
  return 'webgpu';
}

async function open(model: Uint8Array, device: OrtDevice, options: SessionOptions): Promise<Opened> {
  const session = await options.create(model, device, options.padId, options);
  try {
    options.signal?.throwIfAborted();
    return { session, ...(await tryOut(session, options)) };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Runs the model, and says what its vectors are like. A driver that computes nonsense is found here. */
async function tryOut(session: Session, { probes, head }: SessionOptions) {
  let dimension = 0;
  let isComplete = false;
  for (const probe of probes) {
    const batch: TokenBatch = [probe];
    const output = await session.run(batch);
    // Of unit length, so that one of length zero is found whatever the head does.
    const [vector] = vectorsOf({ ...head, normalize: true }, output, [probe.length]);
    dimension = vector?.length ?? 0;
    isComplete = output.isComplete ?? false;
  }
  return { dimension, isComplete };
}
