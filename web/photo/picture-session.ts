// The ONNX model that sees: pixels in, one vector or the scores of labels out.

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { LeannError } from '../base/error.js';
import { toHalves } from '../base/half-float.js';
import { ModelFault, reasonOf } from '../embed/load-error.js';
import type { ModelWeights } from '../embed/model-folder.js';
import { aboutRuntime, floatsOf, PROVIDERS } from '../embed/onnx-session.js';
import { fasterDevice } from '../embed/open-session.js';
import { type OrtDevice, type OrtOptions, type OrtRuntime, ortRuntime } from '../embed/ort-runtime.js';

export interface PictureSessionOptions extends OrtOptions {
  device: 'auto' | OrtDevice;
  /** Outputs to take, the first that there is. */
  outputs: readonly string[];
  signal?: AbortSignal | undefined;
}

/** What a model takes of one picture: three planes of numbers. */
export interface PictureInput {
  values: Float32Array;
  width: number;
  height: number;
}

export class PictureSession {
  readonly device: OrtDevice;
  /** Why it is not on the faster device. */
  readonly fallbackReason: string | undefined;
  readonly #runtime: OrtRuntime;
  readonly #session: InferenceSession;
  readonly #output: string;
  #closed = false;

  private constructor(
    device: OrtDevice,
    fallbackReason: string | undefined,
    runtime: OrtRuntime,
    session: InferenceSession,
    output: string,
  ) {
    this.device = device;
    this.fallbackReason = fallbackReason;
    this.#runtime = runtime;
    this.#session = session;
    this.#output = output;
  }

  /** Opens it where it runs, and tries it out with `probe`. Rejects with an Error that says why it cannot be run. */
  static async open(
    weights: ModelWeights,
    probe: PictureInput,
    options: PictureSessionOptions,
  ): Promise<PictureSession> {
    const { device, signal } = options;
    if (device !== 'auto') return await PictureSession.#openOn(device, undefined, weights, probe, options);
    let reason: string;
    try {
      const faster = await fasterDevice(weights.model);
      return await PictureSession.#openOn(faster, undefined, weights, probe, options);
    } catch (error) {
      signal?.throwIfAborted();
      reason = reasonOf(error);
    }
    return await PictureSession.#openOn('wasm', reason, weights, probe, options);
  }

  static async #openOn(
    device: OrtDevice,
    reason: string | undefined,
    { model, external, file }: ModelWeights,
    probe: PictureInput,
    options: PictureSessionOptions,
  ): Promise<PictureSession> {
    const runtime = await ortRuntime(device, options);
    runtime.requireDevice();
    const settings: InferenceSession.SessionOptions = {
      executionProviders: [PROVIDERS[device]],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(external.length > 0 && {
        externalData: external.map(({ path, bytes }) => ({ path, data: bytes })),
      }),
    };
    const session = await runtime.queue
      .run(() => runtime.ort.InferenceSession.create(model, settings))
      .catch(async (error: unknown) => {
        const explained = await runtime.explain(error);
        if (aboutRuntime(explained)) throw explained;
        throw new ModelFault(`${file}: ${reasonOf(explained)}`, { cause: error });
      });
    if (device === 'webgpu') await runtime.watchDevice();
    try {
      requireInput(file, session);
      const output = outputOf(file, session, options.outputs);
      const made = new PictureSession(device, reason, runtime, session, output);
      await made.run(probe);
      return made;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /**
   * What the model says of one picture.
   * @throws LeannError `embedding-failed`, `closed`; the signal's reason if that is aborted before the run.
   */
  run(input: PictureInput, signal?: AbortSignal): Promise<Float32Array> {
    return this.#runtime.queue.run(async () => {
      signal?.throwIfAborted();
      if (this.#closed) throw new LeannError('closed', 'leann: cannot embed picture: the embedder is closed');
      try {
        return await this.#run(input);
      } catch (error) {
        const message = `leann: cannot embed picture: ${reasonOf(error)}`;
        throw new LeannError('embedding-failed', message, { cause: error });
      }
    });
  }

  /** Frees the model when the run that is going on has ended. A second call does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#runtime.queue.run(() => this.#session.release());
  }

  async #run(input: PictureInput): Promise<Float32Array> {
    const feeds = { [this.#session.inputNames[0] ?? '']: this.#tensor(input) };
    const run = this.#session.run(feeds, [this.#output]);
    const outputs = await (this.device === 'webgpu' ? Promise.race([run, this.#runtime.deviceLost]) : run);
    const values = floatsOf(outputs[this.#output]);
    if (values === undefined)
      throw new ModelFault(`its output is of type ${outputs[this.#output]?.type}, not float32 or float16`);
    // A copy: the runtime may use its memory again.
    return values.slice();
  }

  #tensor({ values, width, height }: PictureInput): Tensor {
    const { Tensor } = this.#runtime.ort;
    const dims = [1, 3, height, width];
    const [metadata] = this.#session.inputMetadata;
    if (metadata?.isTensor && metadata.type === 'float16')
      return new Tensor('float16', toHalves(values), dims);
    return new Tensor('float32', values, dims);
  }
}

function requireInput(file: string, { inputMetadata }: InferenceSession): void {
  const [input, ...others] = inputMetadata;
  if (others.length > 0)
    throw new ModelFault(`${file}: it takes more than pixels: ${others.map(({ name }) => name).join(', ')}`);
  const isPixels = input?.isTensor && ['float32', 'float16'].includes(input.type) && input.shape.length === 4;
  if (!isPixels) throw new ModelFault(`${file}: its input "${input?.name}" is not pixels as floats`);
}

function outputOf(file: string, { outputNames }: InferenceSession, wanted: readonly string[]): string {
  const found = wanted.find((name) => outputNames.includes(name));
  if (found !== undefined) return found;
  throw new ModelFault(`${file}: it has no output ${wanted.join(' or ')}, but ${outputNames.join(', ')}`);
}
