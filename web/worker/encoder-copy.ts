// A copy of our own encoder in this worker, for the thread that started it.
import type { Endpoint } from './endpoint.js';
import { type Reference, Transferred } from './message.js';
import type { EncoderService, EncoderSource } from './services.js';

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
