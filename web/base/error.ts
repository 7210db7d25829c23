// The one error type of the package, and the list of its codes.

/** Names what went wrong, for programs. The message says it for people. */
export type LeannErrorCode =
  /** An argument or option is outside what its documentation allows. */
  | 'invalid-argument'
  /** A vector's length is not the index's dimension. */
  | 'dimension-mismatch'
  /** A vector holds NaN or infinity. */
  | 'not-finite'
  /** A vector has length zero, so it has no direction. */
  | 'zero-vector'
  /** A document id is taken, in the index or in the same call. */
  | 'duplicate-id'
  | 'not-found'
  /** Bytes that are not an index, or a damaged index. */
  | 'corrupt'
  /** An intact file of a format version that this build does not read. */
  | 'unsupported-version'
  /** Bytes that are no image, or one that cannot be read here. */
  | 'unreadable-image'
  /** The index was built with another model, or other settings of it. */
  | 'embedder-mismatch'
  /** Model files are missing, unreadable or not what they should be. */
  | 'model-load'
  /** The model was loaded but could not embed. */
  | 'embedding-failed'
  /** There is no storage here (private mode, no IndexedDB). */
  | 'storage-unavailable'
  | 'storage-failed'
  | 'quota-exceeded'
  /** Another tab or process changed the stored index meanwhile. */
  | 'conflict'
  /** The browser removed stored data. */
  | 'evicted'
  /** The index is one that a site publishes: it can be searched and copied, not changed. */
  | 'read-only'
  /** Something could not be fetched: the network is down, or the server fails. */
  | 'network-failed'
  /** The object was closed or freed before. */
  | 'closed'
  | 'out-of-memory'
  /** The worker could not be started, or ended; what was not saved is lost. The next call starts another. */
  | 'worker-crashed'
  /** A defect of this library. */
  | 'internal';

/** Every error that leann-web throws by itself. Its message reads `leann: cannot <act> <value>: <reason>`. */
export class LeannError extends Error {
  readonly code: LeannErrorCode;

  constructor(code: LeannErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LeannError';
    this.code = code;
  }
}

/** The message of what was thrown, without the prefix of a {@link LeannError}. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^leann: /, '');
}
