// The worker's side of the line to its page.

import { Endpoint } from './endpoint.js';
import { rootService } from './root-service.js';
import { isTrap } from './trap.js';

/** The DOM's types are those of a page. */
const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<Parameters<Endpoint['receive']>[0]>) => void,
  ): void;
};

/** Makes this worker serve the page that started it. */
export function serve(): void {
  const endpoint = new Endpoint((message, buffers) => scope.postMessage(message, buffers), isTrap);
  endpoint.offer(rootService(endpoint));
  scope.addEventListener('message', ({ data }) => endpoint.receive(data));
}
