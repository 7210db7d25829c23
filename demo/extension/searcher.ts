// The engine's end of the worker that holds the index: started when it is needed, ended when it is not.

import type { BookmarkDocument } from './document.js';
import type { Kind } from './entry.js';
import { ToldError } from './failure.js';
import type { IndexReply, IndexRequest, Sizes } from './protocol.js';

type TaskReply = Exclude<IndexReply, { type: 'opened' }>;
type Task = { take(reply: TaskReply): void; fail(reason: Error): void };
type Hits = Extract<IndexReply, { type: 'hits' }>;
type Ended = Extract<IndexReply, { type: 'ended' }>;
/** A request without its number. */
type Wish = IndexRequest extends infer Request
  ? Request extends { type: 'cancel' }
    ? never
    : Omit<Request, 'id'>
  : never;

export class Searcher {
  /** Told how many documents the index holds, whenever a worker has opened it. */
  onOpened: (documents: number) => void = () => undefined;
  /** Told when a worker ended, and with it what it had in memory. */
  onEnded: () => void = () => undefined;
  readonly #make: () => Worker;
  readonly #tasks = new Map<number, Task>();
  #worker: Worker | undefined;
  #ids = 0;

  /** @param make starts the worker. */
  constructor(make: () => Worker) {
    this.#make = make;
  }

  /** Begins to open the index. */
  warm(): void {
    this.#started();
  }

  /** Lets documents be found by their words until they are added, and others no more. */
  async wait(documents: BookmarkDocument[], gone: string[], signal: AbortSignal): Promise<void> {
    await this.#run({ type: 'wait', documents, gone }, signal);
  }

  async add(
    documents: BookmarkDocument[],
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<void> {
    await this.#run({ type: 'add', documents }, signal, (reply) => {
      if (reply.type === 'progress') onProgress(reply.done / reply.total);
    });
  }

  /** @param erase whether nothing of them may be left in what is stored; else that is so some time later. */
  async remove(documents: string[], erase: boolean, signal: AbortSignal): Promise<void> {
    await this.#run({ type: 'remove', documents, erase }, signal);
  }

  /** Of all documents in the stored index. */
  async ids(signal: AbortSignal): Promise<string[]> {
    return (await this.#run({ type: 'ids' }, signal)).ids ?? [];
  }

  /** Tells what words find, then better answers if `meaning` is asked for. */
  async search(
    wish: { query: string; limit: number; meaning: boolean; kind?: Kind },
    signal: AbortSignal,
    onHits: (hits: Hits) => void,
  ): Promise<void> {
    await this.#run({ type: 'search', ...wish }, signal, (reply) => {
      if (reply.type === 'hits') onHits(reply);
    });
  }

  async sizes(): Promise<Sizes> {
    const { sizes } = await this.#run({ type: 'sizes' }, new AbortController().signal);
    if (sizes === undefined) throw new Error('the worker told no sizes');
    return sizes;
  }

  /** Deletes the stored index. */
  async delete(): Promise<void> {
    await this.#run({ type: 'delete' }, new AbortController().signal);
  }

  /** The stored index as a file. */
  async export(): Promise<Blob> {
    const { file } = await this.#run({ type: 'export' }, new AbortController().signal);
    if (file === undefined) throw new Error('the worker made no file');
    return file;
  }

  /** Replaces the stored index by one that was exported. */
  async import(file: Blob): Promise<void> {
    await this.#run({ type: 'import', file }, new AbortController().signal);
  }

  /** Ends the worker and what it was doing; the next wish starts another. */
  stop(reason = 'the search was stopped'): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const task of tasks) task.fail(new Error(reason));
    this.onEnded();
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#make();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<IndexReply>) => {
      if (data.type === 'opened') this.onOpened(data.documents);
      else this.#tasks.get(data.id)?.take(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.#worker === worker) this.stop(event.message || 'its worker could not be started');
    });
    return worker;
  }

  #run(
    wish: Wish,
    signal: AbortSignal,
    onReply: (reply: TaskReply) => void = () => undefined,
  ): Promise<Ended> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const worker = this.#started();
    const id = this.#ids++;
    return new Promise<Ended>((resolve, reject) => {
      const cancel = () => worker.postMessage({ type: 'cancel', id } satisfies IndexRequest);
      const end = () => {
        this.#tasks.delete(id);
        signal.removeEventListener('abort', cancel);
      };
      this.#tasks.set(id, {
        take: (reply) => {
          if (!signal.aborted) onReply(reply);
          if (reply.type !== 'ended' && reply.type !== 'failed') return;
          end();
          if (reply.type === 'ended') resolve(reply);
          else reject(signal.aborted ? signal.reason : new ToldError(reply));
        },
        fail: (reason) => {
          end();
          reject(reason);
        },
      });
      signal.addEventListener('abort', cancel);
      worker.postMessage({ ...wish, id } as IndexRequest);
    });
  }
}
