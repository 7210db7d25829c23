// The part of the core that only searches, for published indexes: a module of its own, less than half as large.

import { CoreGraph } from './core-graph.js';
import { readerWasm } from './own-wasm.js';
import { type HandleCount, unwrap } from './owned.js';
import { type ReaderModule, startReader } from './reader-module.js';
import type { ReadFile } from './records.js';
import { loadWasm, type WasmSource } from './wasm-source.js';

/** One instance of the WASM module. */
export class CoreReader implements HandleCount {
  readonly #module: ReaderModule;
  liveHandles = 0;

  private constructor(module: ReaderModule) {
    this.#module = module;
  }

  /**
   * @param source where `leann-reader.wasm` is; default: in the package.
   * @throws LeannError `not-found` when it cannot be had, `internal` when it is no such module.
   */
  static async load(source?: WasmSource): Promise<CoreReader> {
    return new CoreReader(await loadWasm(source ?? (await readerWasm()), startReader));
  }

  /**
   * As {@link Core.open}, for an index that stays as it is.
   * @throws LeannError `corrupt`, `unsupported-version`, `out-of-memory`.
   */
  open(bytes: Uint8Array, cacheBytes = 0): CoreGraph {
    return new CoreGraph(this, unwrap(this.#module.open(bytes, cacheBytes)));
  }

  /**
   * Reads what an encoded index says of itself, and the attachment of that name. Its checksums are checked, its
   * content is not.
   * @throws LeannError `corrupt`, `unsupported-version`, `out-of-memory`.
   */
  read(bytes: Uint8Array, attachment: string): ReadFile {
    return unwrap(this.#module.read(bytes, attachment));
  }
}
