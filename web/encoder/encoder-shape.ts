// The sizes of a BERT-shaped model, as the header of an encoder's file has them.
import { hexOf } from '../base/hex.js';

export interface EncoderShape {
  hidden: number;
  heads: number;
  inner: number;
  layers: number;
  vocabulary: number;
  /** Most tokens of a text. */
  positions: number;
  epsilon: number;
}

export interface EncoderHeader {
  shape: EncoderShape;
  /** SHA-256 of the ONNX file whose vectors it makes, but for rounding; in hexadecimal. */
  modelHash: string;
}

export const HEADER_BYTES = 64;

/** Bytes of the tables and weights, which are most of the file once it is unpacked. */
export function weightBytes({ hidden, inner, layers, vocabulary, positions }: EncoderShape): number {
  return (vocabulary + positions) * (hidden + 4) + layers * hidden * (4 * hidden + 2 * inner);
}

/** Sizes are not checked. */
export function headerOf(bytes: Uint8Array): EncoderHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (place: number) => view.getUint32(4 * place, true);
  return {
    shape: {
      hidden: at(0),
      heads: at(1),
      inner: at(2),
      layers: at(3),
      vocabulary: at(4),
      positions: at(5),
      epsilon: view.getFloat32(24, true),
    },
    modelHash: hexOf(bytes.subarray(32, HEADER_BYTES)),
  };
}
