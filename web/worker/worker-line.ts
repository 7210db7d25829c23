// A line to a worker that may still be on its way: what is said meanwhile waits for it.

import { messageOf } from '../base/error.js';
import type { Message } from './message.js';

/** Makes a worker, at once or as soon as its script is there. */
export type StartWorker = () => Worker | Promise<Worker>;

/**
 * How long a worker that another worker started outlives its line. Chromium never ends a worker that is terminated while one that it
 * has terminated itself still ends: both stay, with their memory. Within this time they end together, as they should.
 */
const NESTED_MS = 1000;

export interface WorkerListener {
  heard(message: Message): void;
  crashed(reason: string): void;
}

export class WorkerLine {
  readonly #listener: WorkerListener;
  #worker: Worker | undefined;
  #waiting: Message[] = [];
  #started = false;
  #ended = false;

  constructor(worker: Worker | Promise<Worker>, listener: WorkerListener) {
    this.#listener = listener;
    if (!(worker instanceof Promise)) this.#begin(worker);
    else
      worker.then(
        (made) => this.#begin(made),
        (error) => this.#ended || listener.crashed(messageOf(error)),
      );
  }

  /** Whether it has said something. */
  get started(): boolean {
    return this.#started;
  }

  /** Throws if the message cannot be copied. */
  say(message: Message, buffers: Transferable[]): void {
    if (this.#worker !== undefined) this.#worker.postMessage(message, buffers);
    else this.#waiting.push(structuredClone(message, { transfer: buffers }));
  }

  /** The worker ends, at once or within {@link NESTED_MS}; whoever listened takes no notice of it any more. */
  end(): void {
    this.#ended = true;
    if (this.#worker !== undefined) terminate(this.#worker);
  }

  #begin(worker: Worker): void {
    if (this.#ended) {
      terminate(worker);
      return;
    }
    this.#worker = worker;
    const { heard, crashed } = this.#listener;
    worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      this.#started = true;
      heard(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const unloaded = 'its script could not be loaded (see the option `worker`)';
      crashed(
        event.message
          ? `the worker crashed: ${event.message}`
          : this.#started
            ? 'the worker crashed'
            : unloaded,
      );
    });
    worker.addEventListener('messageerror', () => crashed('a message of the worker could not be read'));
    for (const message of this.#waiting.splice(0)) worker.postMessage(message, []);
  }
}

function terminate(worker: Worker): void {
  if ('WorkerGlobalScope' in globalThis) setTimeout(() => worker.terminate(), NESTED_MS);
  else worker.terminate();
}
