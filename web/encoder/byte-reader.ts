// Reads a stream of bytes into places of known size.

export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #piece = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** Fills `target`. Rejects with an Error if the stream ends before. */
  async fill(target: Uint8Array): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#piece.length === 0 && !(await this.#next())) throw new Error('it is cut short');
      const part = this.#piece.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
  }

  /** Rejects with an Error if there is more: what checks the whole has to be reached. */
  async end(): Promise<void> {
    if (this.#piece.length > 0 || (await this.#next())) throw new Error('there is more of it than it says');
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  async #next(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#reader.read().catch((cause) => {
        // What browsers say of it differs.
        throw new Error('it is damaged', { cause });
      });
      if (done) return false;
      if (value.length === 0) continue;
      this.#piece = value as Uint8Array<ArrayBuffer>;
      return true;
    }
  }
}
