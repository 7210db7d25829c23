// The part of protocol buffers that writing an ONNX file takes: messages of varints, floats, strings and bytes.

/** Builds one message. Large byte fields are kept by reference, so a 90 MB model is not copied level by level. */
export class Message {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** Adds an integer field (int32, int64, enum). */
  integer(field: number, value: number | bigint): this {
    this.push(varint(BigInt(field) << 3n));
    return this.push(varint(BigInt.asUintN(64, BigInt(value))));
  }

  /** Adds a 32-bit float field. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.push(varint((BigInt(field) << 3n) | 5n));
    return this.push(bytes);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.delimited(field, value.length);
    return this.push(value);
  }

  /** Adds a nested message. */
  message(field: number, value: Message): this {
    this.delimited(field, value.length);
    for (const chunk of value.chunks) this.push(chunk);
    return this;
  }

  /** The message's encoding, as pieces to be written one after another. */
  encode(): readonly Uint8Array[] {
    return this.chunks;
  }

  private delimited(field: number, length: number): void {
    this.push(varint((BigInt(field) << 3n) | 2n));
    this.push(varint(BigInt(length)));
  }

  private push(bytes: Uint8Array): this {
    this.chunks.push(bytes);
    this.length += bytes.length;
    return this;
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
