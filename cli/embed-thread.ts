// The other end of embed-worker.ts: a model in a thread of its own.

import { Worker } from 'node:worker_threads';
import { LeannError, type OnnxEmbedderOptions } from '../web/index.js';

export interface EmbedThreadData {
  /** Folder of the model, and what to load it with. */
  model: string;
  options: OnnxEmbedderOptions;
}

export interface EmbedRequest {
  id: number;
  texts: string[];
  kind: 'query' | 'passage';
}

export type EmbedReply = { id: number; vectors: Float32Array[] } | { id: number; reason: string };

interface Waiting {
  resolve(vectors: Float32Array[]): void;
  reject(error: Error): void;
}

/** Embeds texts in a thread. */
export class EmbedThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #failure: Error | undefined;

  /** The model is loaded in the background; where that fails, `embed` says so. */
  constructor(workerData: EmbedThreadData) {
    // Flags of the program around are meant for its own code, and some (`--input-type`) would end the thread.
    const options = { workerData, execArgv: [] };
    this.#worker = new Worker(new URL('./embed-worker.js', import.meta.url), options);
    this.#worker.on('message', (reply: EmbedReply) => this.#take(reply));
    this.#worker.on('error', (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on('exit', () =>
      this.#fail(new LeannError('closed', 'leann: cannot embed texts: the thread ended')),
    );
  }

  embed(texts: string[], kind: 'query' | 'passage'): Promise<Float32Array[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const request: EmbedRequest = { id: this.#requests++, texts, kind };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(reply: EmbedReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('vectors' in reply) waiting?.resolve(reply.vectors);
    else waiting?.reject(new LeannError('embedding-failed', reply.reason));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
