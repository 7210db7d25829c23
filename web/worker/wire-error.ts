// Errors on their way to another thread, and back.

import { LeannError } from '../base/error.js';
import type { WireError } from './message.js';

/** Number of thrown values that are remembered in case they come back. */
const REMEMBERED = 64;

/** Turns errors into messages and messages into errors; an error that comes back to where it was thrown is the same value again. */
export class ErrorCarrier {
  readonly #thrown = new Map<number, unknown>();
  readonly #foreign = new WeakMap<object, number>();
  #count = 0;

  /** `signal` is that of the call that failed. */
  pack(error: unknown, signal: AbortSignal): WireError {
    const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
    const foreign = typeof error === 'object' && error !== null ? this.#foreign.get(error) : undefined;
    return {
      name,
      message,
      ...(error instanceof LeannError && { code: error.code }),
      ...(cause !== undefined && { cause: cause instanceof Error ? cause.message : String(cause) }),
      ...(signal.aborted && error === signal.reason && { aborted: true }),
      thrown: foreign ?? this.#remember(error),
      returned: foreign !== undefined,
    };
  }

  /** `signal` is that of the call that failed. */
  unpack(wire: WireError, signal: AbortSignal | undefined): unknown {
    if (wire.aborted && signal?.aborted) return signal.reason;
    if (wire.returned && this.#thrown.has(wire.thrown)) return this.#thrown.get(wire.thrown);
    const error = made(wire);
    this.#foreign.set(error, wire.thrown);
    return error;
  }

  #remember(error: unknown): number {
    const number = this.#count++;
    this.#thrown.set(number, error);
    this.#thrown.delete(number - REMEMBERED);
    return number;
  }
}

function made({ name, message, code, cause }: WireError): Error {
  const options = cause === undefined ? {} : { cause: new Error(cause) };
  if (code !== undefined) return new LeannError(code, message, options);
  if (name === 'AbortError') return new DOMException(message, name);
  return Object.assign(new Error(message, options), { name });
}
