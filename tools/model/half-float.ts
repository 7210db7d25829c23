// IEEE half-precision floats, as model weights and stored vectors use them, widened to 32 bits.

/** Widens little-endian half floats. The result is exact: every half is a float. */
export function widenHalfFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = table();
  const values = new Float32Array(bytes.byteLength >> 1);
  for (let i = 0; i < values.length; i++) values[i] = wide[view.getUint16(2 * i, true)] ?? 0;
  return values;
}

let widened: Float32Array | undefined;

function table(): Float32Array {
  widened ??= Float32Array.from({ length: 65536 }, (_, half) => widen(half));
  return widened;
}

function widen(half: number): number {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
