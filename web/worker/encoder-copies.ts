// Copies of our own encoder in workers: how a thread starts them, and how they serve it. One file, which the copies then have at hand.
import type { EncoderCopy, EncoderState, StartCopy } from '../embed/encoder-copy.js';
import type { Endpoint } from './endpoint.js';
import { type Reference, Transferred } from './message.js';
import type { EncoderService, EncoderSource } from './services.js';
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

/** Makes a copy in this worker, and lets the other end use it. */
export async function serveCopy(
  endpoint: Endpoint,
  source: Reference<EncoderSource>,
): Promise<Reference<EncoderService>> {
  const { openCopy } = await import('../encoder/own-encoder.js');
  const copy = await openCopy(await endpoint.remote(source).call('state', undefined));
  return endpoint.offer<EncoderService>({
    embed: async ({ batch, pooling }, signal) => {
      const vectors = await copy.embed(batch, pooling, signal);
      return new Transferred(vectors, [vectors.buffer as ArrayBuffer]);
    },
  });
}
