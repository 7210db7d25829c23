// How many vectors an index keeps.

import { LeannError } from '../base/error.js';
import type { OpenOptions } from '../interface/open-options.js';

const CACHE_BYTES = 4 * 2 ** 20;

/** How many bytes of vectors are kept in memory, and how many are saved. */
export interface CacheSettings {
  bytes: number;
  saved: number;
}

type CacheOptions = Pick<OpenOptions, 'cacheBytes' | 'savedCacheBytes'>;

/** The options with their defaults. Errors: `invalid-argument`. */
export function cacheSettings({
  cacheBytes = CACHE_BYTES,
  savedCacheBytes = 0,
}: CacheOptions): CacheSettings {
  for (const [name, value] of Object.entries({ cacheBytes, savedCacheBytes })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new LeannError(
      'invalid-argument',
      `leann: cannot open index with ${name} ${value}: it must be an integer from 0`,
    );
  }
  return { bytes: cacheBytes, saved: savedCacheBytes };
}
