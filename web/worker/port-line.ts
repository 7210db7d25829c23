// A line between two threads of which neither has started the other.
import { Endpoint } from './endpoint.js';

/** This thread's end of it. What is said before the other end listens waits for that. */
export function endpointOver(port: MessagePort): Endpoint {
  const endpoint = new Endpoint((message, buffers) => port.postMessage(message, buffers));
  port.onmessage = ({ data }: MessageEvent<Parameters<Endpoint['receive']>[0]>) => endpoint.receive(data);
  return endpoint;
}
