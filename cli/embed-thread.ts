// The other end of embed-worker.ts: a model in a thread of its own.

import type { OnnxEmbedderOptions } from '../web/index.js';
import { WorkerThread } from './worker-thread.js';

export interface EmbedThreadData {
  /** Folder of the model, and what to load it with. */
  model: string;
  options: OnnxEmbedderOptions;
}

export interface EmbedRequest {
  texts: string[];
  kind: 'query' | 'passage';
}

/** Embeds texts in a thread. */
export class EmbedThread {
  readonly #thread: WorkerThread<EmbedRequest, Float32Array[]>;

  /** The model is loaded in the background; where that fails, `embed` says so. */
  constructor(workerData: EmbedThreadData) {
    this.#thread = new WorkerThread(new URL('./embed-worker.js', import.meta.url), {
      act: 'embed texts',
      failed: 'embedding-failed',
      workerData,
    });
  }

  embed(texts: string[], kind: 'query' | 'passage'): Promise<Float32Array[]> {
    return this.#thread.ask({ texts, kind });
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
