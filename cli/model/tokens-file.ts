// Files of rows of tokens for our own encoder (docs/encoder.md): written, read again, and cut.
import { gunzipSync } from 'node:zlib';
import { packedFile } from './packed-file.js';

const MAGIC = 'LEANNTOK';
const VERSION = 1;
const START_BYTES = 12;
const HEADER_BYTES = 48;

/** Rows of tokens, rounded. */
export interface TokenTable {
  /** SHA-256 of the ONNX file that the encoder stands for, in hexadecimal. */
  modelHash: string;
  /** Values of a row. */
  hidden: number;
  /** Ascending. */
  ids: readonly number[];
  /** For each of them. */
  scales: Float32Array;
  /** Row-major [ids, hidden]. */
  rows: Int8Array;
}

/** The file of those rows whose ids are accepted. */
export function tokensFile(
  { modelHash, hidden, ids, scales, rows }: TokenTable,
  accepts: (id: number) => boolean = () => true,
): Uint8Array {
  const places = [...ids.keys()].filter((place) => accepts(ids[place] ?? 0));
  const taken = places.map((place) => ids[place] ?? 0);
  const first = taken[0] ?? 0;
  const span = taken.length === 0 ? 0 : (taken.at(-1) ?? 0) + 1 - first;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(modelHash, 'hex');
  [hidden, first, span].forEach((value, i) => {
    header.writeUInt32LE(value, 32 + 4 * i);
  });
  const present = new Uint8Array(Math.ceil(span / 8));
  for (const id of taken) {
    const bit = id - first;
    present[bit >> 3] = (present[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  const body = [
    header,
    present,
    Float32Array.from(places, (place) => scales[place] ?? 0),
    ...places.map((place) => rows.subarray(place * hidden, (place + 1) * hidden)),
  ];
  return packedFile(MAGIC, VERSION, body);
}

/** The table in pieces, in the same memory: of ids from 0 to `ids` - 1, of the next `ids`, and so on; some may be empty. O(rows). */
export function piecesOf(
  { modelHash, hidden, ids: all, scales, rows }: TokenTable,
  ids: number,
): TokenTable[] {
  const pieces: TokenTable[] = [];
  for (let first = 0; first < all.length; ) {
    let end = first;
    while (end < all.length && (all[end] ?? 0) < (pieces.length + 1) * ids) end++;
    pieces.push({
      modelHash,
      hidden,
      ids: all.slice(first, end),
      scales: scales.subarray(first, end),
      rows: rows.subarray(first * hidden, end * hidden),
    });
    first = end;
  }
  return pieces;
}

/** The rows of a file that {@link tokensFile} made; another throws an Error. */
export function readTokenTable(file: Uint8Array): TokenTable {
  const start = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (start.toString('latin1', 0, MAGIC.length) !== MAGIC || start.readUInt32LE(MAGIC.length) !== VERSION)
    throw new Error(`it is no file of an encoder's tokens of version ${VERSION}`);
  const body = gunzipSync(start.subarray(START_BYTES));
  const [hidden = 0, first = 0, span = 0] = [32, 36, 40].map((place) => body.readUInt32LE(place));
  const rowsAt = HEADER_BYTES + Math.ceil(span / 8);
  const ids: number[] = [];
  for (let i = 0; i < span; i++) {
    if (((body[HEADER_BYTES + (i >> 3)] ?? 0) >> (i & 7)) & 1) ids.push(first + i);
  }
  const scales = Float32Array.from(ids, (_, row) => body.readFloatLE(rowsAt + 4 * row));
  const rows = new Int8Array(body.subarray(rowsAt + 4 * ids.length));
  if (rows.length !== ids.length * hidden) throw new Error('its rows are not as many as its tokens');
  return { modelHash: body.toString('hex', 0, 32), hidden, ids, scales, rows };
}

/** The rows of all of them, which are of one model and follow one another. */
export function joinedTables(tables: readonly TokenTable[]): TokenTable {
  const [{ modelHash, hidden } = { modelHash: '', hidden: 0 }] = tables;
  const scales = Float32Array.from(tables.flatMap((table) => [...table.scales]));
  const rows = new Int8Array(tables.reduce((sum, table) => sum + table.rows.length, 0));
  let at = 0;
  for (const table of tables) {
    rows.set(table.rows, at);
    at += table.rows.length;
  }
  return { modelHash, hidden, ids: tables.flatMap(({ ids }) => ids), scales, rows };
}
