// The script of the worker (`leann-web/worker`): serves the page that started it.

import { LeannError } from '../error.js';
import { Endpoint } from './endpoint.js';
import type { Message } from './protocol.js';
import { rootService } from './root-service.js';

/** The DOM's types are those of a page. */
const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Message>) => void): void;
};

const endpoint = new Endpoint((message, buffers) => scope.postMessage(message, buffers), crashOnTrap);
endpoint.offer(rootService(endpoint));
scope.addEventListener('message', ({ data }) => endpoint.receive(data));

/** After a trap in WASM its memory cannot be trusted: the failure is told, and then the page replaces this worker. */
function crashOnTrap(error: unknown): unknown {
  const traps = [error, error instanceof Error ? error.cause : undefined];
  const trap = traps.find((each) => each instanceof WebAssembly.RuntimeError);
  if (trap === undefined) return error;
  setTimeout(() => {
    throw trap;
  });
  if (error !== trap) return error;
  return new LeannError('worker-crashed', `leann: cannot go on: ${(trap as Error).message}`, { cause: trap });
}
