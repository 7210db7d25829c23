// The C++ core as TypeScript sees it: one instance of its WASM module.

import { hexOf } from '../base/hex.js';
import { type BuildOptions, checkedBuildOptions } from './build-options.js';
import type { ClusterThreads } from './cluster-threads.js';
import { CoreBuilder } from './core-builder.js';
import { CoreIndex } from './core-index.js';
import type { LeannCore } from './core-module.js';
import { CoreWordBuilder } from './core-word-builder.js';
import type { CoreWords } from './core-words.js';
import { coreWasm } from './own-wasm.js';
import { type HandleCount, unwrap } from './owned.js';
import type { IndexFile, WordHits } from './records.js';
import { loadWasm, type WasmSource } from './wasm-source.js';
import { wordHits } from './word-hits.js';

/** One instance of the WASM module. */
export class Core implements HandleCount {
  readonly #module: LeannCore;
  liveHandles = 0;
  /** Build the graphs of clusters for the builds of this core, with the same bytes. Default: it builds them by itself. */
  clusterThreads: ClusterThreads | undefined;

  private constructor(module: LeannCore) {
    this.#module = module;
  }

  /**
   * @param source where `leann-core.wasm` is; default: in the package.
   * @throws LeannError `not-found` when it cannot be had, `internal` when it is no such module.
   */
  static async load(source?: WasmSource): Promise<Core> {
    const start = async (wasmBinary: ArrayBuffer) => {
      const { default: createLeannCore } = await import('./leann-core.js');
      return createLeannCore({ wasmBinary });
    };
    return new Core(await loadWasm(source ?? (await coreWasm()), start));
  }

  /**
   * @param dimension length of the vectors, 1 to 65,535.
   * @throws LeannError `invalid-argument` for an option outside its range.
   */
  builder(dimension: number, options: BuildOptions = {}): CoreBuilder {
    const handle = unwrap(this.#module.Builder.create(dimension, checkedBuildOptions(options)));
    return new CoreBuilder(this, handle, dimension);
  }

  /**
   * The graph of a cluster that another instance's builder has handed out, for its `takeCluster`. Takes as long as building it there.
   * @throws LeannError `corrupt` for bytes that are no such task, `out-of-memory`.
   */
  buildCluster(task: Uint8Array): Uint8Array {
    return unwrap(this.#module.buildCluster(task));
  }

  wordBuilder(): CoreWordBuilder {
    return new CoreWordBuilder(this, new this.#module.WordBuilder());
  }

  /**
   * As the method of an index of that name, for words that are in no index: the passages of all parts are numbered one after
   * the other.
   * @throws LeannError `invalid-argument`.
   */
  searchWords(parts: readonly CoreWords[], query: Uint8Array, count: number, allowed?: Uint8Array): WordHits {
    const handles = parts.map(({ handle }) => handle);
    return wordHits(unwrap(this.#module.searchWords(handles, query, count, allowed)));
  }

  /**
   * Opens an encoded index; every byte is checked first.
   * @param cacheBytes most bytes of vectors to keep for later searches; those saved with the index are the first.
   *   Default 0.
   * @throws LeannError `corrupt`, `unsupported-version`, `out-of-memory`.
   */
  open(bytes: Uint8Array, cacheBytes = 0): CoreIndex {
    return new CoreIndex(this, unwrap(this.#module.Index.open(bytes)), cacheBytes);
  }

  /**
   * Reads what an encoded index says of itself. Its checksums are checked, its content is not.
   * @throws LeannError `corrupt`, `unsupported-version`, `out-of-memory`.
   */
  read(bytes: Uint8Array): IndexFile {
    const { generation, commit, fingerprint, dtype, device, corpus, sizes, attachments } = unwrap(
      this.#module.Index.read(bytes),
    );
    return {
      generation,
      commit: hexOf(commit),
      fingerprint,
      dtype,
      device,
      corpus: corpus.some((byte) => byte !== 0) ? hexOf(corpus) : '',
      sizes,
      attachments: new Map(attachments.map(({ name, bytes: content }) => [name, content])),
    };
  }
}
