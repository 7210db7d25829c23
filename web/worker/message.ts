// The messages between two threads. The services that they offer each other are in services.ts.

import type { LeannErrorCode } from '../base/error.js';

/** `id` is chosen by the end that asks; all messages about one call or stream have the same. */
export type Message =
  /** Wants one `answer` or `failure`. */
  | { type: 'call'; id: number; service: number; method: string; input: unknown }
  /** Wants no answer. */
  | { type: 'tell'; service: number; method: string; input: unknown }
  /** Begins a stream; each `next` wants `answer`, `end` or `failure`; `leave` wants `end` or `failure`. */
  | { type: 'open'; id: number; service: number; method: string; input: unknown }
  | { type: 'next'; id: number }
  | { type: 'leave'; id: number }
  /** Aborts the signal of a call or stream; it still answers. */
  | { type: 'abort'; id: number }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'end'; id: number }
  | { type: 'failure'; id: number; error: WireError }
  /** A `failure` after which the worker cannot continue: it has to be replaced. */
  | { type: 'crashed'; id: number; error: WireError };

/** An error on its way. */
export interface WireError {
  name: string;
  message: string;
  /** Of a LeannError. */
  code?: LeannErrorCode;
  /** Message of its cause. */
  cause?: string;
  /** It is the reason that the call's own signal was aborted with. */
  aborted?: true;
  /** Number of the thrown value, at the end where it was thrown first. */
  thrown: number;
  /** Whether that is the end that this is sent to. */
  returned: boolean;
}

/** Stands for a service of the end that sent it. */
export interface Reference<Service> {
  readonly number: number;
  /** Never there: it ties the type to the service. */
  readonly service?: Service;
}

/** An answer, alone or with buffers that are transferred to the other end instead of being copied. */
export type Answer<Output> = Output | Transferred<Output>;

export class Transferred<Output> {
  constructor(
    readonly value: Output,
    readonly buffers: Transferable[],
  ) {}
}
