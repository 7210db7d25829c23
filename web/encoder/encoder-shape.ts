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
  /** The ONNX file whose vectors it makes, but for rounding. */
  standsFor: { sha256: string; dtype: 'fp32' | 'int8' };
}

export const HEADER_BYTES = 64;

/** Throws an Error if there is no such number format; the sizes are not checked. */
export function headerOf(bytes: Uint8Array): EncoderHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (place: number) => view.getUint32(4 * place, true);
  const dtype = (['fp32', 'int8'] as const)[at(7)];
  if (dtype === undefined) throw new Error(`it stands for a model of number format ${at(7)}`);
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
    standsFor: { sha256: hexOf(bytes.subarray(32, HEADER_BYTES)), dtype },
  };
}
