// CRC-32 (ISO 3309): ties bytes to the manifest that was committed with them.
// Not a digest of crypto.subtle, which pages without https do not have.

const POLYNOMIAL = 0xedb88320;

let table: Uint32Array | undefined;

/** CRC-32 of the bytes, as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array): number {
  table ??= crcTable();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** CRC-32 of an array's bytes as they lie in memory. */
export function crc32Of({ buffer, byteOffset, byteLength }: ArrayBufferView): number {
  return crc32(new Uint8Array(buffer, byteOffset, byteLength));
}

function crcTable(): Uint32Array {
  const values = new Uint32Array(256);
  for (let index = 0; index < values.length; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    values[index] = value;
  }
  return values;
}
