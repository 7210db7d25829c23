// The corpus as files, for processes and pages to read.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Corpus } from './corpus.js';

/** Writes passages and queries, each as a JSON file and one of vectors. */
export async function writeDataset(folder: string, corpus: Corpus): Promise<void> {
  const { documents, queries, dimension, vectors } = corpus;
  const end = documents.length * dimension;
  await mkdir(folder, { recursive: true });
  const ids = documents.map(({ id }) => id);
  const texts = documents.map(({ text }) => text);
  await writeFile(join(folder, 'passages.json'), JSON.stringify({ ids, texts, dimension }));
  await writeFile(join(folder, 'passages.f32'), vectors.subarray(0, end));
  await writeFile(join(folder, 'queries.json'), JSON.stringify({ texts: queries, dimension }));
  await writeFile(join(folder, 'queries.f32'), vectors.subarray(end));
}
