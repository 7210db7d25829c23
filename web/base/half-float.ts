// Half precision (IEEE 754 binary16): how vectors are kept until they are linked. Browsers do not all have Float16Array.

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** The nearest half, ties to even, as its 16 bits. From 65,520 on infinity. */
function nearestHalf(value: number): number {
  float[0] = value;
  const bits = word[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14 a half counts in steps of 2^-24.
    const steps = Math.abs(value) * 2 ** 24;
    const below = Math.floor(steps);
    const rest = steps - below;
    return sign | (below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0));
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

function valueOfHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Each value rounded to the nearest half, as bits. */
export function toHalves(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let row = 0; row < halves.length; row++) halves[row] = nearestHalf(values[row] ?? 0);
  return halves;
}

let valuesOfHalves: Float32Array | undefined;

/** The values of halves; exact. Looked up in a table of 256 KiB, made at the first call. */
export function fromHalves(halves: Uint16Array): Float32Array {
  valuesOfHalves ??= Float32Array.from({ length: 65536 }, (_, half) => valueOfHalf(half));
  const values = new Float32Array(halves.length);
  for (let row = 0; row < values.length; row++) values[row] = valuesOfHalves[halves[row] ?? 0] ?? 0;
  return values;
}
