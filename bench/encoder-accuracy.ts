// How our own encoder judges pairs of sentences, and how near its vectors are to those of the float model.
import { readFile } from 'node:fs/promises';
import { readSentencePairs } from '../tools/corpora/shared-data.js';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { MODEL } from '../tools/paths.js';
import { HuggingFaceTokenizer } from '../web/embed/tokenizer.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../web/onnx-embedder.js';

/** Where tokens begin that count as rare, and what share of a text they have to be. */
const RARE_ID = 10_000;
const RARE_SHARE = 0.4;
const RARE_TEXTS = 1500;

/** Prints a line for each runtime, on the pairs of STS-B's development set, and on texts of rare words; nothing if the former are not there. */
export async function printAccuracy(): Promise<void> {
  const pairs = readSentencePairs() ?? [];
  const texts = pairs.flatMap(({ first, second }) => [first, second]);
  if (texts.length === 0) return;
  const exact = await vectorsOf(texts, { dtype: 'fp32' });
  for (const [name, vectors] of [
    ['fp32', exact],
    ['our own', await vectorsOf(texts, {})],
    ['ORT int8', await vectorsOf(texts, { runtime: 'onnxruntime' })],
  ] as const) {
    const likeness = pairs.map((_, i) => product(vectors[2 * i], vectors[2 * i + 1]));
    const correlation = spearman(
      pairs.map(({ gold }) => gold),
      likeness,
    );
    console.log(`STS-B dev, ${name}: ${correlation.toFixed(4)}; ${nearness(vectors, exact)}`);
  }
  const rare = await rareTexts();
  const exactRare = await vectorsOf(rare, { dtype: 'fp32' });
  for (const [name, options] of [
    ['our own', {}],
    ['ORT int8', { runtime: 'onnxruntime' }],
  ] as const) {
    const vectors = await vectorsOf(rare, options);
    console.log(`${rare.length} glosses of rare words, ${name}: ${nearness(vectors, exactRare)}`);
  }
}

/** Glosses with their words, two fifths of whose tokens or more are past the first 10,000, which are the frequent ones. */
async function rareTexts(): Promise<string[]> {
  const tokenizer = new HuggingFaceTokenizer(JSON.parse(await readFile(`${MODEL}/tokenizer.json`, 'utf8')));
  const isRare = (text: string) => {
    const ids = tokenizer.encode(text);
    return ids.filter((id) => id >= RARE_ID).length >= RARE_SHARE * ids.length;
  };
  return readGlosses()
    .map(({ title, text }) => `${title}: ${text}`)
    .filter(isRare)
    .slice(0, RARE_TEXTS);
}

function nearness(vectors: readonly Float32Array[], exact: readonly Float32Array[]): string {
  const cosines = vectors.map((vector, i) => product(vector, exact[i]));
  const mean = cosines.reduce((a, b) => a + b, 0) / cosines.length;
  const least = cosines.reduce((a, b) => Math.min(a, b), 1);
  return `cosine to fp32 ${mean.toFixed(5)}, least ${least.toFixed(5)}`;
}

async function vectorsOf(texts: string[], options: OnnxEmbedderOptions): Promise<Float32Array[]> {
  const embedder = await OnnxEmbedder.load(MODEL, { device: 'wasm', ...options });
  const vectors = await embedder.embed(texts);
  await embedder.close();
  return vectors;
}

function product(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return a?.reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0) ?? 0;
}

/** The correlation of ranks; equal values share the mean of theirs. */
function spearman(a: readonly number[], b: readonly number[]): number {
  const [ranksA, ranksB] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  const sum = (left: number[], right: number[]) =>
    left.reduce((all, rank, i) => all + (rank - middle) * ((right[i] ?? 0) - middle), 0);
  return sum(ranksA, ranksB) / Math.sqrt(sum(ranksA, ranksA) * sum(ranksB, ranksB));
}

function ranks(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
}
