// Says why a model could not be loaded.
import { LeannError } from '../base/error.js';

/** What an error says, without the prefix that all of ours have. */
export function reasonOf(error: unknown): string {
  // The WebGPU build of ONNX Runtime throws the address of its C++ exception.
  if (typeof error === 'number') return `ONNX Runtime failed without a reason (${error})`;
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^leann: /, '');
}

/** The `model-load` error for a model, from its folder and what went wrong. */
export function loadError(model: string, cause: unknown): LeannError {
  return new LeannError('model-load', `leann: cannot load model "${model}": ${reasonOf(cause)}`, { cause });
}
