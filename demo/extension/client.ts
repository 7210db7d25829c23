// A page's end of the engine: asks, and asks again when service worker or engine were ended in between.

import type { Kind } from './entry.js';
import { type Failure, ToldError } from './failure.js';
import type { Answer, EngineMessage, PageRequest, Status } from './protocol.js';
import { PAGE } from './protocol.js';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 3000;

/** A request that has one reply, without its number. */
type Errand = PageRequest extends infer Request
  ? Request extends { id: number; query: string }
    ? never
    : Request extends { id: number }
      ? Omit<Request, 'id'>
      : never
  : never;
type Outcome = Exclude<EngineMessage, Status | Answer | { type: 'failed' }>;

export interface ClientOptions {
  onStatus(status: Status): void;
  onAnswer?(answer: Answer): void;
  /** Of a search. What was found until then stays. */
  onFailure?(failure: Failure): void;
}

export class Client {
  readonly #options: ClientOptions;
  readonly #errands = new Map<number, { resolve(outcome: Outcome): void; reject(reason: Error): void }>();
  #port: chrome.runtime.Port | undefined;
  /** What was asked last and has no final answer yet. */
  #asked: Extract<PageRequest, { type: 'search' }> | undefined;
  #ids = 0;
  #retryMs = FIRST_RETRY_MS;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Searches for this instead of what was asked before; without `kind`, all kinds. */
  search(query: string, limit: number, kind?: Kind): void {
    this.#asked = { type: 'search', id: this.#ids++, query, limit, ...(kind && { kind }) };
    this.#send(this.#asked);
  }

  tell(request: Extract<PageRequest, { type: 'set' | 'try-again' }>): void {
    this.#send(request);
  }

  /** Resolves with the reply; rejects where it cannot be done, or the engine was ended before it was. */
  run(errand: Errand): Promise<Outcome> {
    const id = this.#ids++;
    return new Promise((resolve, reject) => {
      this.#errands.set(id, { resolve, reject });
      this.#send({ ...errand, id } as PageRequest);
    });
  }

  #send(request: PageRequest): void {
    if (this.#port === undefined) this.#connect();
    this.#port?.postMessage(request);
  }

  #connect(): void {
    const port = chrome.runtime.connect(chrome.runtime.id, { name: PAGE });
    this.#port = port;
    port.onMessage.addListener((message: EngineMessage) => this.#take(message));
    port.onDisconnect.addListener(() => {
      if (this.#port === port) this.#lost();
    });
  }

  #lost(): void {
    this.#port = undefined;
    for (const { reject } of this.#errands.values())
      reject(new Error('it was interrupted; please try again'));
    this.#errands.clear();
    setTimeout(() => {
      if (this.#port !== undefined) return;
      this.#connect();
      if (this.#asked !== undefined) this.#send(this.#asked);
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #take(message: EngineMessage): void {
    this.#retryMs = FIRST_RETRY_MS;
    if (message.type === 'status') this.#options.onStatus(message);
    else if (message.type === 'answer') this.#answered(message);
    else if (message.type === 'failed') this.#failed(message.id, message);
    else {
      this.#errands.get(message.id)?.resolve(message);
      this.#errands.delete(message.id);
    }
  }

  #answered(answer: Answer): void {
    if (answer.id !== this.#asked?.id) return;
    if (answer.final) this.#asked = undefined;
    this.#options.onAnswer?.(answer);
  }

  #failed(id: number, failure: Failure): void {
    if (id === this.#asked?.id) {
      this.#asked = undefined;
      this.#options.onFailure?.(failure);
    }
    this.#errands.get(id)?.reject(new ToldError(failure));
    this.#errands.delete(id);
  }
}
