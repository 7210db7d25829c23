// The options of building and searching, their defaults, and the numbers that the core knows them by.
import { LeannError } from '../error.js';

/** `ip`: inner product (cosine, for unit vectors). `l2`: Euclidean distance. */
export type Metric = 'ip' | 'l2';

/**
 * How the graph is pruned. `hubs`: high-degree-preserving (LEANN, Algorithm 3). `random` and `small-m`: the paper's
 * comparisons. `none`: HNSW level 0 as built.
 */
export type Pruning = 'none' | 'hubs' | 'random' | 'small-m';
export type Numbering = 'as-added' | 'local';

/**
 * `scan`: rank all passages by code, recompute the best until it is likely enough that none is missed. `walk`: the
 * same, among those that a walk through the graph by codes meets. `auto`: whichever of the two costs less at the size
 * of the index. `two-level`: LEANN, Algorithm 2. `best-first`: HNSW search on level 0, recomputing every passage met.
 */
export type SearchStrategy = 'auto' | 'scan' | 'walk' | 'two-level' | 'best-first';

/** See {@link BuildOptions.preset}. */
export type Preset = 'small' | 'balanced' | 'accurate';

/** See {@link BuildOptions.rotation}. */
export type Rotation = 'learned' | 'random';

/** See {@link BuildOptions.prediction}. */
export type Prediction = 'none' | 'neighbors';

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
  /** Algorithm 3's m: links that every other passage chooses, 1 to `hubLinks`. Default 4. */
  links?: number;
  /** Share of the passages, by degree, that are hubs; 0 to 1. Default 0.02. */
  hubFraction?: number;
  /**
   * How long codes are: 1/24 (`small`), 1/16 (`balanced`) or 1/9.6 byte (`accurate`) a dimension, so 16, 24 or 40
   * bytes a passage at 384 dimensions. Longer codes need fewer recomputations for the same recall. Default `balanced`.
   */
  preset?: Preset;
  /**
   * Most bytes that the index may take a passage, everything in it counted, at least 1; codes are made as long as that
   * allows. Instead of `preset` and `subspaces`. A build that cannot keep to it ends with `invalid-argument`.
   * Default: no limit.
   */
  bytesPerPassage?: number;
  /**
   * The rotation in front of the codes. `random` is drawn from the seed and takes no bytes; `learned` is stored, and
   * makes codes tell more. Default: whichever is worth its bytes at the number of passages.
   */
  rotation?: Rotation;
  /** Dimensions that a learned rotation keeps, 1 to dimension. Default: chosen with the rotation. */
  rows?: number;
  /** Subspaces of the code. Default: what `preset` or `bytesPerPassage` comes to. */
  subspaces?: number;
  /** Bits of a subspace's index, 4 or 8. Default: chosen with the rotation. */
  bits?: 4 | 8;
  /**
   * What a code holds: the whole vector (`none`), or what the graph neighbours' vectors do not tell of it (`neighbors`,
   * inner product only). Default `neighbors` for `ip`, `none` for `l2`.
   */
  prediction?: Prediction;
  /** Bits kept a passage of the length that coding takes from its vector, 0 or 4. Default 4 for `ip`, 0 for `l2`. */
  lengthBits?: 0 | 4;
  /**
   * How nodes are numbered: in the order in which their vectors were added, or so that neighbours have near numbers,
   * which makes the file some 2.5 bytes a passage smaller; `CoreBuilder.order` then says which is which. Default
   * `'as-added'`.
   */
  numbering?: Numbering;
  /** Draws levels, samples and centroids; an integer from 0. Default 1. */
  seed?: number;
}

export interface CoreSearchOptions {
  /** Hits wanted; at least 1. */
  k: number;
  /** Default `auto`. */
  strategy?: SearchStrategy;
  /** `auto`, `scan`, `walk`: recall that is aimed at, 0 to 1. Default 0.95. */
  confidence?: number;
  /** `walk`: length of the list of candidates. `two-level`, `best-first`: of the results. Raised to k. Default 64. */
  ef?: number;
  /** `two-level`: share of the passages seen that are worth recomputing, above 0 to 1. Default 0.1. */
  ratio?: number;
  /** Passages asked for at a time. Default 16. */
  batchSize?: number;
  /**
   * Most passages recomputed in all; 0 answers from the codes alone. Default 256; no limit for `two-level` and
   * `best-first`.
   */
  maxRecomputes?: number;
}

const METRICS: readonly Metric[] = ['ip', 'l2'];
const NUMBERINGS: readonly Numbering[] = ['as-added', 'local'];
const PRUNINGS: readonly Pruning[] = ['none', 'hubs', 'random', 'small-m'];
const ROTATIONS: readonly Rotation[] = ['learned', 'random'];
const PRESETS: readonly Preset[] = ['small', 'balanced', 'accurate'];
const PREDICTIONS: readonly Prediction[] = ['none', 'neighbors'];
const LENGTH_BITS: readonly number[] = [0, 4];
const STRATEGIES: readonly SearchStrategy[] = ['auto', 'scan', 'walk', 'two-level', 'best-first'];
const NO_LIMIT = 0xffffffff;
/** Of the strategies that end by themselves when they are sure enough. */
const MAX_RECOMPUTES = 256;

function choice<T extends string | number>(name: string, value: T, from: readonly T[]): number {
  const position = from.indexOf(value);
  if (position >= 0) return position;
  throw new LeannError(
    'invalid-argument',
    `leann: cannot use ${name} "${value}": it must be one of ${from.join(', ')}`,
  );
}

/** 0, which leaves the choice to the core, or 1 and so on. */
function choiceOrAuto<T extends string | number>(
  name: string,
  value: T | undefined,
  from: readonly T[],
): number {
  return value === undefined ? 0 : choice(name, value, from) + 1;
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

/** 0 where there is no limit. Nothing else may say how long codes are. */
function bytesPerPassage(options: BuildOptions): number {
  const { bytesPerPassage: bytes, preset, subspaces } = options;
  if (bytes === undefined) return 0;
  const invalid = (reason: string) =>
    new LeannError('invalid-argument', `leann: cannot use bytesPerPassage ${bytes}: ${reason}`);
  if (!(bytes >= 1 && bytes <= NO_LIMIT)) throw invalid('it must be at least 1');
  if (preset !== undefined) throw invalid('preset says already how long codes are');
  if (subspaces !== undefined) throw invalid('subspaces says already how long codes are');
  return bytes;
}

/** @throws LeannError `invalid-argument`; the core checks the ranges beyond. */
export function buildNumbers(options: BuildOptions): Record<string, number> {
  return {
    metric: choice('metric', options.metric ?? 'ip', METRICS),
    M: integer('M', options.M ?? 16),
    efConstruction: integer('efConstruction', options.efConstruction ?? 128),
    pruning: choice('pruning', options.pruning ?? 'hubs', PRUNINGS),
    hubLinks: integer('hubLinks', options.hubLinks ?? 32),
    links: integer('links', options.links ?? 4),
    hubFraction: fraction('hubFraction', options.hubFraction ?? 0.02),
    preset: choice('preset', options.preset ?? 'balanced', PRESETS),
    bytesPerPassage: bytesPerPassage(options),
    rotation: choiceOrAuto('rotation', options.rotation, ROTATIONS),
    rows: integer('rows', options.rows ?? 0),
    subspaces: integer('subspaces', options.subspaces ?? 0),
    bits: integer('bits', options.bits ?? 0),
    prediction: choiceOrAuto('prediction', options.prediction, PREDICTIONS),
    lengths: choiceOrAuto('lengthBits', options.lengthBits, LENGTH_BITS),
    numbering: choice('numbering', options.numbering ?? 'as-added', NUMBERINGS),
    seed: integer('seed', options.seed ?? 1),
  };
}

/** @throws LeannError `invalid-argument`; the core checks the ranges beyond. */
export function searchNumbers(options: CoreSearchOptions): Record<string, number> {
  const { strategy = 'auto' } = options;
  const byDistance = strategy === 'two-level' || strategy === 'best-first';
  return {
    k: integer('k', options.k),
    strategy: choice('strategy', strategy, STRATEGIES),
    confidence: fraction('confidence', options.confidence ?? 0.95),
    ef: integer('ef', options.ef ?? 64),
    ratio: fraction('ratio', options.ratio ?? 0.1),
    batchSize: integer('batchSize', options.batchSize ?? 16),
    maxRecomputes: integer(
      'maxRecomputes',
      options.maxRecomputes ?? (byDistance ? NO_LIMIT : MAX_RECOMPUTES),
    ),
  };
}

/** The strategy of the core's number. */
export function strategyNamed(number: number): SearchStrategy {
  return STRATEGIES[number] ?? 'auto';
}
