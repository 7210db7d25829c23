// Our own encoder, as models use it, and threads that help them.
import type { OwnEncoder } from '../embed/encoder-choice.js';
import type { EncoderCopy, EncoderState } from '../embed/encoder-copy.js';
import { readHeader } from './encoder-file.js';
import { EncoderModule } from './encoder-module.js';
import { EncoderPool } from './encoder-pool.js';
import { EncoderSession } from './encoder-session.js';
import { type ChosenKernel, chooseKernel, fetchKernels } from './kernels.js';
import { TokenShards } from './token-shards.js';

/** A kernel that is on its way. */
interface Choice {
  chosen: Promise<ChosenKernel>;
}

/** By the folder of the modules: all models of a thread run with the same, and choosing takes time. Failures are not kept. */
const choices = new Map<string | undefined, Promise<Choice>>();

/** `folder`: where its modules are; default: in the package. Rejects with an Error if they cannot be had. */
export async function fetchEncoder(folder?: string | URL): Promise<OwnEncoder> {
  const { chosen } = await choiceOf(folder);
  return {
    creator: (pooling, folder, tokens) =>
      EncoderSession.creator(chosen, pooling, tokens && new TokenShards(folder, tokens)),
    modelHash: async (file) => (await readHeader(file)).modelHash,
  };
}

function choiceOf(folder: string | URL | undefined): Promise<Choice> {
  const key = folder?.toString();
  const known = choices.get(key);
  if (known !== undefined) return known;
  const drop = () => choices.delete(key);
  const choice = fetchKernels(folder).then((kernels) => {
    const chosen = chooseKernel(kernels);
    // Before anyone waits for it: the weights are still being fetched.
    chosen.catch(drop);
    return { chosen };
  });
  choices.set(key, choice);
  choice.catch(drop);
  return choice;
}

/** An encoder that is as one of another thread was. Rejects with an Error if there is no memory for it. */
export async function openCopy(state: EncoderState): Promise<EncoderCopy> {
  const module = await EncoderModule.copyOf(state);
  return new EncoderPool(module, { wasm: state.wasm, rows: undefined, threads: 1, start: undefined });
}
