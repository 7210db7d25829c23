// How our own encoder judges pairs of sentences, and how near its vectors are to those of the float model.
import { readSentencePairs } from '../tools/corpora/shared-data.js';
import { MODEL } from '../tools/paths.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../web/onnx-embedder.js';

/** Prints a line for each runtime, on the pairs of STS-B's development set; nothing if they are not there. */
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
    const cosines = vectors.map((vector, i) => product(vector, exact[i]));
    const mean = cosines.reduce((a, b) => a + b, 0) / cosines.length;
    const least = cosines.reduce((a, b) => Math.min(a, b), 1);
    const near = `cosine to fp32 ${mean.toFixed(5)}, least ${least.toFixed(5)}`;
    console.log(`STS-B dev, ${name}: ${correlation.toFixed(4)}; ${near}`);
  }
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
