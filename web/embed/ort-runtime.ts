// Loads ONNX Runtime, only the build that the device needs, and says where its own files are.
import { isHtmlPage } from '../base/html-page.js';
import { importInNode, isNode } from '../base/platform.js';
import { RunQueue } from './run-queue.js';
import { absolutePaths, type WasmPaths } from './wasm-paths.js';

/** Devices that a session can run on. */
export type OrtDevice = 'webgpu' | 'webnn' | 'wasm' | 'node';

type OrtModule = typeof import('onnxruntime-web');

export interface OrtOptions {
  wasmPaths?: WasmPaths | undefined;
  numThreads?: number | undefined;
}

/** A loaded build of ONNX Runtime; all its sessions share it. */
export class OrtRuntime {
  readonly queue = new RunQueue();
  /** Rejects when the graphics device is lost, and with it all sessions. */
  readonly deviceLost: Promise<never>;
  #lose: (error: Error) => void = () => undefined;
  #lost: Error | undefined;
  #watched: Promise<void> | undefined;

  constructor(readonly ort: OrtModule) {
    this.deviceLost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.deviceLost.catch(() => undefined);
  }

  /** Throws if the device was lost: ONNX Runtime takes no other until it is loaded again. */
  requireDevice(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  /** Why a session could not be made: says it if the server has a web page in place of the runtime's WASM. */
  async explain(error: unknown): Promise<unknown> {
    const paths = this.ort.env.wasm.wasmPaths;
    const binary = typeof paths === 'object' ? paths.wasm : undefined;
    if (binary === undefined || !/wasm|webassembly|backend/i.test(String(error))) return error;
    try {
      const response = await fetch(binary);
      const page = isHtmlPage(
        new Uint8Array(await response.arrayBuffer()),
        response.headers.get('content-type'),
      );
      if (!page) return error;
    } catch {
      return error;
    }
    return new Error(`${binary}: the server answered with an HTML page`, { cause: error });
  }

  /** Begins to watch the WebGPU device of the first session. */
  watchDevice(): Promise<void> {
    this.#watched ??= this.#watch();
    return this.#watched;
  }

  async #watch(): Promise<void> {
    const device = (await this.ort.env.webgpu.device) as GPUDevice;
    void device.lost.then(({ reason, message }) => {
      this.#lost = new Error(`WebGPU lost its device (${message || reason})`);
      this.#lose(this.#lost);
    });
  }
}

/** The builds; that for WebGPU has WebNN as well. */
type Build = Exclude<OrtDevice, 'webnn'>;

const WASM_NAME = { wasm: 'ort-wasm-simd-threaded', webgpu: 'ort-wasm-simd-threaded.asyncify' };

const runtimes = new Map<Build, Promise<OrtRuntime>>();

/**
 * The runtime for a device, loaded once. Its options are those of the first call: ONNX Runtime reads them when
 * it makes its first session, and after a failure there it stays unusable until the page is loaded again.
 */
export function ortRuntime(device: OrtDevice, options: OrtOptions): Promise<OrtRuntime> {
  const build = device === 'webnn' ? 'webgpu' : device;
  const known = runtimes.get(build);
  if (known !== undefined) return known;
  const runtime = loadRuntime(build, options);
  runtimes.set(build, runtime);
  // A module that was not found may be found another time.
  runtime.catch(() => runtimes.delete(build));
  return runtime;
}

/** Whether this script is a file with others beside it, not a `blob:` or a bundle of everything. */
const HAS_NEIGHBOURS = typeof import.meta.url === 'string';

async function loadRuntime(device: Build, options: OrtOptions): Promise<OrtRuntime> {
  if (!HAS_NEIGHBOURS && device !== 'node' && options.wasmPaths === undefined)
    throw new Error(
      "it is not known where ONNX Runtime's files are served: say so in the option `wasmPaths`",
    );
  const ort = await importRuntime(device);
  if (device !== 'node') configure(ort, device, options);
  return new OrtRuntime(ort);
}

function importRuntime(device: Build): Promise<OrtModule> {
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
  const absolute = absolutePaths(paths);
  if (typeof absolute !== 'string') return absolute;
  const folder = absolute.replace(/\/?$/, '/');
  return { wasm: `${folder}${name}.wasm`, mjs: `${folder}${name}.mjs` };
}
