// A thread that answers what it is asked. Its own end is thread-answers.ts.

import { type TransferListItem, Worker } from 'node:worker_threads';
import { LeannError, type LeannErrorCode, messageOf } from '../web/base/error.js';

export interface ThreadRequest<Asked> {
  id: number;
  asked: Asked;
}

/** `code`: of a LeannError. */
export type ThreadReply<Answer> =
  | { id: number; answer: Answer }
  | { id: number; reason: string; code: LeannErrorCode | undefined };

export interface ThreadOptions {
  /** What it does, for messages: `embed texts`. */
  act: string;
  /** The code of its errors that have none. */
  failed: LeannErrorCode;
  workerData?: unknown;
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A script in a thread, which calls `answerRequests`. */
export class WorkerThread<Asked, Answer> {
  readonly #worker: Worker;
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #requests = 0;
  #failure: Error | undefined;

  /** The script is loaded in the background; where that fails, `ask` says so. */
  constructor(script: URL, options: ThreadOptions) {
    this.#options = options;
    // Flags of the program around are meant for its own code, and some (`--input-type`) would end the thread.
    this.#worker = new Worker(script, { workerData: options.workerData, execArgv: [] });
    this.#worker.on('message', (reply: ThreadReply<Answer>) => this.#take(reply));
    this.#worker.on('error', (error) => this.#fail(this.#named(error)));
    this.#worker.on('exit', () =>
      this.#fail(new LeannError('closed', `leann: cannot ${options.act}: the thread ended`)),
    );
  }

  /** `transfer`: what is given to the thread instead of being copied. Errors: of the script; a LeannError `closed` if the thread ends. */
  ask(asked: Asked, transfer: readonly TransferListItem[] = []): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const request: ThreadRequest<Asked> = { id: this.#requests++, asked };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(reply: ThreadReply<Answer>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('answer' in reply) waiting?.resolve(reply.answer);
    else waiting?.reject(new LeannError(reply.code ?? this.#options.failed, reply.reason));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }

  /** What the thread ended with. Errors lose their class on the way here. */
  #named(error: unknown): Error {
    const { act, failed } = this.#options;
    if (error instanceof Error && error.message.startsWith('leann: ')) return error;
    return new LeannError(failed, `leann: cannot ${act}: ${messageOf(error)}`, { cause: error });
  }
}
