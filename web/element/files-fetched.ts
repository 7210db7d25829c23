// How much has been fetched of files that come side by side.

/** Bytes of a file that have come; `total` is undefined if the server does not say. */
interface Fetched {
  file: string;
  loaded: number;
  total: number | undefined;
}

export class FilesFetched {
  readonly #files = new Map<string, Fetched>();

  /** What has come of a file, in place of what had come before. */
  add(progress: Fetched): void {
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

  #sum(bytesOf: (progress: Fetched) => number): number {
    let sum = 0;
    for (const progress of this.#files.values()) sum += bytesOf(progress);
    return sum;
  }
}
