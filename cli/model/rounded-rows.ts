// Rows of floats as integers times a scale.
import { shortFloat } from './short-float.js';

/** The scale of a row, by its number. */
type ScaleOf = (row: Float32Array, number: number) => number;

/** Each row of `width` values as integers of at most 127, times a scale. */
export function codes(data: Float32Array, width: number, scaleOf: ScaleOf): [Float32Array, Int8Array] {
  const scales = rowScales(data, width, scaleOf);
  const rounded = new Int8Array(data.length);
  for (const [row, scale] of scales.entries()) {
    for (let i = row * width; i < (row + 1) * width; i++) {
      rounded[i] = Math.max(-127, Math.min(127, Math.round((data[i] ?? 0) / scale)));
    }
  }
  return [scales, rounded];
}

/** A scale for each row of `width` values, in few bits and never 0. */
export function rowScales(data: Float32Array, width: number, scaleOf: ScaleOf): Float32Array {
  return Float32Array.from({ length: data.length / width }, (_, number) => {
    return shortFloat(scaleOf(data.subarray(number * width, (number + 1) * width), number)) || 1;
  });
}

/** The largest magnitude. */
export function peakOf(row: Float32Array): number {
  return row.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
}

/** The root of the mean square. */
export function deviation(row: Float32Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length);
}
