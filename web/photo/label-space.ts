// Photos in the space of a text model: what a classifier sees in one, as the mean of what its labels mean.

import type { Embedder } from '../embed/embedder.js';
import { toUnitLength } from '../embed/pooling.js';

/** Labels that count, the likeliest, and how far their scores are flattened (docs/benchmarks.md, "Photos"). */
const LABELS = 20;
const TEMPERATURE = 3;

/** A label that says that there is nothing. */
const NOTHING = /^(?:background|none|__background__)?$/i;

export class LabelSpace {
  readonly #labels: readonly string[];
  readonly #texts: Embedder;
  /** Of labels that came, by number. */
  readonly #vectors = new Map<number, Float32Array>();

  /** `labels`: one for each score of the classifier, in their order. */
  constructor(labels: readonly string[], texts: Embedder) {
    this.#labels = labels;
    this.#texts = texts;
  }

  /** Of unit length. Errors: those of embedding the labels. */
  async vectorOf(scores: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    const likeliest = this.#likeliest(scores);
    await this.#embed(
      likeliest.map(({ label }) => label),
      signal,
    );
    const sum = new Float32Array(this.#texts.dimension);
    for (const { label, weight } of likeliest) {
      const vector = this.#vectors.get(label) ?? sum;
      for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + weight * (vector[at] ?? 0);
    }
    return toUnitLength(sum);
  }

  /** With the share of each among all labels; ties by number. */
  #likeliest(scores: Float32Array): { label: number; weight: number }[] {
    const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    return Array.from(scores, (score, label) => ({ label, weight: Math.exp((score - best) / TEMPERATURE) }))
      .filter(({ label }) => !NOTHING.test(this.#labels[label] ?? ''))
      .sort((left, right) => right.weight - left.weight || left.label - right.label)
      .slice(0, LABELS);
  }

  async #embed(labels: readonly number[], signal: AbortSignal | undefined): Promise<void> {
    const fresh = labels.filter((label) => !this.#vectors.has(label));
    if (fresh.length === 0) return;
    const texts = fresh.map((label) => this.#labels[label] ?? '');
    const vectors = await this.#texts.embed(texts, { kind: 'passage', ...(signal && { signal }) });
    for (const [row, vector] of vectors.entries()) this.#vectors.set(fresh[row] ?? -1, vector);
  }
}

/** The labels of a classifier: lines of labels.txt, or `id2label` of config.json. Throws an Error if there are none. */
export function labelsOf(lines: string | undefined, config: object): string[] {
  if (lines !== undefined) return lines.replace(/\r?\n$/, '').split(/\r?\n/);
  const named: unknown = Reflect.get(config, 'id2label');
  if (typeof named !== 'object' || named === null)
    throw new Error(
      'it has no text_config, so it would be a classifier; but there is neither labels.txt nor id2label in config.json',
    );
  const labels: string[] = [];
  for (const [id, label] of Object.entries(named)) labels[Number(id)] = String(label);
  return Array.from(labels, (label) => label ?? '');
}
