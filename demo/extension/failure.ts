// Why something failed: the kind of it, for which people are told what to do, and the reason in the library's own words.

export type Fault =
  /** A file of the extension is not what it should be. */
  | 'damaged'
  | 'memory'
  /** The browser gives no more room on the disk. */
  | 'room';

export interface Failure {
  reason: string;
  /** Missing where it is of no kind that people could do something about. */
  fault?: Fault;
}

/** A failure that another part of the extension told of. */
export class ToldError extends Error {
  readonly fault: Fault | undefined;

  constructor({ reason, fault }: Failure) {
    super(reason);
    this.fault = fault;
  }
}

export function failureOf(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, ...(error instanceof ToldError && error.fault && { fault: error.fault }) };
}
