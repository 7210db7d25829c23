// How many threads embed with our own encoder.
import { isNode } from '../base/platform.js';

/** Unless more are asked for. */
const MOST_THREADS = 4;
/** What copies may take together, unless they are asked for. */
const MOST_COPIED_BYTES = 2 ** 27;
/** Gigabytes of memory up to which there are no copies, unless they are asked for. */
const SMALL_MEMORY = 2;

/** What a browser says of its device; some do not say the second. */
export interface Device {
  hardwareConcurrency: number;
  /** Gigabytes. */
  deviceMemory?: number;
}

/**
 * Threads for an encoder that takes so many bytes; each but the first has a copy of it. `asked`: the option `numThreads`. In Node there
 * is one: the command line has threads of its own.
 */
export function threadsFor(asked: number | undefined, bytes: number): number {
  if (isNode()) return 1;
  return asked ?? defaultThreads(navigator, bytes);
}

/** Two, or one for every two processors, as far as memory goes: the page and others need some, and two may be one core. */
export function defaultThreads({ hardwareConcurrency, deviceMemory }: Device, bytes: number): number {
  if (deviceMemory !== undefined && deviceMemory <= SMALL_MEMORY) return 1;
  const wanted = Math.max(2, hardwareConcurrency >> 1);
  const copies = Math.floor(MOST_COPIED_BYTES / bytes);
  return Math.min(hardwareConcurrency, wanted, MOST_THREADS, 1 + copies);
}
