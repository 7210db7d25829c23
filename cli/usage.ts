// What the command line takes, and the error for what it does not.

export const USAGE = `leann-web: search by meaning on a site of plain files

  leann-web build <source> --out DIR [--title NAME] [--model DIR] [--dtype int8|fp16|fp32]
                  [--preset small|balanced|accurate | --bytes-per-passage N] [--max-tokens N]
                  [--cache DIR] [--index-only]
      Publishes documents: writes a folder that any web server can offer, under any path. <source> is a folder, a
      pattern such as 'docs/**/*.md' (in quotes), or a file of JSON lines, {"id", "text", "title"?} each ("_id" is taken
      too). Markdown, HTML, text and PDF are read; the id of a document is its path in the folder.
      What was embedded for that folder before is not embedded again; it is kept in --cache (.leann-cache).
      The model is all-MiniLM-L6-v2 unless the folder of another is named. The smaller the index, the more a search has
      to recompute. --index-only leaves out model, scripts and WASM.
  leann-web serve <folder> [--port 8080] [--isolated]
      Serves a published folder and a page to try it with, or a site that holds one. --isolated sends the headers that let the page use threads.
  leann-web search <folder> <query> [-k 10] [--model DIR]
                   [--confidence 0.95] [--max-recomputes 256] [--budget-ms N]
      Prints the passages nearest to the query. <folder> may be a URL too.
      Ends when the recall aimed at can be expected, so many passages were recomputed, or the time is up.
  leann-web info <folder>
      Prints what is published there.
  leann-web verify <folder>
      Reads all of it, and prints what is not as it was published.

  --json   one JSON value on the standard output, for programs (not of serve)
  --help   this text

Exit codes: 0 done, 1 it went wrong, or something is damaged, 2 it was called wrongly.
`;

/** The command line was wrong; it is answered with the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
