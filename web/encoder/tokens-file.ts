// Reads a file of rows of tokens (docs/encoder.md), which may come from a stranger.
import { hexOf } from '../base/hex.js';
import type { EncoderHeader } from './encoder-shape.js';
import { checkUnpacked, type FileKind, readPacked } from './packed-file.js';

const KIND: FileKind = { magic: 'LEANNTOK', version: 1, name: "an encoder's tokens" };
const HEADER_BYTES = 48;
const MODEL_BYTES = 32;

/** Rows of some tokens. */
export interface ReadRows {
  /** Ascending. */
  ids: Uint32Array;
  /** For each of them. */
  scales: Float32Array;
  /** Row-major, as many values a token as its vector has. */
  rows: Int8Array;
}

/**
 * The rows of a file for the encoder with that header.
 * @throws LeannError `model-load` if the file is damaged, of another version or of another model.
 */
export async function readTokens(
  file: Uint8Array<ArrayBuffer>,
  { shape, modelHash }: EncoderHeader,
): Promise<ReadRows> {
  return await readPacked(file, KIND, async (reader) => {
    const header = new Uint8Array(HEADER_BYTES);
    await reader.fill(header);
    if (hexOf(header.subarray(0, MODEL_BYTES)) !== modelHash) throw new Error('it is of another model');
    const view = new DataView(header.buffer);
    const [hidden = 0, first = 0, span = 0] = [32, 36, 40].map((place) => view.getUint32(place, true));
    if (hidden !== shape.hidden || first + span > shape.vocabulary) {
      throw new Error('it is of an encoder of another shape');
    }
    const present = new Uint8Array(Math.ceil(span / 8));
    await reader.fill(present);
    const ids = idsIn(present, first, span);
    checkUnpacked(ids.length * (hidden + 4), file);
    const scales = new Float32Array(ids.length);
    await reader.fill(new Uint8Array(scales.buffer));
    if (!scales.every(Number.isFinite)) throw new Error('a scale is not finite');
    const rows = new Int8Array(ids.length * hidden);
    await reader.fill(new Uint8Array(rows.buffer));
    // Where the checksum is.
    await reader.end();
    return { ids, scales, rows };
  });
}

/** One bit for each of `span` ids, the lowest first. */
function idsIn(present: Uint8Array, first: number, span: number): Uint32Array {
  const ids: number[] = [];
  for (let i = 0; i < span; i++) {
    if (((present[i >> 3] ?? 0) >> (i & 7)) & 1) ids.push(first + i);
  }
  return Uint32Array.from(ids);
}
