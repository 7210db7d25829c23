// One ONNX model in one runtime: feeds it tokens, gives back what its text output holds.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { LeannError } from '../base/error.js';
import { reasonOf } from './load-error.js';
import { type OrtDevice, type OrtOptions, type OrtRuntime, ortRuntime } from './ort-runtime.js';
import type { ModelOutput } from './pooling.js';
import { webGpuAdapter } from './web-gpu.js';

/** Token ids of each text of a batch, special tokens included; none of them empty. */
export type TokenBatch = readonly (readonly number[])[];

const PROVIDERS: Record<OrtDevice, string> = { webgpu: 'webgpu', wasm: 'wasm', node: 'cpu' };
const KNOWN_INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'];

/**
 * A WebGPU run that takes longer either will not end or is not worth waiting for. The first one, with which the model is tried
 * out, compiles the shaders.
 */
const GPU_RUN_MS = 10_000;
const FIRST_GPU_RUN_MS = 60_000;

/** A model that is ready to run on one device. */
export interface Session {
  readonly device: OrtDevice;
  /**
   * Runs one batch, after all runs that were asked for before in this runtime.
   * @throws LeannError `embedding-failed`, `closed`; the reason of `signal` if that is aborted before the run.
   */
  run(batch: TokenBatch, signal?: AbortSignal): Promise<ModelOutput>;
  /** Frees the model when the run that is going on has ended. A second call does nothing. */
  close(): Promise<void>;
}

/** Makes a session. Rejects with an Error that says why the device cannot be used, or what is wrong with the model. */
export type CreateSession = (
  model: Uint8Array,
  device: OrtDevice,
  padId: number,
  options: OrtOptions,
) => Promise<Session>;

export class OnnxSession implements Session {
  readonly device: OrtDevice;
  readonly #runtime: OrtRuntime;
  readonly #session: InferenceSession;
  readonly #padId: number;
  #outputName: string | undefined;
  #closed = false;

  private constructor(device: OrtDevice, runtime: OrtRuntime, session: InferenceSession, padId: number) {
    this.device = device;
    this.#runtime = runtime;
    this.#session = session;
    this.#padId = padId;
  }

  static readonly create: CreateSession = async (model, device, padId, options) => {
    if (device === 'webgpu') await webGpuAdapter();
    const runtime = await ortRuntime(device, options);
    runtime.requireDevice();
    const settings: InferenceSession.SessionOptions = {
      executionProviders: [PROVIDERS[device]],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(device === 'node' && options.numThreads && { intraOpNumThreads: options.numThreads }),
    };
    const session = await runtime.queue
      .run(() => runtime.ort.InferenceSession.create(model, settings))
      .catch(async (error: unknown) => {
        throw await runtime.explain(error);
      });
    if (device === 'webgpu') await runtime.watchDevice();
    const unknown = session.inputNames.find((name) => !KNOWN_INPUTS.includes(name));
    if (unknown === undefined) return new OnnxSession(device, runtime, session, padId);
    await session.release();
    throw new Error(`its input "${unknown}" is not known`);
  };

  run(batch: TokenBatch, signal?: AbortSignal): Promise<ModelOutput> {
    return this.#runtime.queue.run(async () => {
      signal?.throwIfAborted();
      if (this.#closed) throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
      try {
        return await (this.device === 'webgpu' ? this.#runOnGpu(batch) : this.#runNow(batch));
      } catch (error) {
        const message = `leann: cannot embed ${batch.length} texts: ${reasonOf(error)}`;
        throw new LeannError('embedding-failed', message, { cause: error });
      }
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#runtime.queue.run(() => this.#session.release());
  }

  /** A lost device may leave a run without an end. */
  async #runOnGpu(batch: TokenBatch): Promise<ModelOutput> {
    this.#runtime.requireDevice();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const ms = this.#outputName === undefined ? FIRST_GPU_RUN_MS : GPU_RUN_MS;
      timer = setTimeout(() => reject(new Error('WebGPU did not answer')), ms);
    });
    try {
      return await Promise.race([this.#runNow(batch), this.#runtime.deviceLost, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #runNow(batch: TokenBatch): Promise<ModelOutput> {
    const feeds = this.#feeds(batch);
    const outputs =
      this.#outputName === undefined
        ? await this.#session.run(feeds)
        : await this.#session.run(feeds, [this.#outputName]);
    this.#outputName ??= textOutput(this.#session.outputNames, outputs);
    return modelOutput(outputs[this.#outputName]);
  }

  #feeds(batch: TokenBatch): Record<string, Tensor> {
    const width = Math.max(...batch.map(({ length }) => length));
    const ids = new BigInt64Array(batch.length * width).fill(BigInt(this.#padId));
    const mask = new BigInt64Array(batch.length * width);
    batch.forEach((tokens, row) => {
      ids.set(tokens.map(BigInt), row * width);
      mask.fill(1n, row * width, row * width + tokens.length);
    });
    const values: Record<string, BigInt64Array> = {
      input_ids: ids,
      attention_mask: mask,
      token_type_ids: new BigInt64Array(ids.length),
    };
    const tensor = (name: string) =>
      new this.#runtime.ort.Tensor('int64', values[name] ?? ids, [batch.length, width]);
    return Object.fromEntries(this.#session.inputNames.map((name) => [name, tensor(name)]));
  }
}

/** The output with a vector for each token, else the one that is pooled already. */
function textOutput(names: readonly string[], outputs: Record<string, Tensor>): string {
  const rank = (name: string) => outputs[name]?.dims.length;
  if (rank('last_hidden_state') === 3) return 'last_hidden_state';
  const name = names.find((each) => rank(each) === 3);
  if (name !== undefined) return name;
  if (rank('sentence_embedding') === 2) return 'sentence_embedding';
  throw new Error(`none of its outputs (${names.join(', ')}) holds vectors of tokens or texts`);
}

function modelOutput(tensor: Tensor | undefined): ModelOutput {
  if (!(tensor?.data instanceof Float32Array)) {
    throw new Error(`its output is of type ${tensor?.type}, not float32`);
  }
  return { data: tensor.data, dims: tensor.dims };
}
