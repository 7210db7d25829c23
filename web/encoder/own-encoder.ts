// Our own encoder, as models use it, and threads that help them.
import type { OwnEncoder } from '../embed/encoder-choice.js';
import type { EncoderCopy, EncoderState } from '../embed/encoder-copy.js';
import { readHeader } from './encoder-file.js';
import { EncoderModule } from './encoder-module.js';
import { EncoderPool } from './encoder-pool.js';
import { EncoderSession } from './encoder-session.js';
import { type ChosenKernel, chooseKernel, fetchKernels } from './kernels.js';
import { TokenShards } from './token-shards.js';

interface StartedEncoder extends OwnEncoder {
  chosen: Promise<ChosenKernel>;
}

/** By the folder of the modules: all models of a thread run with the same, and choosing takes time. Failures are not kept. */
const started = new Map<string, Promise<StartedEncoder>>();

/** `folder`: where its modules are; default: in the package. Rejects with an Error if they cannot be had. */
export function fetchEncoder(folder?: string | URL): Promise<OwnEncoder> {
  const key = `${folder}`;
  const encoder = started.get(key) ?? startEncoder(folder);
  started.set(key, encoder);
  // Before anyone waits for the kernel: the weights are still being fetched.
  encoder.then(({ chosen }) => chosen).catch(() => started.delete(key));
  return encoder;
}

async function startEncoder(folder: string | URL | undefined): Promise<StartedEncoder> {
  const chosen = chooseKernel(await fetchKernels(folder));
  return {
    chosen,
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
