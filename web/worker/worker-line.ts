// A line to a worker that may still be on its way: what is said meanwhile waits for it.

import { messageOf } from '../base/error.js';
import type { Message } from './message.js';

/** Makes a worker, at once or as soon as its script is there. */
export type StartWorker = () => Worker | Promise<Worker>;

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

  end(): void {
    this.#ended = true;
    this.#worker?.terminate();
  }

  #begin(worker: Worker): void {
    if (this.#ended) {
      worker.terminate();
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
