// Copies of our own encoder in workers: how a thread gets them, and how they serve it. One file, which the copies then have at hand.
import { LeannError } from '../base/error.js';
import type { EncoderCopy, EncoderState, StartCopy } from '../embed/encoder-copy.js';
import type { Endpoint } from './endpoint.js';
import { type Reference, Transferred } from './message.js';
import { endpointOver } from './port-line.js';
import { type EncoderService, type EncoderSource, ROOT } from './services.js';

/** Starts a worker and gives one line to it; ends when that has ended, which it does with the signal. */
export type StartCopyWorker = (signal: AbortSignal) => AsyncGenerator<MessagePort, void>;

/** Makes copies in workers that `start` starts, each in one. */
export function copiesIn(start: StartCopyWorker): StartCopy {
  return async (state, ended) => {
    ended.throwIfAborted();
    const ending = new AbortController();
    const end = () => ending.abort();
    ended.addEventListener('abort', end);
    const worker = start(ending.signal);
    try {
      const { value: port } = await worker.next();
      if (port === undefined) throw new Error('the worker has ended');
      const endpoint = endpointOver(port);
      const broken = () => {
        ended.removeEventListener('abort', end);
        // Whoever waits for vectors is told.
        endpoint.break(new LeannError('worker-crashed', 'leann: cannot embed texts: the worker has ended'));
        port.close();
      };
      worker.next().then(broken, broken);
      return await copyIn(endpoint, state, end);
    } catch (error) {
      end();
      throw error;
    }
  };
}

/** `end` ends its worker. */
async function copyIn(endpoint: Endpoint, state: () => EncoderState, end: () => void): Promise<EncoderCopy> {
  const source = endpoint.offer<EncoderSource>({
    state: () => {
      const given = state();
      return new Transferred(given, [given.memory.buffer]);
    },
  });
  const copy = endpoint.remote(await endpoint.remote(ROOT).call('copyEncoder', source));
  endpoint.withdraw(source);
  return {
    embed: async (batch, pooling, signal) => {
      try {
        return await copy.call('embed', { batch, pooling }, { signal });
      } catch (error) {
        // One that has failed is not asked again.
        if (!signal?.aborted) end();
        throw error;
      }
    },
  };
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
