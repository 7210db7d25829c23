// The options of building. Their defaults stand in src/index/build_params.h, but for `numbering`.

import { LeannError } from '../base/error.js';
import { type Check, fraction, given, integer, MOST, oneOf } from './option-checks.js';

/** `ip`: inner product (cosine, for unit vectors). `l2`: Euclidean distance. */
export type Metric = 'ip' | 'l2';

/**
 * How the graph is pruned. `hubs`: high-degree-preserving (LEANN, Algorithm 3). `none`: HNSW level 0 as built.
 */
export type Pruning = 'none' | 'hubs' | ExperimentalPruning;

/**
 * For comparing methods. `random`: edges dropped at random. `small-m`: HNSW built with few links.
 * @experimental May change or go with any release.
 */
export type ExperimentalPruning = 'random' | 'small-m';

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
   * Most bytes that the index may take a passage, everything in it counted but its words, at least 1; codes are made as long as that
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
   * `'as-added'`, so that the numbers are right for a caller that does not ask for the order. (C++ has the default
   * `'local'`.)
   */
  numbering?: Numbering;
  /**
   * Pieces of about equal size that the index is built in, each of passages that are near each other and with a graph of its
   * own, so that it can be published cluster by cluster; 0 to 65,535, and no more than there are passages (or groups of
   * `CoreBuilder.group`). Nodes are numbered cluster by cluster, whatever `numbering` says, and in each as it says:
   * `CoreBuilder.order` must be asked. Default 0, one piece.
   */
  clusters?: number;
  /** Draws levels, samples and centroids; an integer from 0. Default 1. */
  seed?: number;
}

const CHECKS: { [Name in keyof BuildOptions]-?: Check } = {
  metric: oneOf<Metric>('ip', 'l2'),
  M: integer,
  efConstruction: integer,
  pruning: oneOf<Pruning>('none', 'hubs', 'random', 'small-m'),
  hubLinks: integer,
  links: integer,
  hubFraction: fraction,
  preset: oneOf<Preset>('small', 'balanced', 'accurate'),
  bytesPerPassage: (name, value) => {
    if (!(typeof value === 'number' && value >= 1 && value <= MOST))
      throw invalid(`${name} ${value}: it must be at least 1`);
  },
  rotation: oneOf<Rotation>('learned', 'random'),
  rows: integer,
  subspaces: integer,
  bits: integer,
  prediction: oneOf<Prediction>('none', 'neighbors'),
  lengthBits: oneOf(0, 4),
  numbering: oneOf<Numbering>('as-added', 'local'),
  clusters: integer,
  seed: integer,
};

/**
 * The options as the core takes them: those that are given, and the numbering, of which the core on its own has
 * another default.
 * @throws LeannError `invalid-argument`; the core checks the ranges beyond.
 */
export function checkedBuildOptions(options: BuildOptions): BuildOptions {
  const checked = given(options, CHECKS);
  const { bytesPerPassage, preset, subspaces } = checked;
  if (bytesPerPassage !== undefined) {
    const other = preset !== undefined ? 'preset' : subspaces !== undefined ? 'subspaces' : undefined;
    if (other) throw invalid(`bytesPerPassage ${bytesPerPassage}: ${other} says already how long codes are`);
  }
  return { numbering: 'as-added', ...checked };
}

function invalid(what: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot use ${what}`);
}
