// A worker that is started here and helps another thread, which speaks with it over a line of its own. Pages start workers for
// their workers: one that starts another itself may hang in Firefox 153, with all that it does (docs/encoder.md, "Threads").
import { WorkerHost } from './worker-host.js';
import type { StartWorker } from './worker-line.js';

/**
 * Gives one line to the worker that `start` starts, and ends when that worker has; it ends with the signal, or when the generator is
 * left. Errors: `worker-crashed` if it cannot be started.
 */
export async function* copyWorker(
  start: StartWorker,
  signal: AbortSignal,
): AsyncGenerator<MessagePort, void> {
  const host = new WorkerHost(start);
  let end: () => void = () => undefined;
  const ended = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  const user = { crashed: end };
  host.retain(user);
  signal.addEventListener('abort', end);
  try {
    if (signal.aborted) return;
    const port = await Promise.race([host.connect().root.call('line', undefined), ended]);
    if (port === undefined) return;
    yield port;
    await ended;
  } finally {
    signal.removeEventListener('abort', end);
    host.release(user);
  }
}
