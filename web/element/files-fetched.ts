// How much has been fetched of files that come side by side.

import type { LoadProgress } from '../embed/file-source.js';

export class FilesFetched {
  readonly #files = new Map<string, LoadProgress>();

  /** What has come of a file, in place of what had come before. */
  add(progress: LoadProgress): void {
    this.#files.set(progress.file, progress);
  }

  clear(): void {
    this.#files.clear();
  }

  /** Bytes, of all files together. */
  get loaded(): number {
    return this.#sum(({ loaded }) => loaded);
  }

  /** Bytes, as far as files say how many they have. */
  get total(): number {
    return this.#sum(({ loaded, total = loaded }) => total);
  }

  #sum(bytesOf: (progress: LoadProgress) => number): number {
    let sum = 0;
    for (const progress of this.#files.values()) sum += bytesOf(progress);
    return sum;
  }
}
