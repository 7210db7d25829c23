// Floats that pack well.

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The nearest float with 8 bits of mantissa: half of its bytes are zeros. For scales, whose rounding codes make up for. */
export function shortFloat(value: number): number {
  float[0] = value;
  bits[0] = ((bits[0] ?? 0) + 0x7fff) & 0xffff0000;
  return float[0] ?? 0;
}
