// Our own encoder in a page, for encoder.test.ts.
import { ENCODER_FILE, TOKENS_FILE } from '../../web/embed/defaults.js';
import { chooseKernel, fetchKernels } from '../../web/encoder/kernels.js';
import { KnownAnswer } from '../../web/encoder/known-answer.js';
import type { Kernel } from '../../web/encoder/own-wasm.js';
import { loadWhole } from '../../web/encoder/whole-encoder.js';

/** How often each kernel that the browser takes gave a wrong vector, of so many runs. */
export async function wrongAnswers(runs: number): Promise<Partial<Record<Kernel, number>>> {
  const wrong: Partial<Record<Kernel, number>> = {};
  for (const [kernel, wasm] of await fetchKernels()) {
    const answer = await KnownAnswer.prepare(wasm);
    wrong[kernel] = 0;
    for (let run = 0; run < runs; run++) if (!answer.isRight()) wrong[kernel] += 1;
  }
  return wrong;
}

/** The kernel that is chosen, and how long that takes in milliseconds. */
export async function choice(): Promise<{ kernel: Kernel; ms: number }> {
  const kernels = await fetchKernels();
  const began = performance.now();
  const { kernel } = await chooseKernel(kernels);
  return { kernel, ms: performance.now() - began };
}

/** What each kernel makes of texts with the model of that folder, in one batch and alone; bits of all vectors as text. */
export async function vectorsOf(folder: string, texts: number[][]): Promise<Record<string, string[]>> {
  const fetched = async (path: string) =>
    new Uint8Array(await (await fetch(`${folder}/${path}`)).arrayBuffer());
  const file = await fetched(ENCODER_FILE);
  const tokens = [{ path: TOKENS_FILE, bytes: await fetched(TOKENS_FILE) }];
  const found: Record<string, string[]> = {};
  for (const [kernel, wasm] of await fetchKernels()) {
    const { module } = await loadWhole(wasm, file, tokens);
    const together = hexOf(module.embed(texts, 'mean'));
    const alone = texts.map((text) => hexOf(module.embed([text], 'mean'))).join('');
    found[kernel] = [together, alone];
  }
  return found;
}

export function hexOf({ buffer }: Float32Array): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
