// The options of building and searching, their defaults, and the numbers that the core knows them by.
import { LeannError } from '../error.js';

/** `ip`: inner product (cosine, for unit vectors). `l2`: Euclidean distance. */
export type Metric = 'ip' | 'l2';

/**
 * How the graph is pruned. `hubs`: high-degree-preserving (LEANN, Algorithm 3). `random` and `small-m`: the paper's
 * comparisons. `none`: HNSW level 0 as built.
 */
export type Pruning = 'none' | 'hubs' | 'random' | 'small-m';

/**
 * `rerank`: rank all passages by code, recompute the best, let the graph raise what lies near good ones.
 * `two-level`: LEANN, Algorithm 2. `best-first`: HNSW search on level 0, recomputing every passage met.
 */
export type SearchStrategy = 'rerank' | 'two-level' | 'best-first';

/** See {@link BuildOptions.rotation}. */
export type Rotation = 'learned' | 'random';

export interface BuildOptions {
  /** Default `ip`. */
  metric?: Metric;
  /** HNSW links a passage in the first pass, 2 to 512. Default 16. */
  M?: number;
  /** Candidate list while building, 1 to 65,535. Default 128. */
  efConstruction?: number;
  /** Default `hubs`. */
  pruning?: Pruning;
  /** Algorithm 3's M: links of a hub, and the most that any passage keeps. Default 32. */
  hubLinks?: number;
  /** Algorithm 3's m: links that every other passage chooses, 1 to `hubLinks`. Default 6. */
  links?: number;
  /** Share of the passages, by degree, that are hubs; 0 to 1. Default 0.02. */
  hubFraction?: number;
  /**
   * The rotation in front of the codes. `random` is drawn from the seed and takes no bytes; `learned` takes
   * dimension² bytes and saves about a quarter of the code. Default: whichever makes the smaller index at equal
   * recall, so `learned` from 27 × (dimension + 256) passages on.
   */
  rotation?: Rotation;
  /** Subspaces of the code. Default dimension / 12 with 8 bits, dimension / 5 with 4. */
  subspaces?: number;
  /** Bits of a subspace's index, 4 or 8. Default 8 after a learned rotation, else 4. */
  bits?: 4 | 8;
  /** Draws levels, samples and centroids; an integer from 0. Default 1. */
  seed?: number;
}

export interface CoreSearchOptions {
  /** Hits wanted; at least 1. */
  k: number;
  /** Default `rerank`. */
  strategy?: SearchStrategy;
  /** `rerank`: passages recomputed. Walks: length of the result list. Raised to k. Default 64. */
  ef?: number;
  /** `two-level`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1. */
  ratio?: number;
  /** Passages asked for at a time. Default 16. */
  batchSize?: number;
  /** Most passages recomputed in all; 0 answers from the codes alone. Default: no limit. */
  maxRecomputes?: number;
}

const METRICS: readonly Metric[] = ['ip', 'l2'];
const PRUNINGS: readonly Pruning[] = ['none', 'hubs', 'random', 'small-m'];
const ROTATIONS: readonly Rotation[] = ['learned', 'random'];
const STRATEGIES: readonly SearchStrategy[] = ['rerank', 'two-level', 'best-first'];
const NO_LIMIT = 0xffffffff;

function choice<T extends string>(name: string, value: T, from: readonly T[]): number {
  const position = from.indexOf(value);
  if (position >= 0) return position;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use ${name} "${value}": it must be one of ${from.join(', ')}`,
  );
}

function integer(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= NO_LIMIT) return value;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use ${name} ${value}: it must be an integer from 0`,
  );
}

function fraction(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new LeannError('invalid-argument', `leann: cannot use ${name} ${value}: it must be 0 to 1`);
}

/** @throws LeannError `invalid-argument`; the core checks the ranges beyond. */
export function buildNumbers(options: BuildOptions): Record<string, number> {
  return {
    metric: choice('metric', options.metric ?? 'ip', METRICS),
    M: integer('M', options.M ?? 16),
    efConstruction: integer('efConstruction', options.efConstruction ?? 128),
    pruning: choice('pruning', options.pruning ?? 'hubs', PRUNINGS),
    hubLinks: integer('hubLinks', options.hubLinks ?? 32),
    links: integer('links', options.links ?? 6),
    hubFraction: fraction('hubFraction', options.hubFraction ?? 0.02),
    rotation: options.rotation === undefined ? 0 : choice('rotation', options.rotation, ROTATIONS) + 1,
    subspaces: integer('subspaces', options.subspaces ?? 0),
    bits: integer('bits', options.bits ?? 0),
    seed: integer('seed', options.seed ?? 1),
  };
}

/** @throws LeannError `invalid-argument`; the core checks the ranges beyond. */
export function searchNumbers(options: CoreSearchOptions): Record<string, number> {
  return {
    k: integer('k', options.k),
    strategy: choice('strategy', options.strategy ?? 'rerank', STRATEGIES),
    ef: integer('ef', options.ef ?? 64),
    ratio: fraction('ratio', options.ratio ?? 0.1),
    batchSize: integer('batchSize', options.batchSize ?? 16),
    maxRecomputes: integer('maxRecomputes', options.maxRecomputes ?? NO_LIMIT),
  };
}
