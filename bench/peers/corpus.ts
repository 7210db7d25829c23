// What is indexed and asked: 10,000 glosses of WordNet and 200 that are not among them, with their vectors.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { readWords } from '../../tools/dictionary/words.js';
import { MODEL, ROOT } from '../../tools/paths.js';
import type { Document } from '../../web/index.js';

const COUNT = 10_000;
const FILE = join(ROOT, `build/bench/glosses-${COUNT}.json`);
/** Texts between two lines about progress. */
const STEP = 1_000;

export interface Corpus {
  documents: Document[];
  queries: string[];
  dimension: number;
  /** Of unit length, one after the other: those of the documents, then those of the queries. */
  vectors: Float32Array;
  /** What embedding all of them took when they were embedded, on every processor. */
  embedSeconds: number;
}

interface Cached {
  fingerprint: string;
  dimension: number;
  seconds: number;
}

/** The corpus; its vectors are computed the first time (minutes) and then found in build/bench. */
export async function readCorpus(): Promise<Corpus> {
  const { documents, queries } = readWords(COUNT);
  const cached =
    (await readCached(documents.length + queries.length)) ?? (await embedAll(documents, queries));
  const { dimension, seconds, vectors } = cached;
  return { documents, queries, dimension, vectors, embedSeconds: seconds };
}

async function readCached(count: number): Promise<(Cached & { vectors: Float32Array }) | undefined> {
  try {
    const cached: Cached = JSON.parse(await readFile(FILE, 'utf8'));
    const bytes = await readFile(vectorFile());
    const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    return vectors.length === count * cached.dimension ? { ...cached, vectors } : undefined;
  } catch {
    return undefined;
  }
}

async function embedAll(
  documents: Document[],
  queries: string[],
): Promise<Cached & { vectors: Float32Array }> {
  const embedder = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
  try {
    const began = performance.now();
    const texts = documents.map(({ text }) => text);
    const { dimension, fingerprint } = embedder;
    const vectors = new Float32Array((texts.length + queries.length) * dimension);
    for (let start = 0; start < texts.length; start += STEP) {
      const rows = await embedder.embed(texts.slice(start, start + STEP), { kind: 'passage' });
      for (const [row, vector] of rows.entries()) vectors.set(vector, (start + row) * dimension);
      console.error(`embedded ${start + rows.length} of ${texts.length}`);
    }
    const seconds = (performance.now() - began) / 1000;
    // One by one, as they are asked.
    for (const [row, query] of queries.entries()) {
      const [vector] = await embedder.embed([query], { kind: 'query' });
      if (vector !== undefined) vectors.set(vector, (texts.length + row) * dimension);
    }
    const cached: Cached = { fingerprint, dimension, seconds };
    await mkdir(dirname(FILE), { recursive: true });
    await writeFile(vectorFile(), vectors);
    await writeFile(`${FILE}.new`, `${JSON.stringify(cached)}\n`);
    await rename(`${FILE}.new`, FILE);
    return { ...cached, vectors };
  } finally {
    await embedder.close();
  }
}

function vectorFile(): string {
  return FILE.replace(/json$/, 'f32');
}
