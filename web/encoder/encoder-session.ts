// Our own encoder as a session, in place of ONNX Runtime.
import { LeannError, messageOf } from '../base/error.js';
import type { CreateSession, Session, TokenBatch } from '../embed/onnx-session.js';
import type { ModelOutput, Pooling } from '../embed/pooling.js';
import { loadEncoder } from './encoder-file.js';
import type { EncoderModule } from './encoder-module.js';
import type { ChosenKernel } from './kernels.js';

export class EncoderSession implements Session {
  readonly device = 'wasm';
  readonly #pooling: Pooling;
  #module: EncoderModule | undefined;

  private constructor(module: EncoderModule, pooling: Pooling) {
    this.#module = module;
    this.#pooling = pooling;
  }

  /** Makes sessions whose model is the file of an encoder. */
  static creator(chosen: Promise<ChosenKernel>, pooling: Pooling): CreateSession {
    return async (model) => {
      const { wasm } = await chosen;
      const { module } = await loadEncoder(new Uint8Array(model), wasm);
      return new EncoderSession(module, pooling);
    };
  }

  /** Runs at once, and blocks its thread meanwhile. */
  async run(batch: TokenBatch, signal?: AbortSignal): Promise<ModelOutput> {
    signal?.throwIfAborted();
    if (this.#module === undefined) {
      throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
    }
    try {
      const data = this.#module.embed(batch, this.#pooling);
      return { data, dims: [batch.length, this.#module.shape.hidden] };
    } catch (cause) {
      const message = `leann: cannot embed ${batch.length} texts: ${messageOf(cause)}`;
      throw new LeannError('embedding-failed', message, { cause });
    }
  }

  async close(): Promise<void> {
    this.#module = undefined;
  }
}
