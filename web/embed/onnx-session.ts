// One ONNX model in one runtime: feeds it tokens, gives back what its text output holds.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { LeannError } from '../base/error.js';
import { fromHalves } from '../base/half-float.js';
import type { StartCopy } from './encoder-copy.js';
import { ModelFault, reasonOf } from './load-error.js';
import type { ExternalFile } from './model-folder.js';
import { dimensionNames } from './onnx-dimensions.js';
import { type OrtDevice, type OrtOptions, type OrtRuntime, ortRuntime } from './ort-runtime.js';
import type { ModelOutput } from './pooling.js';
import { feedsFor, inputFault, type TokenBatch } from './session-inputs.js';
import { webGpuAdapter } from './web-gpu.js';
import { requireWebNn } from './web-nn.js';

export type { TokenBatch } from './session-inputs.js';

export const PROVIDERS: Record<OrtDevice, string> = {
  webgpu: 'webgpu',
  webnn: 'webnn',
  wasm: 'wasm',
  node: 'cpu',
};

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

/** What a session is made with, besides the model. */
export interface SessionSettings extends OrtOptions {
  /** The files in which the model keeps weights outside of its own. */
  external?: readonly ExternalFile[] | undefined;
  /** The output that holds the vectors of texts. Default: found by its name and shape. */
  output?: string | undefined;
  /** So many tokens every text is filled up to, for models that know no other length. Default: the longest of the batch. */
  width?: number | undefined;
  /** Whether the vectors of tokens are wanted, even if the model pools by itself as well. */
  tokensOnly?: boolean | undefined;
  /** Runs one text at a time, padded to so many tokens: WebNN takes sizes that are known before. Default: as texts come. */
  fixedTokens?: number | undefined;
  /** Starts threads for our own encoder. Default: it has this one. */
  startCopy?: StartCopy | undefined;
}

/**
 * Makes a session. Rejects with an Error that says why the device cannot be used, or with a {@link ModelFault} that says what is
 * wrong with the model.
 */
export type CreateSession = (
  model: Uint8Array,
  device: OrtDevice,
  padId: number,
  options: SessionSettings,
) => Promise<Session>;

export class OnnxSession implements Session {
  readonly device: OrtDevice;
  readonly #runtime: OrtRuntime;
  readonly #session: InferenceSession;
  readonly #padId: number;
  readonly #tokensOnly: boolean;
  readonly #fixedTokens: number | undefined;
  readonly #width: number | undefined;
  #outputName: string | undefined;
  #closed = false;

  private constructor(
    device: OrtDevice,
    runtime: OrtRuntime,
    session: InferenceSession,
    padId: number,
    { tokensOnly = false, output, width, fixedTokens }: SessionSettings,
  ) {
    this.device = device;
    this.#runtime = runtime;
    this.#session = session;
    this.#padId = padId;
    this.#tokensOnly = tokensOnly;
    this.#fixedTokens = fixedTokens;
    this.#outputName = output;
    this.#width = width;
  }

  static readonly create: CreateSession = async (model, device, padId, options) => {
    if (device === 'webgpu') await webGpuAdapter();
    if (device === 'webnn') await requireWebNn();
    const runtime = await ortRuntime(device, options);
    runtime.requireDevice();
    const settings: InferenceSession.SessionOptions = {
      executionProviders: [PROVIDERS[device]],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(device === 'node' && options.numThreads && { intraOpNumThreads: options.numThreads }),
      ...(options.external?.length && {
        externalData: options.external.map(({ path, bytes }) => ({ path, data: bytes })),
      }),
      ...(options.fixedTokens && { freeDimensionOverrides: fixedSizes(model, options.fixedTokens) }),
    };
    const session = await runtime.queue
      .run(() => runtime.ort.InferenceSession.create(model, settings))
      .catch(async (error: unknown) => {
        const explained = await runtime.explain(error);
        throw aboutRuntime(explained) ? explained : new ModelFault(reasonOf(explained), { cause: error });
      });
    if (device === 'webgpu') await runtime.watchDevice();
    const fault = inputFault(session.inputMetadata);
    if (fault === undefined) return new OnnxSession(device, runtime, session, padId, options);
    await session.release();
    throw new ModelFault(fault);
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
    if (this.#fixedTokens === undefined) return await this.#runPadded(batch, this.#width);
    const outputs: ModelOutput[] = [];
    for (const text of batch) outputs.push(await this.#runPadded([text], this.#fixedTokens));
    return joined(outputs);
  }

  async #runPadded(batch: TokenBatch, width: number | undefined): Promise<ModelOutput> {
    const { Tensor } = this.#runtime.ort;
    const feeds = feedsFor(this.#session.inputMetadata, batch, this.#padId, Tensor, width);
    const outputs =
      this.#outputName === undefined
        ? await this.#session.run(feeds)
        : await this.#session.run(feeds, [this.#outputName]);
    this.#outputName ??= textOutput(this.#session.outputMetadata, outputs, this.#tokensOnly);
    return modelOutput(outputs[this.#outputName]);
  }
}

/** One text of so many tokens, by the names that the model has for these sizes. */
function fixedSizes(model: Uint8Array, tokens: number): Record<string, number> {
  const [texts, width] = dimensionNames(model, 'input_ids');
  return { ...(texts && { [texts]: 1 }), ...(width && { [width]: tokens }) };
}

/** Outputs of texts of the same length, one after the other. */
function joined(outputs: readonly ModelOutput[]): ModelOutput {
  const [first] = outputs;
  if (first === undefined) throw new Error('there is no text');
  const data = new Float32Array(first.data.length * outputs.length);
  for (const [text, output] of outputs.entries()) data.set(output.data, text * first.data.length);
  return { ...first, data, dims: [outputs.length, ...first.dims.slice(1)] };
}

/** Whether an error is about the runtime's own files, not the model. */
export function aboutRuntime(error: unknown): boolean {
  return /no available backend|webassembly|\.wasm|\.mjs|HTML page/i.test(reasonOf(error));
}

/** The name under which models give vectors that they pooled by themselves. */
const POOLED_OUTPUT = 'sentence_embedding';

/** What the model pooled by itself, for it knows best how; else the output with a vector for each token. */
function textOutput(
  metadata: readonly InferenceSession.ValueMetadata[],
  outputs: Record<string, Tensor>,
  tokensOnly: boolean,
): string {
  const names = metadata.map(({ name }) => name);
  const rank = (name: string) => outputs[name]?.dims.length;
  const pooled = tokensOnly ? undefined : metadata.find((output) => isPooled(output, metadata.length === 1));
  if (pooled !== undefined && rank(pooled.name) === 2) return pooled.name;
  if (rank('last_hidden_state') === 3) return 'last_hidden_state';
  // The probabilities of what comes next are no vectors of tokens.
  const name = names.find((each) => rank(each) === 3 && each !== 'logits');
  if (name !== undefined) return name;
  const ranks = names.map((each) => `${each} of rank ${rank(each)}`).join(', ');
  throw new ModelFault(
    `none of its outputs (${ranks}) holds vectors of tokens${tokensOnly ? '' : ' or texts'}`,
  );
}

/** By its name, or as all there is, if it has as many values for every text. */
function isPooled(output: InferenceSession.ValueMetadata, isOnly: boolean): boolean {
  if (output.name === POOLED_OUTPUT) return true;
  return isOnly && output.isTensor && typeof output.shape.at(-1) === 'number';
}

function modelOutput(tensor: Tensor | undefined): ModelOutput {
  const data = floatsOf(tensor);
  if (tensor === undefined || data === undefined)
    throw new ModelFault(`its output is of type ${tensor?.type}, not float32 or float16`);
  return { data, dims: tensor.dims, isComplete: tensor.dims.length === 2 };
}

/** Halves come as their bits, or as an array of their own where engines have one. */
export function floatsOf(tensor: Tensor | undefined): Float32Array | undefined {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  if (tensor?.type !== 'float16') return undefined;
  const { data } = tensor;
  return data instanceof Uint16Array ? fromHalves(data) : Float32Array.from(data as ArrayLike<number>);
}
