// A model that survives failures of its device: it falls back from WebGPU to WASM, and replaces a session that failed.
import { LeannError } from '../base/error.js';
import { vectorsOf } from './head.js';
import { reasonOf } from './load-error.js';
import type { Session, TokenBatch } from './onnx-session.js';
import { type OpenSession, openSession, type SessionOptions } from './open-session.js';
import type { OrtDevice } from './ort-runtime.js';
import type { ModelOutput } from './pooling.js';

/** How long calls wait for a session that replaces a failed one, before they are rejected. */
const REOPEN_MS = 5_000;

export interface LastingOptions extends SessionOptions {
  /** Told when another device takes over, and why. */
  onDevice?: ((device: OrtDevice, reason: string) => void) | undefined;
}

export class LastingSession {
  readonly dimension: number;
  /** Whether the model pools by itself. */
  readonly isComplete: boolean;
  /** Kept by the browser outside of this thread's memory. */
  readonly #model: Blob;
  readonly #external: { path: string; blob: Blob }[];
  readonly #options: LastingOptions;
  #device: OrtDevice;
  #fallbackReason: string | undefined;
  /** The session in use, or on its way; undefined after one has failed. */
  #session: Promise<Session> | undefined;
  #closed = false;

  private constructor(model: Uint8Array<ArrayBuffer>, options: LastingOptions, opened: OpenSession) {
    const { external = [], ...others } = options;
    this.#model = new Blob([model]);
    this.#external = external.map(({ path, bytes }) => ({ path, blob: new Blob([bytes]) }));
    this.#options = others;
    this.dimension = opened.dimension;
    this.isComplete = opened.isComplete;
    this.#device = opened.session.device;
    this.#fallbackReason = opened.fallbackReason;
    this.#session = Promise.resolve(opened.session);
  }

  /** Rejects with an Error that says why the model cannot be run, or with the reason of the signal. */
  static async open(model: Uint8Array<ArrayBuffer>, options: LastingOptions): Promise<LastingSession> {
    return new LastingSession(model, options, await openSession(model, options));
  }

  get device(): OrtDevice {
    return this.#device;
  }

  /** Why it is not on the faster device; undefined if it is, or that was not asked for. */
  get fallbackReason(): string | undefined {
    return this.#fallbackReason;
  }

  /**
   * One vector for each text of a batch. If WebGPU fails, WASM takes over from then on.
   * @throws LeannError `embedding-failed`, also if no other session can be had in 5 seconds; `closed`; the reason of
   *   `signal` if that is aborted before the run.
   */
  async embed(batch: TokenBatch, signal?: AbortSignal): Promise<Float32Array[]> {
    if (this.#device !== 'webgpu') return await this.#embed(batch, signal);
    try {
      return await this.#embed(batch, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#closed) throw error;
      this.#leaveGpu(reasonOf(error));
      return await this.#embed(batch, signal);
    }
  }

  /** Frees the model when the run that is going on has ended, or ended early with `closed`. A second call does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    await session?.close();
  }

  async #embed(batch: TokenBatch, signal: AbortSignal | undefined): Promise<Float32Array[]> {
    if (this.#closed) throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
    this.#session ??= this.#reopen();
    const opening = this.#session;
    const session = await inTime(opening);
    let output: ModelOutput;
    try {
      output = await session.run(batch, signal);
    } catch (error) {
      const code = error instanceof LeannError ? error.code : undefined;
      // Another call has dropped the session meanwhile.
      if (code === 'closed' && this.#session !== opening && !this.#closed)
        return await this.#embed(batch, signal);
      // The session may be beyond repair; the next batch gets another.
      if (code === 'embedding-failed') this.#drop(opening);
      throw error;
    }
    const lengths = batch.map(({ length }) => length);
    return vectorsOf(this.#options.head, output, lengths);
  }

  #leaveGpu(reason: string): void {
    // Several batches may fail with one device.
    if (this.#device !== 'webgpu') return;
    this.#device = 'wasm';
    this.#fallbackReason = reason;
    if (this.#session !== undefined) this.#drop(this.#session);
    this.#options.onDevice?.('wasm', reason);
  }

  #drop(session: Promise<Session>): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    // Not waited for: with a lost device that may never end.
    void session.then((dropped) => dropped.close()).catch(() => undefined);
  }

  #reopen(): Promise<Session> {
    const opening = this.#open();
    // A failure is not kept.
    opening.catch(() => this.#drop(opening));
    return opening;
  }

  async #open(): Promise<Session> {
    const { create, padId } = this.#options;
    const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
    const external = this.#external.map(async ({ path, blob }) => ({ path, bytes: await bytesOf(blob) }));
    const settings = { ...this.#options, external: await Promise.all(external) };
    return await create(await bytesOf(this.#model), this.#device, padId, settings);
  }
}

/** Rejects with `embedding-failed` if that takes too long, or fails. */
async function inTime(opening: Promise<Session>): Promise<Session> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long to start it again')), REOPEN_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } catch (cause) {
    throw new LeannError('embedding-failed', `leann: cannot embed texts: ${reasonOf(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
