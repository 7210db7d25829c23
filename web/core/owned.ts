// Handles of WASM objects: made, counted while they live, and freed.

import { LeannError, type LeannErrorCode } from '../base/error.js';
import type { Failure, Handle } from './handles.js';

/** Where handles come from. */
export interface HandleCount {
  /** Handles that were made and not freed yet: 0 when nothing leaks. */
  liveHandles: number;
}

/** Owns one handle; counts it while it lives. */
export class Owned<H extends Handle> {
  #handle: H | undefined;
  readonly #count: HandleCount;
  readonly #what: string;

  constructor(count: HandleCount, handle: H, what: string) {
    this.#count = count;
    this.#handle = handle;
    this.#what = what;
    count.liveHandles += 1;
  }

  get handle(): H {
    if (!this.#handle) throw new LeannError('closed', `leann: cannot use this ${this.#what}: it was freed`);
    return this.#handle;
  }

  free(): void {
    if (!this.#handle) return;
    this.#handle.delete();
    this.#handle = undefined;
    this.#count.liveHandles -= 1;
  }
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** The value, or its failure thrown as the error it stands for. */
export function unwrap<T>(value: T | Failure): T {
  if (isFailure(value)) throw new LeannError(value.code as LeannErrorCode, value.message);
  return value;
}
