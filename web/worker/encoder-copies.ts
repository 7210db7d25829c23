// Copies of our own encoder, in workers that are started here.
import type { EncoderCopy, EncoderState, StartCopy } from '../embed/encoder-copy.js';
import { Transferred } from './message.js';
import type { EncoderSource } from './services.js';
import { WorkerHost } from './worker-host.js';
import type { StartWorker } from './worker-line.js';

/** Makes copies in workers that `start` starts, each in one. */
export function copiesIn(start: StartWorker): StartCopy {
  return async (state, ended) => {
    ended.throwIfAborted();
    const host = new WorkerHost(start);
    // Whoever waits for vectors is told by that.
    const user = { crashed: () => undefined };
    const letGo = () => host.release(user);
    host.retain(user);
    ended.addEventListener('abort', letGo);
    try {
      return await copyIn(host, state);
    } catch (error) {
      letGo();
      throw error;
    }
  };
}

async function copyIn(host: WorkerHost, state: () => EncoderState): Promise<EncoderCopy> {
  const { endpoint, root } = host.connect();
  const source = endpoint.offer<EncoderSource>({
    state: () => {
      const given = state();
      return new Transferred(given, [given.memory.buffer]);
    },
  });
  const copy = endpoint.remote(await root.call('copyEncoder', source));
  endpoint.withdraw(source);
  return { embed: (batch, pooling, signal) => copy.call('embed', { batch, pooling }, { signal }) };
}
