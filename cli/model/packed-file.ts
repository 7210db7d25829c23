// How the files of our own encoder are packed (docs/encoder.md).
import { constants, gzipSync } from 'node:zlib';

/**
 * A file of these parts. Rounded weights do not repeat themselves: without a search for what does, whose finds are by chance, they
 * take a hundredth less, half a percent above their entropy.
 */
export function packedFile(magic: string, version: number, parts: readonly ArrayBufferView[]): Uint8Array {
  const body = Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  const start = Buffer.alloc(12);
  start.write(magic, 'latin1');
  start.writeUInt32LE(version, 8);
  const packed = gzipSync(body, { level: 9, memLevel: 9, strategy: constants.Z_HUFFMAN_ONLY });
  return Buffer.concat([start, packed]);
}
