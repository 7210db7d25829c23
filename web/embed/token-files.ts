// Where the rows of tokens are that our own encoder needs, if they are not all in one file (docs/encoder.md).

export interface TokenFiles {
  /** Path in the model's folder of the file that is read with the weights. */
  first: string;
  /** Path in the model's folder of the shards, with `/` at the end. */
  folder: string;
  /** Ids of a shard: shard `n` has the rows of ids from `n * rowsPerShard` on. */
  rowsPerShard: number;
  /** For each shard, the first hexadecimal digits of its SHA-256, which are also its name, before `.bin`. */
  shards: readonly string[];
}
