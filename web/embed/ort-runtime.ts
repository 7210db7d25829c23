// Loads ONNX Runtime, only the build that the device needs, and says where its own files are.
import { absoluteUrl, importInNode, isNode } from './platform.js';
import { RunQueue } from './run-queue.js';

/** What a session can run on. */
export type OrtDevice = 'webgpu' | 'wasm' | 'node';

type OrtModule = typeof import('onnxruntime-web');

/** Where ONNX Runtime Web's files are served: the folder of its dist, or the two files. */
export type WasmPaths = string | URL | { wasm?: string | URL; mjs?: string | URL };

export interface OrtOptions {
  wasmPaths?: WasmPaths | undefined;
  numThreads?: number | undefined;
}

export interface OrtRuntime {
  ort: OrtModule;
  /** Shared by all sessions of the runtime. */
  queue: RunQueue;
}

const WASM_NAME = { wasm: 'ort-wasm-simd-threaded', webgpu: 'ort-wasm-simd-threaded.asyncify' };

const runtimes = new Map<OrtDevice, Promise<OrtRuntime>>();

/**
 * The runtime for a device, loaded once. Its options are those of the first call: ONNX Runtime reads them when
 * it makes its first session, and after a failure there it stays unusable until the page is loaded again.
 */
export function ortRuntime(device: OrtDevice, options: OrtOptions): Promise<OrtRuntime> {
  const known = runtimes.get(device);
  if (known !== undefined) return known;
  const runtime = loadRuntime(device, options);
  runtimes.set(device, runtime);
  // A module that was not found may be found another time.
  runtime.catch(() => runtimes.delete(device));
  return runtime;
}

async function loadRuntime(device: OrtDevice, options: OrtOptions): Promise<OrtRuntime> {
  const ort = await importRuntime(device);
  if (device !== 'node') configure(ort, device, options);
  return { ort, queue: new RunQueue() };
}

function importRuntime(device: OrtDevice): Promise<OrtModule> {
  if (device === 'node') return importNative();
  // The builds for browsers cannot start threads in Node.
  if (isNode()) return importInNode('onnxruntime-web');
  return device === 'webgpu' ? import('onnxruntime-web/webgpu') : import('onnxruntime-web/wasm');
}

async function importNative(): Promise<OrtModule> {
  try {
    return await importInNode('onnxruntime-node');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    throw missing ? new Error('the package onnxruntime-node is not installed', { cause: error }) : error;
  }
}

function configure({ env }: OrtModule, device: 'wasm' | 'webgpu', options: OrtOptions): void {
  const { wasm } = env;
  wasm.numThreads = options.numThreads ?? defaultThreads(options);
  // In Node they are read from the package.
  if (options.wasmPaths !== undefined && !isNode()) {
    const { wasm: binary, mjs } = filePaths(options.wasmPaths, WASM_NAME[device]);
    // One thread needs no script of its own: the one inside the bundle is used.
    wasm.wasmPaths = { ...(binary && { wasm: binary }), ...(mjs && wasm.numThreads > 1 && { mjs }) };
  }
}

/**
 * Threads need cross-origin isolation, and their script as a file of its own: a page bundled into one file
 * would otherwise be started again as the script of every thread.
 */
function defaultThreads({ wasmPaths }: OrtOptions): number {
  if (!globalThis.crossOriginIsolated || wasmPaths === undefined) return 1;
  return Math.min(4, globalThis.navigator?.hardwareConcurrency ?? 1);
}

function filePaths(paths: WasmPaths, name: string): { wasm?: string; mjs?: string } {
  if (typeof paths === 'string' || paths instanceof URL) {
    const folder = String(paths).replace(/\/?$/, '/');
    return { wasm: absoluteUrl(`${folder}${name}.wasm`), mjs: absoluteUrl(`${folder}${name}.mjs`) };
  }
  return {
    ...(paths.wasm && { wasm: absoluteUrl(paths.wasm) }),
    ...(paths.mjs && { mjs: absoluteUrl(paths.mjs) }),
  };
}
