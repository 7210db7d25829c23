// Half-precision floats in files, as model weights and stored vectors use them.

import { fromHalves } from '../../web/base/half-float.js';

/** Widens little-endian half floats. The result is exact: every half is a float. */
export function widenHalfFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const halves = new Uint16Array(bytes.byteLength >> 1);
  for (let row = 0; row < halves.length; row++) halves[row] = view.getUint16(2 * row, true);
  return fromHalves(halves);
}
