// What reads and makes pictures: the browser, or in Node a package.

import type { Pixels } from './pixels.js';

/** What a picture that is kept looks like. */
export interface PictureSize {
  /** Most pixels of the shorter side; smaller pictures stay as they are. */
  shorter: number;
  /** Of the JPEG, 0 to 1. */
  quality: number;
}

/** Reads pictures upright (as EXIF says), in sRGB, of animations the first one; what is transparent is white. */
export interface PictureCodec {
  /** Rejects with an Error that says why the bytes cannot be read. */
  decode(bytes: Blob): Promise<Pixels>;
  /** A small JPEG of the picture. Rejects like `decode`. */
  shrink(picture: Blob | ImageBitmap, size: PictureSize): Promise<Uint8Array>;
}

/** How far the longer side may exceed the shorter one: of a panorama, the middle is kept. */
export const LONGEST_SHAPE = 3;

/** The part of a picture that is kept, and its size then. */
export interface Shrunk {
  left: number;
  top: number;
  fromWidth: number;
  fromHeight: number;
  width: number;
  height: number;
}

export function shrunk(width: number, height: number, { shorter }: PictureSize): Shrunk {
  const fromWidth = Math.min(width, height * LONGEST_SHAPE);
  const fromHeight = Math.min(height, width * LONGEST_SHAPE);
  const scale = Math.min(1, shorter / Math.min(fromWidth, fromHeight));
  return {
    left: Math.floor((width - fromWidth) / 2),
    top: Math.floor((height - fromHeight) / 2),
    fromWidth,
    fromHeight,
    width: Math.max(1, Math.round(fromWidth * scale)),
    height: Math.max(1, Math.round(fromHeight * scale)),
  };
}
