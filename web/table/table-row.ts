// A row of a table of terms, as the core packs it (docs/hosting.md).

import { fromHalves } from '../base/half-float.js';

/** What a term adds to a query. */
export interface TableRow {
  /** How much it counts beside other terms, 0 to 1: frequent ones count less. */
  weight: number;
  values: Float32Array;
}

/** Bytes of a row: the weight, the scale, and four bits a value. */
export function rowBytes(dimension: number): number {
  return 3 + Math.ceil(dimension / 2);
}

/** The row that begins at byte `at`. */
export function tableRow(bytes: Uint8Array, at: number, dimension: number): TableRow {
  const byte = (offset: number) => bytes[at + offset] ?? 0;
  const [scale = 0] = fromHalves(Uint16Array.of(byte(1) + 256 * byte(2)));
  const values = new Float32Array(dimension);
  for (let i = 0; i < dimension; i++) {
    const pair = byte(3 + (i >> 1));
    values[i] = scale * ((i % 2 === 0 ? pair & 15 : pair >> 4) - 8);
  }
  return { weight: byte(0) / 255, values };
}
