// The fields of ONNX's messages, which are protocol buffers.

/** The fields of a message that are messages, texts or bytes. Throws an Error if they are not. */
export function messagesIn(bytes: Uint8Array): [field: number, content: Uint8Array][] {
  const reader = new FieldReader(bytes);
  const messages: [number, Uint8Array][] = [];
  for (let found = reader.next(); found !== undefined; found = reader.next()) {
    if (found.content !== undefined) messages.push([found.field, found.content]);
  }
  return messages;
}

/** Reads protocol buffers, as far as it takes to get from field to field. */
class FieldReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  next(): { field: number; content: Uint8Array | undefined } | undefined {
    if (this.#at >= this.bytes.length) return undefined;
    const tag = this.#varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        this.#varint();
        return { field, content: undefined };
      case 1:
        this.#take(8);
        return { field, content: undefined };
      case 2:
        return { field, content: this.#take(this.#varint()) };
      case 5:
        this.#take(4);
        return { field, content: undefined };
      default:
        throw new Error('it is no ONNX model, or damaged');
    }
  }

  #take(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.bytes.length) throw new Error('it is no ONNX model, or cut off');
    return this.bytes.subarray(start, this.#at);
  }

  /** Beyond 2^53 not exact, which only negative values are. */
  #varint(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined || shift > 2 ** 63) throw new Error('it is no ONNX model, or cut off');
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
}
