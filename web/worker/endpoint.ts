// One end of a line between two threads: asks the services of the other end, and answers for its own.

import { LeannError, messageOf } from '../base/error.js';
import { type Answer, type Message, type Reference, Transferred } from './message.js';
import { ErrorCarrier } from './wire-error.js';

/** Sends a message to the other end; throws if it cannot be sent. */
export type Post = (message: Message, buffers: Transferable[]) => void;

const NEVER = new AbortController();

type Method = (input: never, signal: AbortSignal) => unknown;
export type Input<M> = M extends (input: infer I, signal: AbortSignal) => unknown ? I : never;
export type Output<M> = M extends (input: never, signal: AbortSignal) => infer O
  ? O extends AsyncGenerator<infer Item, void>
    ? Exclude<Item, Transferred<unknown>>
    : Exclude<Awaited<O>, Transferred<unknown>>
  : never;
type StreamName<S> = {
  [K in keyof S]: S[K] extends (input: never, signal: AbortSignal) => AsyncGenerator ? K : never;
}[keyof S] &
  string;
export type CallName<S> = Exclude<keyof S, StreamName<S>> & string;

export interface AskOptions {
  signal?: AbortSignal | undefined;
}

/** An answer that an end waits for. */
interface Waiting {
  signal: AbortSignal | undefined;
  resolve(result: IteratorResult<unknown, void>): void;
  reject(error: unknown): void;
}

/** Work that an end does for the other. */
interface Running {
  controller: AbortController;
  /** Of a stream. */
  items?: AsyncGenerator<unknown, void>;
}

export class Endpoint {
  readonly #post: Post;
  readonly #isFatal: (error: unknown) => boolean;
  readonly #errors = new ErrorCarrier();
  readonly #services = new Map<number, Record<string, Method>>();
  readonly #running = new Map<number, Running>();
  readonly #waiting = new Map<number, Waiting>();
  #nextService = 0;
  #nextId = 0;
  #broken: LeannError | undefined;

  /** `isFatal` says whether this end cannot continue after an error of its services. */
  constructor(post: Post, isFatal: (error: unknown) => boolean = () => false) {
    this.#post = post;
    this.#isFatal = isFatal;
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** Lets the other end use a service; the first one is its root. */
  offer<Service extends object>(service: Service): Reference<Service> {
    const number = this.#nextService++;
    this.#services.set(number, service as Record<string, Method>);
    return { number };
  }

  withdraw(reference: Reference<unknown>): void {
    this.#services.delete(reference.number);
  }

  remote<Service>(reference: Reference<Service>): Remote<Service> {
    return new Remote(this, reference.number);
  }

  /** Rejects all calls with this error, those under way and those to come, and aborts the work that is done here. */
  break(error: LeannError): void {
    this.#broken = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    for (const { controller, items } of this.#running.values()) {
      controller.abort(error);
      items?.return().catch(() => undefined);
    }
    this.#running.clear();
  }

  /** A number for the next call or stream. */
  newId(): number {
    return this.#nextId++;
  }

  /** Sends a message that wants an answer, and waits for it. */
  ask(
    message: Message & { id: number },
    signal: AbortSignal | undefined,
  ): Promise<IteratorResult<unknown, void>> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const { id } = message;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { signal, resolve, reject });
      try {
        this.send(message);
      } catch (error) {
        this.#waiting.delete(id);
        reject(error);
      }
    });
  }

  /** @throws LeannError `invalid-argument` if the message cannot be copied. */
  send(message: Message): void {
    if (this.#broken !== undefined) return;
    try {
      this.#post(message, []);
    } catch (cause) {
      throw new LeannError(
        'invalid-argument',
        `leann: cannot pass an argument to the worker: ${messageOf(cause)}`,
        {
          cause,
        },
      );
    }
  }

  /** Takes a message from the other end. */
  receive(message: Exclude<Message, { type: 'crashed' }>): void {
    switch (message.type) {
      case 'call':
        void this.#answer(message.id, message);
        break;
      case 'tell':
        this.#services.get(message.service)?.[message.method]?.(message.input as never, NEVER.signal);
        break;
      case 'open':
        this.#open(message.id, message);
        break;
      case 'next':
        void this.#advance(message.id, (items) => items.next());
        break;
      case 'leave':
        void this.#advance(message.id, (items) => items.return());
        break;
      case 'abort':
        this.#running.get(message.id)?.controller.abort();
        break;
      case 'answer':
        this.#take(message.id)?.resolve({ done: false, value: message.value });
        break;
      case 'end':
        this.#take(message.id)?.resolve({ done: true, value: undefined });
        break;
      case 'failure': {
        const waiting = this.#take(message.id);
        waiting?.reject(this.#errors.unpack(message.error, waiting.signal));
      }
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #run({ service, method, input }: Message & { type: 'call' | 'open' }, signal: AbortSignal): unknown {
    const act = this.#services.get(service)?.[method];
    if (act === undefined)
      throw new LeannError('closed', `leann: cannot ${method}: what it belongs to was closed`);
    return act(input as never, signal);
  }

  async #answer(id: number, message: Message & { type: 'call' }): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, { controller });
    try {
      this.#reply(id, (await this.#run(message, controller.signal)) as Answer<unknown>);
    } catch (error) {
      this.#fail(id, error, controller.signal);
    } finally {
      this.#running.delete(id);
    }
  }

  #open(id: number, message: Message & { type: 'open' }): void {
    const controller = new AbortController();
    const start = () => this.#run(message, controller.signal) as AsyncGenerator<unknown, void>;
    // If the stream cannot begin, that is told when its first piece is asked for.
    const items = (async function* () {
      yield* start();
    })();
    this.#running.set(id, { controller, items });
  }

  async #advance(
    id: number,
    step: (items: AsyncGenerator<unknown, void>) => Promise<IteratorResult<unknown, void>>,
  ): Promise<void> {
    const { items, controller } = this.#running.get(id) ?? {};
    if (items === undefined || controller === undefined) return;
    try {
      const { done, value } = await step(items);
      if (!done) return this.#reply(id, value);
      this.#running.delete(id);
      this.#deliver({ type: 'end', id }, []);
    } catch (error) {
      this.#running.delete(id);
      this.#fail(id, error, controller.signal);
    }
  }

  /** Throws if the answer cannot be copied. */
  #reply(id: number, answer: Answer<unknown>): void {
    const { value, buffers } = answer instanceof Transferred ? answer : { value: answer, buffers: [] };
    this.#deliver({ type: 'answer', id, value }, buffers);
  }

  #fail(id: number, error: unknown, signal: AbortSignal): void {
    if (!this.#isFatal(error)) {
      this.#deliver({ type: 'failure', id, error: this.#errors.pack(error, signal) }, []);
      return;
    }
    const reason = messageOf(error);
    const coded =
      error instanceof LeannError
        ? error
        : new LeannError('worker-crashed', `leann: cannot go on: the worker crashed: ${reason}`);
    this.#deliver({ type: 'crashed', id, error: this.#errors.pack(coded, signal) }, []);
  }

  #deliver(message: Message, buffers: Transferable[]): void {
    if (this.#broken === undefined) this.#post(message, buffers);
  }
}

/** A service of the other end. */
export class Remote<Service> {
  constructor(
    readonly endpoint: Endpoint,
    readonly number: number,
  ) {}

  /**
   * Calls a method, and returns its answer. Errors: those of the method; the reason of `signal`, once the method has ended
   * because of that; `invalid-argument` if the input cannot be copied; the error that the line broke with.
   */
  async call<Name extends CallName<Service>>(
    method: Name,
    input: Input<Service[Name]>,
    { signal }: AskOptions = {},
  ): Promise<Output<Service[Name]>> {
    signal?.throwIfAborted();
    const { endpoint, number: service } = this;
    const id = endpoint.newId();
    const abort = () => endpoint.send({ type: 'abort', id });
    signal?.addEventListener('abort', abort);
    try {
      const { value } = await endpoint.ask({ type: 'call', id, service, method, input }, signal);
      return value as Output<Service[Name]>;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Begins when its first piece is asked for. Leaving it ends the method, and waits for that. Errors: as of `call`. */
  async *stream<Name extends StreamName<Service>>(
    method: Name,
    input: Input<Service[Name]>,
    { signal }: AskOptions = {},
  ): AsyncGenerator<Output<Service[Name]>, void> {
    signal?.throwIfAborted();
    const { endpoint, number: service } = this;
    const id = endpoint.newId();
    const abort = () => endpoint.send({ type: 'abort', id });
    endpoint.send({ type: 'open', id, service, method, input });
    signal?.addEventListener('abort', abort);
    let ended = false;
    try {
      for (;;) {
        ended = true;
        const { done, value } = await endpoint.ask({ type: 'next', id }, signal);
        if (done) return;
        ended = false;
        yield value as Output<Service[Name]>;
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      if (!ended && !endpoint.broken) await endpoint.ask({ type: 'leave', id }, undefined);
    }
  }

  /** Calls a method without an answer. */
  tell<Name extends CallName<Service>>(method: Name, input: Input<Service[Name]>): void {
    this.endpoint.send({ type: 'tell', service: this.number, method, input });
  }
}
