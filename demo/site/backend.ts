// The page's end of the worker: sends tasks, hands out what comes back.

import type { AddProgress, Document, SearchUpdate } from '../../web/index.js';
import type { Reply, Request, Shelf, ShelfInfo, StartReply, TaskReply } from './protocol.js';

/** What an ended task tells. */
export interface Ended {
  notes: ShelfInfo;
  /** Titles of documents that were there already. */
  skipped: string[];
}

export class Backend {
  readonly #worker: Worker;
  readonly #tasks = new Map<number, (reply: TaskReply) => void>();
  #ids = 0;

  /** `onStart` is told how the start goes, until `ready` or `broken`. */
  constructor(worker: Worker, onStart: (reply: StartReply) => void) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if ('id' in data) this.#tasks.get(data.id)?.(data);
      else onStart(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      onStart({ type: 'broken', reason: event.message || 'its worker could not be loaded' });
    });
  }

  /** Resolves after the last update. */
  async search(
    shelf: Shelf,
    query: string,
    options: { signal: AbortSignal; onUpdate(update: SearchUpdate): void },
  ): Promise<void> {
    await this.#run({ type: 'search', id: this.#ids++, shelf, query }, options.signal, (reply) => {
      if (reply.type === 'update') options.onUpdate(reply.update);
    });
  }

  /** Resolves when the documents are searchable, and stored if they can be. */
  add(
    documents: Document[],
    options: { signal: AbortSignal; onProgress(progress: AddProgress): void },
  ): Promise<Ended> {
    return this.#run({ type: 'add', id: this.#ids++, documents }, options.signal, (reply) => {
      if (reply.type === 'progress') options.onProgress(reply.progress);
    });
  }

  /** Deletes what was added. */
  forget(): Promise<Ended> {
    return this.#run({ type: 'forget', id: this.#ids++ }, new AbortController().signal, () => undefined);
  }

  #run(
    request: Exclude<Request, { type: 'cancel' }>,
    signal: AbortSignal,
    onReply: (reply: TaskReply) => void,
  ): Promise<Ended> {
    const { id } = request;
    return new Promise<Ended>((resolve, reject) => {
      // What the worker says to this ends the task: it does not begin another before.
      const cancel = () => this.#send({ type: 'cancel', id });
      const take = (reply: TaskReply) => {
        if (!signal.aborted) onReply(reply);
        if (reply.type !== 'ended' && reply.type !== 'failed') return;
        this.#tasks.delete(id);
        signal.removeEventListener('abort', cancel);
        if (reply.type === 'ended') resolve(reply);
        else reject(signal.aborted ? signal.reason : new Error(reply.reason));
      };
      this.#tasks.set(id, take);
      signal.addEventListener('abort', cancel);
      this.#send(request);
    });
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }
}
