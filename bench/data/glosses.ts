// The data set of the core's benchmarks: glosses of WordNet, queries that are not among them, their vectors by the
// project's model, and exact answers. Made once, which takes some minutes, and then found in build/bench.
//
// docs.jsonl.gz, queries.jsonl        { _id, text }, a line a row
// vectors.f16, query-vectors.f16      half-precision floats, little-endian, a row a text, unit length before rounding
// token-counts.u32                    of each passage, as the model reads it, special tokens included
// truth100.i32                        the 100 best rows of each query, best first, by inner product of those vectors

import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { CachedEmbedder } from '../../cli/cached-embedder.js';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { VectorFile } from '../../cli/vector-file.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { MODEL, ROOT } from '../../tools/paths.js';
import { fromHalves, toHalves } from '../../web/base/half-float.js';
import { passageTokens, tokenCounter } from '../../web/embed/count-tokens.js';
import type { Embedder } from '../../web/index.js';

const FOLDER = `${ROOT}build/bench/glosses-60k`;
const PASSAGES = 60_000;
const QUERIES = 2_000;
const TRUTH_DEPTH = 100;
/** Texts between two lines about progress. */
const STEP = 500;

/** The folder of the data set, which is made if it is not there. An interrupted call is taken up by the next. */
export async function glossesFolder(): Promise<string> {
  // Written last.
  if (existsSync(`${FOLDER}/truth100.i32`)) return FOLDER;
  await mkdir(FOLDER, { recursive: true });
  await exportModel(MODEL);
  const { passages, queries } = readTexts();
  const pool = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
  const done = `${FOLDER}/embedded`;
  const file = await VectorFile.open(done, pool.dimension);
  try {
    await write('docs.jsonl.gz', gzipSync(jsonLines(passages)));
    await write('queries.jsonl', jsonLines(queries));
    await write('token-counts.u32', tokenCounts(pool, passages));
    const vectors = await embed(new CachedEmbedder(pool, file), passages, 'passage');
    const queryVectors = await embed(pool, queries, 'query');
    await write('vectors.f16', vectors);
    await write('query-vectors.f16', queryVectors);
    await write('truth100.i32', exactAnswers(fromHalves(vectors), fromHalves(queryVectors), pool.dimension));
  } finally {
    await file.close();
    await pool.close();
  }
  await rm(done);
  return FOLDER;
}

/**
 * Passages, and queries from the glosses that are left, no text twice. Two definitions and two words take turns, so that
 * both kinds are among the even queries, for tuning, and among the odd ones, for reporting.
 */
function readTexts(): { passages: string[]; queries: string[] } {
  const met = new Set<string>();
  const glosses = readGlosses().filter(({ text }) => !met.has(text) && met.add(text));
  const passages = glosses.slice(0, PASSAGES).map(({ text }) => text);
  const taken = new Set(passages);
  const queries = glosses.slice(PASSAGES, PASSAGES + QUERIES).map(({ text, title }, row) => {
    const word = title.split(', ').find((each) => !taken.has(each)) ?? text;
    const query = row % 4 < 2 ? text : word;
    taken.add(query);
    return query;
  });
  return { passages, queries };
}

function tokenCounts(embedder: Embedder, texts: readonly string[]): Uint32Array {
  const count = tokenCounter(embedder);
  const room = passageTokens(embedder);
  const special = embedder.maxTokens - room;
  return Uint32Array.from(texts, (text) => Math.min(count(text), room) + special);
}

/** Halves, a row a text. */
async function embed(
  embedder: Embedder,
  texts: readonly string[],
  kind: 'query' | 'passage',
): Promise<Uint16Array> {
  const halves = new Uint16Array(texts.length * embedder.dimension);
  for (let start = 0; start < texts.length; start += STEP) {
    const vectors = await embedder.embed(texts.slice(start, start + STEP), { kind });
    for (const [row, vector] of vectors.entries()) {
      halves.set(toHalves(vector), (start + row) * embedder.dimension);
    }
    console.error(`embedded ${start + vectors.length} of ${texts.length} texts (${kind})`);
  }
  return halves;
}

/** O(queries · passages · dimension). */
function exactAnswers(passages: Float32Array, queries: Float32Array, dimension: number): Int32Array {
  const answers: number[] = [];
  for (let start = 0; start < queries.length; start += dimension) {
    const query = queries.subarray(start, start + dimension);
    const scores = new Float64Array(passages.length / dimension);
    for (let row = 0; row < scores.length; row++) scores[row] = product(query, passages, row * dimension);
    answers.push(...bestRows(scores));
    const done = start / dimension + 1;
    if (done % 200 === 0) console.error(`answered ${done} of ${queries.length / dimension} queries exactly`);
  }
  return Int32Array.from(answers);
}

function product(query: Float32Array, passages: Float32Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += (query[i] ?? 0) * (passages[start + i] ?? 0);
  return sum;
}

/** Of equal scores the first row is the better. */
function bestRows(scores: Float64Array): number[] {
  const score = (row: number) => scores[row] ?? 0;
  const least = scores.slice().sort().at(-TRUTH_DEPTH) ?? 0;
  const rows = [...scores.keys()].filter((row) => score(row) >= least);
  return rows.sort((a, b) => score(b) - score(a) || a - b).slice(0, TRUTH_DEPTH);
}

function jsonLines(texts: readonly string[]): string {
  return texts.map((text, row) => `${JSON.stringify({ _id: String(row), text })}\n`).join('');
}

/** As a whole or not at all. */
async function write(name: string, content: string | NodeJS.ArrayBufferView): Promise<void> {
  await writeFile(`${FOLDER}/${name}.new`, content);
  await rename(`${FOLDER}/${name}.new`, `${FOLDER}/${name}`);
}
