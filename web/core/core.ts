// The C++ core as TypeScript sees it. The one file that makes, holds and frees WASM handles.
import { LeannError, type LeannErrorCode } from '../error.js';
import type { BuilderHandle, Failure, Handle, IndexHandle, LeannCore, SearchHandle } from './leann-core.js';
import {
  type BuildOptions,
  buildNumbers,
  type CoreSearchOptions,
  type Metric,
  searchNumbers,
} from './options.js';
import { readWasm, type WasmSource } from './wasm-source.js';

/** What a build is doing: HNSW construction, its pruning pass, training and writing codes. */
export type BuildPhase = 'graph' | 'prune' | 'codes';

/** Progress of a build; `done` of `total` passages in this phase. */
export interface BuildStep {
  phase: BuildPhase;
  done: number;
  total: number;
  finished: boolean;
}

/** Bytes of an encoded index by part. */
export interface IndexBytes {
  total: number;
  graph: number;
  codes: number;
  /** Rotation, codebooks and mean. */
  quantizer: number;
  rest: number;
}

/** Hits in parallel arrays, best first. */
export interface CoreHits {
  ids: Uint32Array;
  /** Higher is better: the inner product, or minus the squared Euclidean distance. */
  scores: Float32Array;
  /** 1 where the score is of the recomputed vector, 0 where it is estimated from the code. */
  exact: Uint8Array;
}

export interface CoreStats {
  /** Vectors that were recomputed. */
  recomputed: number;
  /** In how many batches. */
  batches: number;
  /** Passages whose code or vector was looked at. */
  visited: number;
}

const PHASES: readonly BuildPhase[] = ['graph', 'prune', 'codes', 'codes'];
const PHASE_DONE = 3;

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** The value, or its failure thrown as the error it stands for. */
function unwrap<T>(value: T | Failure): T {
  if (isFailure(value)) throw new LeannError(value.code as LeannErrorCode, value.message);
  return value;
}

/** One float array of the rows; refuses rows of unequal length, which would pass for rows of another shape. */
function packed(rows: readonly Float32Array[], dimension: number, act: string): Float32Array {
  const all = new Float32Array(rows.length * dimension);
  for (const [position, row] of rows.entries()) {
    if (row.length !== dimension) {
      throw new LeannError(
        'dimension-mismatch',
        `leann: cannot ${act} vector ${position}: it has ${row.length} dimensions, the index has ${dimension}`,
      );
    }
    all.set(row, position * dimension);
  }
  return all;
}

/** Owns one handle; counts it while it lives. */
class Owned<H extends Handle> {
  #handle: H | undefined;
  readonly #core: Core;
  readonly #what: string;

  constructor(core: Core, handle: H, what: string) {
    this.#core = core;
    this.#handle = handle;
    this.#what = what;
    core.liveHandles += 1;
  }

  get handle(): H {
    if (!this.#handle) throw new LeannError('closed', `leann: cannot use this ${this.#what}: it was freed`);
    return this.#handle;
  }

  free(): void {
    if (!this.#handle) return;
    this.#handle.delete();
    this.#handle = undefined;
    this.#core.liveHandles -= 1;
  }
}

/** One instance of the WASM module. */
export class Core {
  readonly #module: LeannCore;
  /** Handles that were made and not freed yet: 0 when nothing leaks. */
  liveHandles = 0;

  private constructor(module: LeannCore) {
    this.#module = module;
  }

  /**
   * @param source where `leann-core.wasm` is; default: beside this module.
   * @throws LeannError `not-found` when it cannot be had, `internal` when it is no such module.
   */
  static async load(source?: WasmSource): Promise<Core> {
    const wasmBinary = await readWasm(source);
    const { default: createLeannCore } = await import('./leann-core.js');
    try {
      return new Core(await createLeannCore({ wasmBinary }));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LeannError('internal', `leann: cannot start the WASM core: ${reason}`, { cause });
    }
  }

  /**
   * @param dimension length of the vectors, 1 to 65,535.
   * @throws LeannError `invalid-argument` for an option outside its range.
   */
  builder(dimension: number, options: BuildOptions = {}): CoreBuilder {
    const handle = unwrap(this.#module.Builder.create(dimension, buildNumbers(options)));
    return new CoreBuilder(this, handle, dimension);
  }

  /**
   * Opens an encoded index; every byte is checked first.
   * @throws LeannError `corrupt`, `unsupported-version`, `out-of-memory`.
   */
  open(bytes: Uint8Array): CoreIndex {
    return new CoreIndex(this, unwrap(this.#module.Index.open(bytes)));
  }

  /** What each part of an encoded index takes. Errors as `open`. */
  sizes(bytes: Uint8Array): IndexBytes {
    return unwrap(this.#module.Index.sizes(bytes));
  }
}

/** A build under way. The vectors live in here, in WASM memory, and nowhere else. */
export class CoreBuilder {
  readonly #core: Core;
  readonly #owned: Owned<BuilderHandle>;
  readonly #dimension: number;

  constructor(core: Core, handle: BuilderHandle, dimension: number) {
    this.#core = core;
    this.#owned = new Owned(core, handle, 'builder');
    this.#dimension = dimension;
  }

  get size(): number {
    return this.#owned.handle.size();
  }

  /**
   * Takes in vectors, all or none of them; they become nodes `size`, `size + 1`, …
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`; `invalid-argument` after the first step.
   */
  add(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.add(packed(vectors, this.#dimension, 'add')));
  }

  /**
   * Does about `work` passages' worth of the build; call it until `finished`. Training the codes is one slice of
   * its own, about a second at 384 dimensions.
   * @throws LeannError `invalid-argument` when there are no vectors.
   */
  step(work = 256): BuildStep {
    const { phase, done, total } = unwrap(this.#owned.handle.step(work));
    return { phase: PHASES[phase] ?? 'codes', done, total, finished: phase === PHASE_DONE };
  }

  /** The index, once; the builder and its vectors are freed. */
  finish(): CoreIndex {
    const index = new CoreIndex(this.#core, unwrap(this.#owned.handle.finish()));
    this.free();
    return index;
  }

  free(): void {
    this.#owned.free();
  }
}

/** A compact index: graph and codes, no vectors. */
export class CoreIndex {
  readonly #core: Core;
  readonly #owned: Owned<IndexHandle>;

  constructor(core: Core, handle: IndexHandle) {
    this.#core = core;
    this.#owned = new Owned(core, handle, 'index');
  }

  get size(): number {
    return this.#owned.handle.size();
  }

  get dimension(): number {
    return this.#owned.handle.dimension();
  }

  get metric(): Metric {
    return this.#owned.handle.isL2() ? 'l2' : 'ip';
  }

  bytes(): IndexBytes {
    return this.#core.sizes(this.encode());
  }

  /**
   * Links in new nodes `size`, `size + 1`, …, all or none. What the codes of the old nodes decode to stands in for
   * their vectors, so nothing is recomputed. O(size).
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`.
   */
  insert(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.insert(packed(vectors, this.dimension, 'insert')));
  }

  /** @throws LeannError `invalid-argument`, `dimension-mismatch`, `not-finite`, `zero-vector`. */
  search(query: Float32Array, options: CoreSearchOptions): CoreSearch {
    const handle = unwrap(this.#owned.handle.search(query, searchNumbers(options)));
    return new CoreSearch(this.#core, handle, this.dimension);
  }

  /** The index file, a copy. The same index gives the same bytes everywhere. */
  encode(): Uint8Array {
    return unwrap(this.#owned.handle.encode());
  }

  free(): void {
    this.#owned.free();
  }
}

/** One query: `while (!search.done) search.supply(await embed(search.wants()))`. Outlives its index. */
export class CoreSearch {
  readonly #owned: Owned<SearchHandle>;
  readonly #dimension: number;

  constructor(core: Core, handle: SearchHandle, dimension: number) {
    this.#owned = new Owned(core, handle, 'search');
    this.#dimension = dimension;
  }

  get done(): boolean {
    return this.#owned.handle.done();
  }

  /** Nodes to embed now; empty when done. */
  wants(): Uint32Array {
    return this.#owned.handle.wants();
  }

  /**
   * The vectors of `wants()`, in its order. A refused call changes nothing and can be repeated.
   * @throws LeannError `dimension-mismatch` (also for a wrong count), `not-finite`, `zero-vector`.
   */
  supply(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.supply(packed(vectors, this.#dimension, 'take')));
  }

  /** The best known so far, at most k. */
  hits(): CoreHits {
    const { ids, distances, exact } = unwrap(this.#owned.handle.hits());
    return { ids, scores: distances.map((distance) => -distance), exact };
  }

  stats(): CoreStats {
    return this.#owned.handle.stats();
  }

  free(): void {
    this.#owned.free();
  }
}
