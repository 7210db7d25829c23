// Decides whether our own encoder runs a model, or ONNX Runtime.
import { isNode } from '../base/platform.js';
import type { OnnxModelOptions } from './onnx-options.js';
import type { CreateSession } from './onnx-session.js';
import { ortRuntime } from './ort-runtime.js';
import type { Pooling } from './pooling.js';
import type { TokenFiles } from './token-files.js';

/** What runs the file of weights that a folder has for our encoder. */
export interface OwnEncoder {
  /** Makes sessions of such files, with rows of tokens beside them; `tokens`: where in the model's folder the others are. */
  creator(pooling: Pooling, folder: string | URL, tokens: TokenFiles | undefined): CreateSession;
  /**
   * SHA-256 of the ONNX file whose vectors it makes, but for rounding.
   * @throws LeannError `model-load` if the file is damaged there or of another version.
   */
  modelHash(file: Uint8Array<ArrayBuffer>): Promise<string>;
}

/**
 * Our encoder, if these options leave the choice and it can run here. It is for processors and stands for the model in 8 bits:
 * another device or number format is ONNX Runtime's, and so is Node if the package onnxruntime-node is there. Rejects with an
 * Error if it alone was asked for and its modules cannot be had.
 */
export async function encoderFor(options: OnnxModelOptions): Promise<OwnEncoder | undefined> {
  const { device = 'auto', dtype = 'int8', modelFile, runtime = 'auto', pooling } = options;
  if (runtime === 'leann') return await fetchOwn(options);
  if (pooling === 'last') return undefined;
  if (runtime === 'onnxruntime' || dtype !== 'int8' || modelFile !== undefined) return undefined;
  if (device !== 'auto' && device !== 'wasm') return undefined;
  if (device === 'auto' && isNode() && (await hasNativeRuntime())) return undefined;
  // Pages whose bundler has not copied its modules still have ONNX Runtime.
  return await fetchOwn(options).catch(() => undefined);
}

async function fetchOwn({ encoderPath }: OnnxModelOptions): Promise<OwnEncoder> {
  const { fetchEncoder } = await import('../encoder/own-encoder.js');
  return await fetchEncoder(encoderPath);
}

function hasNativeRuntime(): Promise<boolean> {
  return ortRuntime('node', {}).then(
    () => true,
    () => false,
  );
}
