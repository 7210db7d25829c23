// Where ONNX Runtime Web's own files are.

import { absoluteUrl } from '../base/platform.js';

/** Where ONNX Runtime Web's files are served: the folder of its dist, or the two files. */
export type WasmPaths = string | URL | { wasm?: string | URL; mjs?: string | URL };

/** The paths as any thread understands them. */
export function absolutePaths(paths: WasmPaths): string | { wasm?: string; mjs?: string } {
  if (typeof paths === 'string' || paths instanceof URL) return absoluteUrl(paths);
  return {
    ...(paths.wasm && { wasm: absoluteUrl(paths.wasm) }),
    ...(paths.mjs && { mjs: absoluteUrl(paths.mjs) }),
  };
}
