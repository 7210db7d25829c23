// The options of building, their defaults, and the numbers that the core knows them by.

import { LeannError } from '../base/error.js';
import { choice, choiceOrAuto, fraction, integer, NO_LIMIT } from './option-numbers.js';

/** `ip`: inner product (cosine, for unit vectors). `l2`: Euclidean distance. */
export type Metric = 'ip' | 'l2';

/**
 * How the graph is pruned. `hubs`: high-degree-preserving (LEANN, Algorithm 3). `random` and `small-m`: the paper's
 * comparisons. `none`: HNSW level 0 as built.
 */
export type Pruning = 'none' | 'hubs' | 'random' | 'small-m';
export type Numbering = 'as-added' | 'local';

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

const METRICS: readonly Metric[] = ['ip', 'l2'];
const NUMBERINGS: readonly Numbering[] = ['as-added', 'local'];
const PRUNINGS: readonly Pruning[] = ['none', 'hubs', 'random', 'small-m'];
const ROTATIONS: readonly Rotation[] = ['learned', 'random'];
const PRESETS: readonly Preset[] = ['small', 'balanced', 'accurate'];
const PREDICTIONS: readonly Prediction[] = ['none', 'neighbors'];
const LENGTH_BITS: readonly number[] = [0, 4];

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
