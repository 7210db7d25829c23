// How many threads the command line works in.

import { availableParallelism } from 'node:os';

/** Unless more are asked for: each that embeds takes some 300 MB. */
const MOST = 4;

/** Those that are wanted; default: one a processor, at most four. */
export function threadCount(wanted: number | undefined): number {
  return wanted ?? Math.min(MOST, availableParallelism());
}
