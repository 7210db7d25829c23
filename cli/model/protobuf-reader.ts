// Reads protocol buffers' messages field by field, as far as an ONNX file needs it.

/** Integers as numbers; strings, bytes, messages and floats of 32 bits as their bytes. */
export type FieldValue = number | Uint8Array;

const WIRE = { varint: 0, eight: 1, bytes: 2, four: 5 } as const;

/** The fields of one message by number, each with its values in order. Throws an Error if it is not whole. */
export function readMessage(bytes: Uint8Array): ReadonlyMap<number, readonly FieldValue[]> {
  const fields = new Map<number, FieldValue[]>();
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = varint(cursor);
    const value = fieldValue(cursor, tag & 7);
    const field = Math.floor(tag / 8);
    const values = fields.get(field);
    if (values === undefined) fields.set(field, [value]);
    else values.push(value);
  }
  return fields;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function fieldValue(cursor: Cursor, wire: number): FieldValue {
  if (wire === WIRE.varint) return varint(cursor);
  if (wire === WIRE.four) return take(cursor, 4);
  if (wire === WIRE.eight) return take(cursor, 8);
  if (wire === WIRE.bytes) return take(cursor, varint(cursor));
  throw new Error('it is no ONNX file, or is damaged');
}

function take(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (length < 0 || end > cursor.bytes.length) throw new Error('it is cut short');
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

/** With its sign, as int64 fields have it. */
function varint(cursor: Cursor): number {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const [byte = 0] = take(cursor, 1);
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw new Error('it is no ONNX file, or is damaged');
}

/** The integers of a field that is repeated, packed or not. */
export function integersOf(values: readonly FieldValue[] = []): number[] {
  return values.flatMap((value) => {
    if (typeof value === 'number') return [value];
    const cursor = { bytes: value, at: 0 };
    const numbers: number[] = [];
    while (cursor.at < value.length) numbers.push(varint(cursor));
    return numbers;
  });
}

export function textOf(value: FieldValue | undefined): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : '';
}

export function bytesOf(value: FieldValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
