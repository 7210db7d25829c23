// Our own encoder, as models use it, and threads that help them.
import type { OwnEncoder } from '../embed/encoder-choice.js';
import type { EncoderCopy, EncoderState } from '../embed/encoder-copy.js';
import { readHeader } from './encoder-file.js';
import { EncoderModule } from './encoder-module.js';
import { EncoderPool } from './encoder-pool.js';
import { EncoderSession } from './encoder-session.js';
import { chooseKernel, fetchKernels } from './kernels.js';
import { TokenShards } from './token-shards.js';

/** `folder`: where its modules are; default: in the package. Rejects with an Error if they cannot be had. */
export async function fetchEncoder(folder?: string | URL): Promise<OwnEncoder> {
  const chosen = chooseKernel(await fetchKernels(folder));
  // Before anyone waits for it: the weights are still being fetched.
  chosen.catch(() => undefined);
  return {
    creator: (pooling, folder, tokens) =>
      EncoderSession.creator(chosen, pooling, tokens && new TokenShards(folder, tokens)),
    modelHash: async (file) => (await readHeader(file)).modelHash,
  };
}

/** An encoder that is as one of another thread was. Rejects with an Error if there is no memory for it. */
export async function openCopy(state: EncoderState): Promise<EncoderCopy> {
  const module = await EncoderModule.copyOf(state);
  return new EncoderPool(module, { wasm: state.wasm, rows: undefined, threads: 1, start: undefined });
}
