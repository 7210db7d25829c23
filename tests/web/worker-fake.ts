// A worker for tests in Node: the worker's end in this same thread, behind a channel that copies as a real one does.

import { Endpoint } from '../../web/worker/endpoint.js';
import type { Message } from '../../web/worker/message.js';
import { rootService } from '../../web/worker/root-service.js';
import { isTrap } from '../../web/worker/trap.js';

/** Stands in for the DOM's Worker, as far as the package uses it. */
export class FakeWorker extends EventTarget {
  /** All that were made and not terminated. */
  static readonly alive = new Set<FakeWorker>();
  readonly #page: MessagePort;
  readonly #worker: MessagePort;
  /** Types of the messages that the page sent. */
  readonly sent: Message[] = [];

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    [this.#page, this.#worker] = [port1, port2];
    const endpoint = new Endpoint((message, buffers) => port2.postMessage(message, buffers), isTrap);
    endpoint.offer(rootService(endpoint));
    port2.onmessage = ({ data }) => endpoint.receive(data);
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
    FakeWorker.alive.add(this);
  }

  postMessage(message: Message, buffers: Transferable[]): void {
    this.sent.push(message);
    this.#page.postMessage(message, buffers);
  }

  terminate(): void {
    FakeWorker.alive.delete(this);
    this.#page.close();
    this.#worker.close();
  }

  /** Fails as a worker does in which something is not caught. */
  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error', { cancelable: true }), { message }));
  }
}

/** Starts fake workers, and remembers them. */
export function fakeWorkers(): { start: () => Worker; made: FakeWorker[] } {
  const made: FakeWorker[] = [];
  const start = () => {
    const worker = new FakeWorker();
    made.push(worker);
    return worker as unknown as Worker;
  };
  return { start, made };
}
