// Resizes pictures as Pillow does, whose pixels models were trained on: what a canvas gives differs between browsers.

import type { Pixels } from './pixels.js';

/** Pillow's filters, by its names. */
export type Filter = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos';

/** What of a source pixel at this distance counts, and the distance from which on none does. */
interface Kernel {
  reach: number;
  at: (distance: number) => number;
}

const KERNELS: Record<Exclude<Filter, 'nearest'>, Kernel> = {
  bilinear: { reach: 1, at: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: { reach: 2, at: cubic },
  lanczos: { reach: 3, at: (distance) => sinc(distance) * sinc(distance / 3) },
};

/** With a = -0.5, as Pillow has it. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/**
 * Red, green and blue of a picture of that size, a byte each; alpha is dropped. Each direction is rounded to bytes, and shrinking
 * widens the filter, so that every source pixel counts. O(pixels × reach).
 */
export function resample(pixels: Pixels, width: number, height: number, filter: Filter): Uint8ClampedArray {
  const wide = alongRows(pixels, width, filter);
  return alongColumns(wide, { width, height: pixels.height }, height, filter);
}

/** Which source pixels make one, and how much of each. */
interface Share {
  first: number;
  weights: Float64Array;
}

function sharesOf(from: number, to: number, filter: Filter): Share[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, at) => {
    const centre = (at + 0.5) * scale;
    return filter === 'nearest'
      ? { first: Math.min(from - 1, Math.floor(centre)), weights: Float64Array.of(1) }
      : shareOf(centre, from, Math.max(1, scale), KERNELS[filter]);
  });
}

function shareOf(centre: number, from: number, widened: number, { reach, at }: Kernel): Share {
  const first = Math.max(0, Math.trunc(centre - reach * widened + 0.5));
  const end = Math.min(from, Math.trunc(centre + reach * widened + 0.5));
  const weights = Float64Array.from({ length: end - first }, (_, i) =>
    at((first + i - centre + 0.5) / widened),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { first, weights: weights.map((weight) => weight / sum) };
}

/** RGBA to RGB. */
function alongRows({ data, width, height }: Pixels, to: number, filter: Filter): Uint8ClampedArray {
  const shares = sharesOf(width, to, filter);
  const made = new Uint8ClampedArray(to * height * 3);
  let target = 0;
  for (let row = 0; row < height; row++) {
    for (const { first, weights } of shares) {
      const start = (row * width + first) * 4;
      for (let channel = 0; channel < 3; channel++) made[target++] = sumOf(data, start + channel, 4, weights);
    }
  }
  return made;
}

function alongColumns(
  data: Uint8ClampedArray,
  { width, height }: { width: number; height: number },
  to: number,
  filter: Filter,
): Uint8ClampedArray {
  const stride = width * 3;
  const made = new Uint8ClampedArray(to * stride);
  let target = 0;
  for (const { first, weights } of sharesOf(height, to, filter)) {
    for (let at = 0; at < stride; at++) made[target++] = sumOf(data, first * stride + at, stride, weights);
  }
  return made;
}

function sumOf(data: ArrayLike<number>, start: number, step: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (data[start + i * step] ?? 0);
  // Half up, as Pillow rounds; the array would round half to even.
  return Math.floor(sum + 0.5);
}
