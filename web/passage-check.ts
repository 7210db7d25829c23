// A short check of a passage's text: tells whether it is still what its vector was made of.

/** CRC-32C (Castagnoli), bits reflected. */
const POLYNOMIAL = 0x82f63b78;

const encoder = new TextEncoder();
let table: Uint32Array | undefined;

/** The low 16 bits of the CRC-32C of the text in UTF-8. A changed text has the same check with a chance of 1 in 65,536. */
export function checkOf(text: string): number {
  table ??= crcTable();
  let crc = 0xffffffff;
  for (const byte of encoder.encode(text)) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc & 0xffff;
}

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value;
  });
}
