// What the command line takes, and the error for what it does not.

export const USAGE = `leann-web: search by meaning from an index that stores no vectors

  leann-web build <source> --model DIR --out DIR [--max-tokens N]
                  [--preset small|balanced|accurate | --bytes-per-passage N]
      Builds an index folder. <source> is a file of JSON lines, {"id", "text", "title"?} each ("_id" is
      taken too), or a folder of .txt and .md files. The smaller the index, the more a search has to recompute.
  leann-web search <index> <query> [-k 10] [--model DIR]
                   [--confidence 0.95] [--max-recomputes 256] [--budget-ms N]
      Prints the passages nearest to the query. The model is the one of the build unless another place is given.
      Ends when the recall aimed at can be expected, so many passages were recomputed, or the time is up.
  leann-web info <index>
      Prints what is in an index.

  --json   one JSON value on the standard output, for programs
  --help   this text

Exit codes: 0 done, 1 it went wrong, 2 it was called wrongly.
`;

/** The command line was wrong; it is answered with the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
