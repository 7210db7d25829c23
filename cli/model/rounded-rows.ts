// Rows of floats as integers times a scale.
import { shortFloat } from './short-float.js';

/** Each row of `width` values as integers of at most `most`, times a scale. */
export function codes(
  data: Float32Array,
  width: number,
  scaleOf: (row: Float32Array, number: number) => number,
  most = 127,
): [Float32Array, Int8Array] {
  const scales = new Float32Array(data.length / width);
  const rounded = new Int8Array(data.length);
  scales.forEach((_, r) => {
    const row = data.subarray(r * width, (r + 1) * width);
    const scale = shortFloat(scaleOf(row, r)) || 1;
    scales[r] = scale;
    row.forEach((value, i) => {
      rounded[r * width + i] = Math.max(-most, Math.min(most, Math.round(value / scale)));
    });
  });
  return [scales, rounded];
}

/** The largest magnitude. */
export function peakOf(row: Float32Array): number {
  return row.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
}

/** The root of the mean square. */
export function deviation(row: Float32Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length);
}
