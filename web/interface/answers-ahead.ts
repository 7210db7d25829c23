// What a page has asked for before it opens an index.

export interface AnswersAhead {
  /**
   * The answer to a request for this address that was made already; undefined if there was none. To each it is given once: it is
   * the caller's to read.
   */
  take(url: string): Promise<Response> | undefined;
}
