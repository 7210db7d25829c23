// The C++ core as TypeScript sees it. The one file that makes, holds and frees WASM handles.
import { LeannError, type LeannErrorCode } from '../error.js';
import type { BuilderHandle, Failure, Handle, IndexHandle, LeannCore, SearchHandle } from './leann-core.js';
import {
  type BuildOptions,
  buildNumbers,
  type CoreSearchOptions,
  type Metric,
  searchNumbers,
  strategyNamed,
} from './options.js';
import type {
  BuildPhase,
  BuildStep,
  CacheCounts,
  CoreDrift,
  CoreHits,
  CoreStats,
  EncodeOptions,
  IndexBytes,
  IndexFile,
  IndexOrigin,
  SearchEnd,
} from './records.js';
import { readWasm, type WasmSource } from './wasm-source.js';

const UNKNOWN: IndexOrigin = {
  generation: 0,
  commit: '',
  fingerprint: '',
  dtype: '',
  device: '',
  corpus: '',
};

const DUES: readonly CoreDrift['due'][] = ['nothing', 'compaction', 'rebuild'];

const PHASES: readonly BuildPhase[] = ['graph', 'prune', 'codes', 'calibrate', 'calibrate'];
const PHASE_DONE = 4;

/** By the core's numbers. Nothing but a budget stops a search that its caller still wants. */
const ENDS: readonly (SearchEnd | undefined)[] = [
  undefined,
  'confident',
  'max-recomputes',
  'exhausted',
  'walked',
  'budget',
];

/** The most that the WASM memory can be; a cache of more is the same. */
const MOST_BYTES = 0xffffffff;

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

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
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
   * @param cacheBytes most bytes of vectors to keep for later searches; those saved with the index are the first.
   *   Default 0.
   * @throws LeannError `corrupt`, `unsupported-version`, `out-of-memory`.
   */
  open(bytes: Uint8Array, cacheBytes = 0): CoreIndex {
    return new CoreIndex(this, unwrap(this.#module.Index.open(bytes)), cacheBytes);
  }

  /**
   * What an encoded index says of itself. Its checksums are checked, its content is not.
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
   * Takes in vectors, all or none of them; `order` says which nodes they become.
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`; `invalid-argument` after the first step.
   */
  add(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.add(packed(vectors, this.#dimension, 'add')));
  }

  /**
   * Keeps `counts[0]` vectors together and in order, then the next `counts[1]`, and so on: passages of one document.
   * @throws LeannError `invalid-argument` where they do not add up to `size`, and after the first step.
   */
  group(counts: Uint32Array): void {
    unwrap(this.#owned.handle.group(counts));
  }

  /**
   * How nodes were numbered, once the build is finished and before `finish`: the i-th group, or without `group` node
   * i, is what was added as `order()[i]`. Neighbours get near numbers, which makes the file smaller.
   */
  order(): Uint32Array {
    return this.#owned.handle.order();
  }

  /**
   * Does about `work` passages' worth of the build; call it until `finished`. Training the codes is one slice of
   * its own, about a second at 384 dimensions.
   * @throws LeannError `invalid-argument` when there are no vectors, or too few bytes a passage were asked for.
   */
  step(work = 256): BuildStep {
    const { phase, done, total } = unwrap(this.#owned.handle.step(work));
    return { phase: PHASES[phase] ?? 'calibrate', done, total, finished: phase === PHASE_DONE };
  }

  /**
   * The index, once; the builder and its vectors are freed.
   * @param cacheBytes most bytes of vectors to keep for later searches. Default 0.
   */
  finish(cacheBytes = 0): CoreIndex {
    const index = new CoreIndex(this.#core, unwrap(this.#owned.handle.finish()), cacheBytes);
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

  constructor(core: Core, handle: IndexHandle, cacheBytes: number) {
    this.#core = core;
    this.#owned = new Owned(core, handle, 'index');
    try {
      unwrap(handle.setCache(Math.min(cacheBytes, MOST_BYTES)));
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** With the removed ones. */
  get size(): number {
    return this.#owned.handle.size();
  }

  /** How many nodes were removed and are still there. */
  get removed(): number {
    return this.#owned.handle.removed();
  }

  get dimension(): number {
    return this.#owned.handle.dimension();
  }

  get metric(): Metric {
    return this.#owned.handle.isL2() ? 'l2' : 'ip';
  }

  /** Of `encode()`, by part, but for removed nodes. */
  bytes(): IndexBytes {
    return unwrap(this.#owned.handle.bytes());
  }

  cache(): CacheCounts {
    const { bytes, entries, pinned } = this.#owned.handle.cache();
    return { bytes, entries, pinned };
  }

  /**
   * Links in new nodes `size`, `size + 1`, …, all or none. What the codes of the old nodes decode to stands in for
   * their vectors, so nothing is recomputed. Cached vectors stay. Decoding all codes takes about 2 µs a node, linking
   * and coding about 0.1 ms a vector (natively).
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`.
   */
  insert(vectors: readonly Float32Array[]): void {
    unwrap(this.#owned.handle.insert(packed(vectors, this.dimension, 'insert')));
  }

  /**
   * Removes nodes, all or none: from now on they are neither recomputed nor found, and their cached vectors are gone.
   * Searches still pass through them. What was removed before stays so.
   * @throws LeannError `invalid-argument` for a node that there is not.
   */
  remove(nodes: Uint32Array): void {
    unwrap(this.#owned.handle.remove(nodes));
  }

  /** The removed nodes, ascending. */
  removedNodes(): Uint32Array {
    return this.#owned.handle.removedNodes();
  }

  /** O(1). */
  drift(): CoreDrift {
    const { due, ...figures } = this.#owned.handle.drift();
    return { ...figures, due: DUES[due] ?? 'nothing' };
  }

  /**
   * Drops the removed nodes; the others keep their order. Graph and codes are mended around them from codes alone;
   * cached vectors stay. Searches under way go on as they began. O(size).
   * @returns the old numbers of the nodes by their new ones, ascending.
   * @throws LeannError `invalid-argument` where nothing would be left; `out-of-memory`.
   */
  compact(): Uint32Array {
    return unwrap(this.#owned.handle.compact());
  }

  /**
   * @param allowed one bit a node, the lowest of a byte first: whether it may be recomputed and found. Default: all.
   * @throws LeannError `invalid-argument`, `dimension-mismatch`, `not-finite`, `zero-vector`.
   */
  search(query: Float32Array, options: CoreSearchOptions, allowed?: Uint8Array): CoreSearch {
    const handle = unwrap(this.#owned.handle.search(query, searchNumbers(options), allowed));
    return new CoreSearch(this.#core, handle, this.dimension);
  }

  /**
   * The index file, a copy. The same index, origin and attachments, without cached vectors, give the same bytes
   * everywhere.
   * @throws LeannError `invalid-argument` for the name of an attachment.
   */
  encode({ cacheBytes = 0, origin = UNKNOWN, attachments = new Map() }: EncodeOptions = {}): Uint8Array {
    const record = { ...origin, commit: bytesOfHex(origin.commit), corpus: bytesOfHex(origin.corpus) };
    return unwrap(
      this.#owned.handle.encode(
        Math.min(cacheBytes, MOST_BYTES),
        record,
        [...attachments.keys()],
        [...attachments.values()],
      ),
    );
  }

  free(): void {
    this.#owned.free();
  }
}

/**
 * One query: `while (!search.done) search.supply(await embed(search.wants()))`. It may be done from the start, where
 * all that it wants is cached. Outlives its index.
 */
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

  /**
   * These nodes turned out not to be what they were when the index was made: from now on they are neither wanted nor
   * among the hits. What is wanted may change with it.
   * @throws LeannError `invalid-argument` for a node that there is not.
   */
  exclude(nodes: Uint32Array): void {
    unwrap(this.#owned.handle.exclude(nodes));
  }

  /** The best known so far, at most k. */
  hits(): CoreHits {
    const { ids, distances, exact } = unwrap(this.#owned.handle.hits());
    return { ids, scores: distances.map((distance) => -distance), exact };
  }

  /** Ends the search early; `hits` are then the last. */
  stop(): void {
    this.#owned.handle.stop();
  }

  stats(): CoreStats {
    const { strategy, ended, ...counts } = this.#owned.handle.stats();
    return { ...counts, strategy: strategyNamed(strategy), ended: ENDS[ended] };
  }

  free(): void {
    this.#owned.free();
  }
}
