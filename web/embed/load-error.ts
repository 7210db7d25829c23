// Says why a model could not be loaded.
import { LeannError, messageOf } from '../base/error.js';

/** The message of what was thrown. */
export function reasonOf(error: unknown): string {
  // The WebGPU build of ONNX Runtime throws the address of its C++ exception.
  if (typeof error === 'number') return `ONNX Runtime failed without a reason (${error})`;
  return messageOf(error);
}

/** The `model-load` error for a model, from its folder and what went wrong. */
export function loadError(model: string, cause: unknown): LeannError {
  return new LeannError('model-load', `leann: cannot load model "${model}": ${reasonOf(cause)}`, { cause });
}

/** Something is wrong with a model's file, not with where it runs. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
}
