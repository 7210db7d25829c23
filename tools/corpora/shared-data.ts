// Development data that may lie beside the project: documents and queries with vectors and exact answers, and
// sentence pairs judged by people. Some tests use them if they are there and are skipped otherwise; nothing needs them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { widenHalfFloats } from '../../cli/model/half-float.js';

/** Texts with their vectors: number i is row i, `dimension` floats of unit length (rounded to half precision). */
export interface Embedded {
  texts: string[];
  vectors: Float32Array;
}

/** Package descriptions of Debian, embedded by all-MiniLM-L6-v2 in fp32, cut at 96 tokens (queries at 128). */
export interface DebianCorpus {
  dimension: number;
  documents: Embedded;
  queries: Embedded;
  /** The `truthDepth` documents with the largest inner product, best first, of one query after another. */
  truth: Int32Array;
  truthDepth: number;
}

/** Two sentences, and how alike people found them: 0 to 5. */
export interface SentencePair {
  gold: number;
  first: string;
  second: string;
}

const standardFolder = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const dimension = 384;
const truthDepth = 100;

/** Undefined if the data are not there. */
export function readDebian(folder = standardFolder): DebianCorpus | undefined {
  const debian = join(folder, 'debian-60k');
  if (!existsSync(debian)) return undefined;
  const read = (name: string) => readFileSync(join(debian, name));
  return {
    dimension,
    documents: {
      texts: textLines(gunzipSync(read('docs.jsonl.gz'))),
      vectors: widenHalfFloats(read('vectors.f16')),
    },
    queries: { texts: textLines(read('queries.jsonl')), vectors: widenHalfFloats(read('query-vectors.f16')) },
    truth: littleEndianIntegers(read('truth100.i32')),
    truthDepth,
  };
}

/** The dev split of the STS benchmark; undefined if it is not there. */
export function readSentencePairs(folder = standardFolder): SentencePair[] | undefined {
  const file = join(folder, 'stsb-dev.tsv');
  if (!existsSync(file)) return undefined;
  const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
  return rows.map((row) => {
    const [gold = '', first = '', second = ''] = row.split('\t');
    return { gold: Number(gold), first, second };
  });
}

function textLines(jsonLines: Uint8Array): string[] {
  const lines = new TextDecoder().decode(jsonLines).trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}

function littleEndianIntegers(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getInt32(4 * i, true));
}
