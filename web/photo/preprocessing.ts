// From pixels to what a vision model takes, as its folder's preprocessor_config.json says.

import type { Pixels } from './pixels.js';
import { type Filter, resample } from './resample.js';

/** Pixels, as a rule of a model: of its input, or of what is cut out. */
interface Size {
  width: number;
  height: number;
}

/** Steps that are not asked for are undefined. */
export interface Preprocessing {
  /** To a length of the shorter side, or to a size whatever the shape. */
  resize: { to: number | Size; filter: Filter } | undefined;
  crop: Size | undefined;
  /** Of red, green and blue: `byte × scale[c] + offset[c]`. */
  scale: readonly number[];
  offset: readonly number[];
}

/** Numbered as in Pillow. */
const FILTERS: Readonly<Record<number, Filter>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear',
  3: 'bicubic',
};

/** Settings that would change the pixels, and are not done here, with the values that change nothing. */
const NOT_DONE: Readonly<Record<string, readonly unknown[]>> = {
  do_pad: [false, null],
  do_flip_channel_order: [false, null],
  do_thumbnail: [false, null],
  do_align_long_axis: [false, null],
  do_reduce_labels: [false, null],
  rescale_offset: [false, null],
  crop_pct: [null],
};

type Json = Readonly<Record<string, unknown>>;

/** Throws an Error that names a setting that is not known here. */
export function preprocessingOf(json: object): Preprocessing {
  const config = json as Json;
  for (const [name, harmless] of Object.entries(NOT_DONE)) {
    const value = config[name];
    if (value !== undefined && !harmless.includes(value))
      throw new Error(`its ${name} ${JSON.stringify(value)} is not known here`);
  }
  const cropped = flag(config, 'do_center_crop');
  const normalized = flag(config, 'do_normalize');
  const factor = flag(config, 'do_rescale', true) ? numberOf(config, 'rescale_factor', 1 / 255) : 1;
  const mean = normalized ? channels(config, 'image_mean') : [0, 0, 0];
  const deviation = normalized ? channels(config, 'image_std') : [1, 1, 1];
  return {
    resize: flag(config, 'do_resize')
      ? { to: resizeOf(config, cropped), filter: filterOf(config) }
      : undefined,
    crop: cropped ? cropOf(config.crop_size ?? config.size) : undefined,
    scale: deviation.map((each) => factor / each),
    offset: deviation.map((each, channel) => -(mean[channel] ?? 0) / each),
  };
}

/** What the model takes: red, then green, then blue, each row by row. What a crop lacks is black. */
export function preprocess(
  pixels: Pixels,
  { resize, crop, scale, offset }: Preprocessing,
): { values: Float32Array; width: number; height: number } {
  const { width, height } = resize === undefined ? pixels : resizedTo(pixels, resize.to);
  const colours = resample(pixels, width, height, resize?.filter ?? 'nearest');
  const target = crop ?? { width, height };
  const left = Math.floor((width - target.width) / 2);
  const top = Math.floor((height - target.height) / 2);
  const plane = target.width * target.height;
  const values = new Float32Array(3 * plane);
  for (let at = 0; at < plane; at++) {
    const x = left + (at % target.width);
    const y = top + Math.floor(at / target.width);
    const inside = x >= 0 && x < width && y >= 0 && y < height;
    for (let channel = 0; channel < 3; channel++) {
      const byte = inside ? (colours[(y * width + x) * 3 + channel] ?? 0) : 0;
      values[channel * plane + at] = byte * (scale[channel] ?? 1) + (offset[channel] ?? 0);
    }
  }
  return { values, ...target };
}

function resizedTo({ width, height }: Pixels, to: number | Size): Size {
  if (typeof to !== 'number') return to;
  const longer = (side: number) => Math.trunc((to * side) / Math.min(width, height));
  return width < height ? { width: to, height: longer(height) } : { width: longer(width), height: to };
}

/** A number is the shorter side where something is cut out afterwards, and the side of a square where not. */
function resizeOf({ size }: Json, cropped: boolean): number | Size {
  if (typeof size === 'number') return cropped ? positive('size', size) : square(size);
  const { shortest_edge: shortest, longest_edge: longest, width, height } = Object(size) as Json;
  if (longest !== undefined && longest !== null) throw new Error('its size.longest_edge is not known here');
  if (shortest !== undefined) return positive('size.shortest_edge', shortest);
  return { width: positive('size.width', width), height: positive('size.height', height) };
}

function cropOf(size: unknown): Size {
  if (typeof size === 'number') return square(size);
  const { width, height } = Object(size) as Json;
  return { width: positive('crop_size.width', width), height: positive('crop_size.height', height) };
}

function square(side: number): Size {
  return { width: positive('size', side), height: side };
}

/** The largest pictures that any known model takes have a few hundred pixels a side. */
const MOST_PIXELS = 4096;

function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MOST_PIXELS) return value;
  throw new Error(`its ${name} ${JSON.stringify(value)} is not a number of pixels`);
}

function filterOf({ resample: number = 2 }: Json): Filter {
  const filter = FILTERS[Number(number)];
  if (filter === undefined) throw new Error(`its resample ${JSON.stringify(number)} is not known here`);
  return filter;
}

function flag(config: Json, name: string, usual = false): boolean {
  const value = config[name] ?? usual;
  if (typeof value !== 'boolean') throw new Error(`its ${name} must be true or false`);
  return value;
}

function numberOf(config: Json, name: string, usual: number): number {
  const value = config[name] ?? usual;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`its ${name} is not a number`);
  return value;
}

function channels(config: Json, name: string): number[] {
  const value = config[name];
  const isFine = Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each));
  if (!isFine || (name === 'image_std' && value.includes(0)))
    throw new Error(`its ${name} must be three numbers${name === 'image_std' ? ' other than 0' : ''}`);
  return value;
}
