// Rounds the rows of tokens: the more often a token occurs, the more bits has its row.
import { codes, deviation, peakOf } from './rounded-rows.js';
import type { SeldomTokens } from './seldom-tokens.js';
import type { TokenTable } from './tokens-file.js';

/** Bits of entropy of a value in the row of the token MIDDLE_ID, and how many less when ids double. */
const MIDDLE_BITS = 4.27;
const MIDDLE_ID = 11_000;
const BITS_PER_OCTAVE = 0.5;
const MOST_TOKEN_BITS = 6.5;
/** The same for letters of foreign scripts. */
const FOREIGN_BITS = 2;
/** Values with a deviation of so many steps have codes with an entropy of 1 bit more than log2 of that: sqrt(2 pi e). */
const ENTROPY_STEPS = 4.133;

export interface TokenSource {
  modelHash: string;
  hidden: number;
  /** Row-major [tokens, hidden]. */
  embeddings: Float32Array;
  /** Default: none. */
  seldom?: SeldomTokens | undefined;
}

/** The rows of all tokens. */
export function tokenTable({ modelHash, hidden, embeddings, seldom }: TokenSource): TokenTable {
  const [scales, rows] = codes(embeddings, hidden, (row, id) =>
    tokenScale(row, seldom?.foreign.has(id) ? FOREIGN_BITS : bitsOf(id)),
  );
  const ids = [...scales.keys()];
  return { modelHash, hidden, ids, scales, rows };
}

/** By how often the token occurs: vocabularies begin with what is frequent. */
function bitsOf(id: number): number {
  const octaves = Math.log2(Math.max(id, 1) / MIDDLE_ID);
  return Math.min(MOST_TOKEN_BITS, MIDDLE_BITS - BITS_PER_OCTAVE * octaves);
}

/** With which the codes of a row have that entropy. */
function tokenScale(row: Float32Array, bits: number): number {
  return Math.max((deviation(row) * ENTROPY_STEPS) / 2 ** bits, peakOf(row) / 127);
}
