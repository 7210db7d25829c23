// CRC-32: ties bytes to the manifest that was committed with them.
// Not a digest of crypto.subtle, which pages without https do not have.

/** CRC-32 (ISO 3309) of the bytes, as an unsigned 32-bit number. */
export const crc32 = checksum(0xedb88320);

/** CRC-32C (Castagnoli) of the bytes, as the index file has it. */
export const crc32c = checksum(0x82f63b78);

/** CRC-32 of an array's bytes as they lie in memory. */
export function crc32Of({ buffer, byteOffset, byteLength }: ArrayBufferView): number {
  return crc32(new Uint8Array(buffer, byteOffset, byteLength));
}

/** By a polynomial with its bits reflected. */
function checksum(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
  return (bytes) => {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
    return ~crc >>> 0;
  };
}
