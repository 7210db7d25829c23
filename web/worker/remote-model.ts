// A model that runs in a worker, as the page sees it.

import { LeannError } from '../base/error.js';
import { absoluteUrl } from '../base/platform.js';
import type { EmbedOptions, EmbedRuntime } from '../embed/embedder.js';
import type { ModelDtype } from '../embed/model-files.js';
import type { Model } from '../embed/onnx-model.js';
import type { OnnxModelOptions } from '../embed/onnx-options.js';
import type { OrtDevice } from '../embed/ort-runtime.js';
import { absolutePaths } from '../embed/wasm-paths.js';
import type { PhotoModelOptions } from '../photo/photo-options.js';
import type { Image } from '../text/picture.js';
import type { Remote } from './endpoint.js';
import { type Reference, Transferred } from './message.js';
import type { ModelFacts, ModelService, ModelWatch, WorkerSource } from './services.js';
import type { Connection, WorkerHost, WorkerUser } from './worker-host.js';

/** A model in one life of the worker. */
export interface LiveModel {
  connection: Connection;
  reference: Reference<ModelService>;
  remote: Remote<ModelService>;
  facts: ModelFacts;
}

export class RemoteModel implements Model, WorkerUser {
  readonly host: WorkerHost;
  readonly tokenizer = undefined;
  readonly #folder: string;
  readonly #settings: OnnxModelOptions & PhotoModelOptions;
  readonly #photos: boolean;
  readonly #onDevice: OnnxModelOptions['onDevice'];
  /** Known before `load` hands the model out. The device is the present one. */
  #facts!: ModelFacts;
  #connection: Connection | undefined;
  #live: Promise<LiveModel> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    host: WorkerHost,
    folder: string,
    settings: OnnxModelOptions & PhotoModelOptions,
    photos: boolean,
    onDevice: OnnxModelOptions['onDevice'],
  ) {
    this.host = host;
    this.#folder = folder;
    this.#settings = settings;
    this.#photos = photos;
    this.#onDevice = onDevice;
  }

  /** Loads it in the host's worker. Errors: as of {@link OnnxEmbedder.load}. */
  static load(host: WorkerHost, folder: string | URL, options: OnnxModelOptions): Promise<RemoteModel> {
    return RemoteModel.#start(host, folder, options, false);
  }

  /** The same for a model of photos. Errors: as of {@link OnnxImageEmbedder.load}. */
  static loadPhotos(
    host: WorkerHost,
    folder: string | URL,
    { textModel, ...options }: PhotoModelOptions,
  ): Promise<RemoteModel> {
    const texts = textModel === undefined ? {} : { textModel: absoluteUrl(textModel) };
    return RemoteModel.#start(host, folder, { ...options, ...texts }, true);
  }

  static async #start(
    host: WorkerHost,
    folder: string | URL,
    options: OnnxModelOptions & PhotoModelOptions,
    photos: boolean,
  ): Promise<RemoteModel> {
    const { signal, onProgress, onDevice, wasmPaths, encoderPath, ...others } = options;
    signal?.throwIfAborted();
    const settings = {
      ...others,
      ...(wasmPaths !== undefined && { wasmPaths: absolutePaths(wasmPaths) }),
      ...(encoderPath !== undefined && { encoderPath: absoluteUrl(encoderPath) }),
    };
    const model = new RemoteModel(host, String(folder), settings, photos, onDevice);
    host.forgive();
    host.retain(model);
    try {
      const connection = host.connect();
      model.#begin(connection, model.#load(connection, signal, onProgress));
      model.#facts = (await model.live()).facts;
      return model;
    } catch (error) {
      host.release(model);
      throw error;
    }
  }

  get dimension(): number {
    return this.#facts.dimension;
  }

  get fingerprint(): string {
    return this.#facts.fingerprint;
  }

  get device(): OrtDevice {
    return this.#facts.device;
  }

  get runtime(): EmbedRuntime {
    return this.#facts.runtime;
  }

  get fallbackReason(): string | undefined {
    return this.#facts.fallbackReason;
  }

  get dtype(): ModelDtype {
    return this.#facts.dtype;
  }

  get batchSize(): number {
    return this.#facts.batchSize;
  }

  get maxTokens(): number {
    return this.#facts.maxTokens;
  }

  async embed(texts: string[], { signal, kind = 'passage' }: EmbedOptions = {}): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const { remote } = await this.live();
    return await remote.call('embed', { texts, kind }, { signal });
  }

  get photos(): ModelFacts['photos'] {
    return this.#facts.photos;
  }

  async pictureOf(image: Image, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const { remote } = await this.live();
    const sent = typeof image === 'string' ? absoluteUrl(image) : image;
    return await remote.call('pictureOf', sent, { signal });
  }

  /** The model in the present worker; if it is not there yet, it is loaded again. */
  async live(): Promise<LiveModel> {
    if (this.#closed !== undefined) {
      throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
    }
    const connection = this.host.connect();
    if (this.#live !== undefined && this.#connection === connection) return await this.#live;
    return await this.#begin(connection, this.#loadAgain(connection));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  crashed(): void {
    this.#live = undefined;
  }

  async #close(): Promise<void> {
    try {
      const live = await this.#live;
      await live?.remote.call('close', undefined);
    } catch {
      // The model was closed with its worker.
    } finally {
      this.host.release(this);
    }
  }

  #begin(connection: Connection, live: Promise<LiveModel>): Promise<LiveModel> {
    this.#connection = connection;
    this.#live = live;
    // The next call tries again.
    live.catch(() => {
      if (this.#live === live) this.#live = undefined;
    });
    return live;
  }

  async #load(
    connection: Connection,
    signal?: AbortSignal,
    onProgress?: OnnxModelOptions['onProgress'],
  ): Promise<LiveModel> {
    const { endpoint, root } = connection;
    const watch = endpoint.offer<ModelWatch>({
      progress: (progress) => onProgress?.(progress),
      device: (change) => this.#changeDevice(change),
    });
    const { host } = this;
    const workers = endpoint.offer<WorkerSource>({
      start: async function* (_, ended) {
        // A file of its own: it is needed late, if at all.
        const { copyWorker } = await import('./copy-worker.js');
        for await (const port of copyWorker(host.start, ended)) yield new Transferred(port, [port]);
      },
    });
    const input = {
      folder: absoluteUrl(this.#folder),
      options: this.#settings,
      photos: this.#photos,
      watch,
      workers,
    };
    const loading = root.call('loadModel', input, { signal });
    const { model: reference, facts } = await loading.catch((error) => {
      throw this.#named(error, input.folder);
    });
    return { connection, reference, remote: endpoint.remote(reference), facts };
  }

  async #loadAgain(connection: Connection): Promise<LiveModel> {
    const live = await this.#load(connection);
    const { facts } = live;
    if (facts.fingerprint !== this.#facts.fingerprint) {
      const reason = 'another model is served there now';
      throw new LeannError('model-load', `leann: cannot load model "${this.#folder}" again: ${reason}`);
    }
    const { device } = this.#facts;
    this.#facts = facts;
    if (device !== facts.device) this.#onDevice?.(facts.device, 'the model was loaded again');
    return live;
  }

  /** The error, with the folder as it was given here. */
  #named(error: unknown, folder: string): unknown {
    if (!(error instanceof LeannError)) return error;
    return new LeannError(error.code, error.message.replace(folder, this.#folder), { cause: error.cause });
  }

  #changeDevice({ device, reason }: { device: OrtDevice; reason: string }): void {
    this.#facts = { ...this.#facts, device, fallbackReason: reason };
    this.#onDevice?.(device, reason);
  }
}
