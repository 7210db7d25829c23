// Compressed bytes with their size in front; reading never unpacks more than that.

import { streamOf } from './byte-stream.js';
import { LeannError } from './error.js';

/** Deflate makes at most 1,032 bytes of one. */
const MOST_RATIO = 1032;

/** The most that is unpacked at all. */
const MOST_BYTES = 2 ** 30;

/** `u32` little-endian: the number of bytes; then the bytes in raw deflate (RFC 1951). */
export async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length > MOST_BYTES) {
    throw new LeannError('invalid-argument', `leann: cannot export ${bytes.length} bytes: that is too much`);
  }
  const packed = streamOf(bytes).pipeThrough(new CompressionStream('deflate-raw'));
  const body = new Uint8Array(await new Response(packed).arrayBuffer());
  const all = new Uint8Array(4 + body.length);
  new DataView(all.buffer).setUint32(0, bytes.length, true);
  all.set(body, 4);
  return all;
}

/** Reverses {@link deflated}. Errors: `corrupt`, before more memory is taken than the bytes could need. */
export async function inflated(bytes: Uint8Array<ArrayBuffer>, what: string): Promise<Uint8Array> {
  const corrupt = (reason: string, cause?: unknown) =>
    new LeannError('corrupt', `leann: cannot read ${what}: ${reason}`, { cause });
  if (bytes.length < 4) throw corrupt('it is cut short');
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (size > MOST_BYTES || size > MOST_RATIO * (bytes.length - 4)) throw corrupt('its size cannot be true');
  const all = new Uint8Array(size);
  let filled = 0;
  const stream = streamOf(bytes.subarray(4)).pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > size) throw corrupt('there is more of it than it says');
      all.set(value, filled);
      filled += value.length;
    }
  } catch (cause) {
    await reader.cancel().catch(() => undefined);
    throw cause instanceof LeannError ? cause : corrupt('it cannot be unpacked', cause);
  }
  if (filled < size) throw corrupt('there is less of it than it says');
  return all;
}
