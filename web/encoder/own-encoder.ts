// Our own encoder, as models use it.
import type { OwnEncoder } from '../embed/encoder-choice.js';
import { readHeader } from './encoder-file.js';
import { EncoderSession } from './encoder-session.js';
import { fetchKernels } from './kernels.js';

/** `folder`: where its modules are; default: beside this script. Rejects with an Error if they cannot be had. */
export async function fetchEncoder(folder?: string | URL): Promise<OwnEncoder> {
  const kernels = await fetchKernels(folder);
  return {
    creator: (pooling) => EncoderSession.creator(kernels, pooling),
    modelHash: async (file) => (await readHeader(file)).modelHash,
  };
}
