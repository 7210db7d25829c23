// Picks the device for a model, and makes sure that it works there.

import { isNode } from '../base/platform.js';
import { reasonOf } from './load-error.js';
import { usesOperator } from './onnx-operators.js';
import type { CreateSession, Session, TokenBatch } from './onnx-session.js';
import type { OrtDevice, OrtOptions } from './ort-runtime.js';
import { pool } from './pooling.js';
import { webGpuAdapter } from './web-gpu.js';

export interface SessionOptions extends OrtOptions {
  device: 'auto' | OrtDevice;
  /** Fills up shorter texts of a batch. */
  padId: number;
  create: CreateSession;
  /** A short text to try the model with. */
  probe: readonly number[];
  signal?: AbortSignal | undefined;
}

export interface OpenSession {
  session: Session;
  dimension: number;
  /** Why 'auto' did not take the faster device. */
  fallbackReason: string | undefined;
}

/** Rejects with an Error that says why the model cannot be run, or with the reason of the signal. */
export async function openSession(model: Uint8Array, options: SessionOptions): Promise<OpenSession> {
  if (options.device !== 'auto') {
    return { ...(await open(model, options.device, options)), fallbackReason: undefined };
  }
  let fallbackReason: string;
  try {
    const device = await fasterDevice(model);
    return { ...(await open(model, device, options)), fallbackReason: undefined };
  } catch (error) {
    options.signal?.throwIfAborted();
    fallbackReason = reasonOf(error);
  }
  return { ...(await open(model, 'wasm', options)), fallbackReason };
}

/** Rejects with an Error that says why WASM is the best there is. */
async function fasterDevice(model: Uint8Array): Promise<OrtDevice> {
  if (isNode()) return 'node';
  if (usesOperator(model, 'MatMulInteger'))
    throw new Error('WebGPU does not run the integer operators of the model');
  const adapter = await webGpuAdapter();
  if (adapter.info?.isFallbackAdapter) throw new Error('WebGPU is computed by the processor here');
  return 'webgpu';
}

async function open(model: Uint8Array, device: OrtDevice, options: SessionOptions) {
  const session = await options.create(model, device, options.padId, options);
  try {
    options.signal?.throwIfAborted();
    return { session, dimension: await tryOut(session, [options.probe]) };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Runs the model once; the vector's dimension. A driver that computes nonsense is found here. */
async function tryOut(session: Session, probe: TokenBatch): Promise<number> {
  const output = await session.run(probe);
  const [vector] = pool(
    output,
    probe.map(({ length }) => length),
    'mean',
    true,
  );
  return vector?.length ?? 0;
}
