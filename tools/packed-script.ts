// Files packed into scripts, for bundlers that copy no other files.

import { deflateRawSync } from 'node:zlib';

/**
 * A script whose default export web/base/packed-file.ts unpacks. Deflated and in base64, it takes hardly more than the file,
 * once a server compresses it.
 */
export function packedScript(bytes: Uint8Array): string {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  const packed = Buffer.concat([size, deflateRawSync(bytes, { level: 9 })]);
  return `export default '${packed.toString('base64')}';\n`;
}
