// Where the rows of tokens are that our own encoder needs, if they are not all in one file (docs/encoder.md).

export interface TokenFiles {
  /** Path in the model's folder of the shards, with `/` at the end. */
  folder: string;
  /** Ids of a shard: shard `n` has the rows of ids from `n * rowsPerShard` on. */
  rowsPerShard: number;
  /** For each shard, the first 20 hexadecimal digits of its SHA-256, which are also its name, before `.bin`. */
  shards: readonly string[];
}

/** What the file says. Throws an Error that says what is wrong with it. */
export function tokenFilesOf(json: object): TokenFiles {
  const { folder, rowsPerShard, shards } = json as Partial<TokenFiles>;
  const isRight =
    typeof folder === 'string' &&
    Number.isSafeInteger(rowsPerShard) &&
    (rowsPerShard ?? 0) > 0 &&
    Array.isArray(shards) &&
    shards.every((name) => typeof name === 'string' && /^[0-9a-f]{20}$/.test(name));
  if (isRight) return json as TokenFiles;
  throw new Error('it does not name shards of tokens');
}
