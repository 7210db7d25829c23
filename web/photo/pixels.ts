// Pictures as numbers.

/** Red, green, blue and alpha of each pixel, a byte each, row by row from the top. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}
