// Our own encoder as a session, in place of ONNX Runtime.
import { LeannError, messageOf } from '../base/error.js';
import type { CreateSession, Session, TokenBatch } from '../embed/onnx-session.js';
import type { ModelOutput, Pooling } from '../embed/pooling.js';
import type { ChosenKernel } from './kernels.js';
import type { TokenShards } from './token-shards.js';
import { loadWhole, type WholeEncoder } from './whole-encoder.js';

export class EncoderSession implements Session {
  readonly device = 'wasm';
  readonly #pooling: Pooling;
  #encoder: WholeEncoder | undefined;

  private constructor(encoder: WholeEncoder, pooling: Pooling) {
    this.#encoder = encoder;
    this.#pooling = pooling;
  }

  /** Makes sessions whose model is the file of an encoder, with rows of tokens beside it. `shards`: where other rows come from. */
  static creator(chosen: Promise<ChosenKernel>, pooling: Pooling, shards?: TokenShards): CreateSession {
    return async (model, _device, _padId, { external = [] }) => {
      const { wasm } = await chosen;
      return new EncoderSession(await loadWhole(wasm, new Uint8Array(model), external, shards), pooling);
    };
  }

  /** Runs as soon as it has the rows of all tokens, and blocks its thread meanwhile. Errors of fetching them: {@link TokenRows.bring}. */
  async run(batch: TokenBatch, signal?: AbortSignal): Promise<ModelOutput> {
    signal?.throwIfAborted();
    await this.#encoder?.rows.bring(batch, signal);
    signal?.throwIfAborted();
    if (this.#encoder === undefined) {
      throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
    }
    const { module } = this.#encoder;
    try {
      const data = module.embed(batch, this.#pooling);
      return { data, dims: [batch.length, module.shape.hidden] };
    } catch (cause) {
      const message = `leann: cannot embed ${batch.length} texts: ${messageOf(cause)}`;
      throw new LeannError('embedding-failed', message, { cause });
    }
  }

  async close(): Promise<void> {
    this.#encoder = undefined;
  }
}
