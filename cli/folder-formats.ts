// Which ONNX files of a folder are one model: those whose vectors are nearly the same. Kept in formats.json.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../web/base/error.js';
import { FORMATS_FILE, type Formats, formatsOf, weightsHash } from '../web/embed/formats.js';
import { readModelWeights } from '../web/embed/model-folder.js';
import { OnnxEmbedder } from '../web/index.js';
import { readIfThere } from './files.js';
import { SENTENCES } from './meaning.js';

/** Mean cosine of two formats' vectors from which they are one model. Other models' are near 0; 4 bits have some .96. */
const SAME = 0.95;

/** A file beside the one that stands for the model. */
export interface ComparedFormat {
  file: string;
  /** Mean cosine of its vectors with those of the first; undefined if it cannot be run. */
  cosine: number | undefined;
  /** Whether indexes of the one can be searched with the other. */
  same: boolean;
  /** Why it cannot be run. */
  reason?: string;
}

/**
 * Compares all files with the first, by the vectors of some sentences, and writes formats.json if any is the same. Files that it
 * names already are not run again, if they have not changed. Of one file alone, or if the first cannot be read, nothing is said.
 */
export async function formatsInFolder(
  folder: string,
  [first = '', ...others]: readonly string[],
  signal: AbortSignal,
): Promise<ComparedFormat[]> {
  if (others.length === 0) return [];
  const known = await formatsIn(folder);
  const hashes = await hashesOf(folder, [first, ...others], signal);
  const model = hashes[first] ?? '';
  if (model === '') return [];
  const files: Record<string, string> = { [first]: model };
  const isKnown = (file: string) => known?.model === model && known.files[file] === hashes[file];
  const expected = others.every(isKnown) ? [] : await vectorsOf(folder, first, signal);
  const compared: ComparedFormat[] = [];
  for (const file of others) {
    if (isKnown(file)) continue;
    compared.push(await comparedWith(expected, folder, file, signal));
  }
  for (const file of others) {
    const isSame = isKnown(file) || compared.some((each) => each.file === file && each.same);
    if (isSame) files[file] = hashes[file] ?? '';
  }
  const formats: Formats = { model, files };
  if (compared.some(({ same }) => same)) {
    await writeFile(join(folder, FORMATS_FILE), `${JSON.stringify(formats, null, 2)}\n`);
  }
  return compared;
}

async function formatsIn(folder: string): Promise<Formats | undefined> {
  const bytes = await readIfThere(join(folder, FORMATS_FILE));
  return bytes && formatsOf(Object(JSON.parse(bytes.toString('utf8'))));
}

async function hashesOf(
  folder: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  // One after another: they may be large.
  for (const file of files) {
    // What cannot be read cannot be run, and then that is told.
    const weights = await readModelWeights(folder, { modelFile: file, signal }).catch(() => undefined);
    signal.throwIfAborted();
    hashes[file] = weights === undefined ? '' : await weightsHash(weights);
  }
  return hashes;
}

async function comparedWith(
  expected: readonly Float32Array[],
  folder: string,
  file: string,
  signal: AbortSignal,
): Promise<ComparedFormat> {
  try {
    const vectors = await vectorsOf(folder, file, signal);
    const cosines = vectors.map((vector, row) => dot(vector, expected[row] ?? vector.map(() => 0)));
    const cosine = cosines.reduce((sum, each) => sum + each, 0) / cosines.length;
    return { file, cosine, same: cosine >= SAME };
  } catch (error) {
    signal.throwIfAborted();
    return { file, cosine: undefined, same: false, reason: messageOf(error) };
  }
}

async function vectorsOf(folder: string, modelFile: string, signal: AbortSignal): Promise<Float32Array[]> {
  const embedder = await OnnxEmbedder.load(folder, { modelFile, runtime: 'onnxruntime', signal });
  try {
    return await embedder.embed([...SENTENCES], { signal });
  } finally {
    await embedder.close();
  }
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, i) => sum + value * (right[i] ?? 0), 0);
}
