// Copies of our own encoder in other threads, as the encoder and whoever starts threads for it know them.
import type { Pooling } from './pooling.js';
import type { TokenBatch } from './session-inputs.js';

/** All that an instance of the encoder is: elsewhere, one is made of it that gives the same bits. */
export interface EncoderState {
  wasm: WebAssembly.Module;
  memory: Uint8Array<ArrayBuffer>;
  /** The encoder's own. */
  shape: unknown;
}

/** One that runs in a thread of its own. */
export interface EncoderCopy {
  /**
   * A vector for each text, one after the other, not brought to unit length. Rejects with an Error if it cannot embed them or its thread
   * has ended; with the signal's reason.
   */
  embed(batch: TokenBatch, pooling: Pooling, signal: AbortSignal | undefined): Promise<Float32Array>;
}

/**
 * Starts a thread and makes a copy there; `state` is called once the thread is up. It ends with `ended`. Rejects with an Error if there is
 * no such thread to be had, and then leaves nothing behind.
 */
export type StartCopy = (state: () => EncoderState, ended: AbortSignal) => Promise<EncoderCopy>;
