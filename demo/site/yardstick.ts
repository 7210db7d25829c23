// Exact search over all vectors of an index, to hold its answers against: everything is embedded once, when asked for.

import { hitKey } from '../../web/element/answer-row.js';
import type { Embedder, Hit, LeannIndex } from '../../web/index.js';

/** A passage with its vector, which an index does not keep. */
interface Known {
  key: string;
  vector: Float32Array;
}

export interface YardstickCall {
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

export class Yardstick {
  readonly #known: readonly Known[];
  readonly #embedder: Embedder;

  private constructor(known: readonly Known[], embedder: Embedder) {
    this.#known = known;
    this.#embedder = embedder;
  }

  /** Embeds all passages. Errors: the signal's reason; those of reading and embedding. */
  static async measure(
    index: LeannIndex,
    embedder: Embedder,
    { signal, onProgress }: YardstickCall,
  ): Promise<Yardstick> {
    const total = index.info().passages;
    const known: Known[] = [];
    let batch: { key: string; text: string }[] = [];
    const embed = async () => {
      const vectors = await embedder.embed(
        batch.map(({ text }) => text),
        { kind: 'passage', signal },
      );
      known.push(...batch.map(({ key }, row) => ({ key, vector: vectors[row] ?? new Float32Array(0) })));
      batch = [];
      onProgress(known.length, total);
    };
    for (const id of await index.ids()) {
      signal.throwIfAborted();
      const passages = (await index.get(id))?.passages ?? [];
      for (const [passage, { text }] of passages.entries()) {
        batch.push({ key: hitKey({ id, passage }), text });
        if (batch.length === embedder.batchSize) await embed();
      }
    }
    if (batch.length > 0) await embed();
    return new Yardstick(known, embedder);
  }

  get passages(): number {
    return this.#known.length;
  }

  /** Bytes of its vectors. */
  get bytes(): number {
    return this.#known.length * this.#embedder.dimension * 4;
  }

  /** How many of the hits are among as many that exact search finds; equal scores count as equal. */
  async found(query: string, hits: readonly Pick<Hit, 'id' | 'passage'>[]): Promise<number> {
    const [vector] = await this.#embedder.embed([query], { kind: 'query' });
    if (vector === undefined) return 0;
    const scores = new Map(this.#known.map((known) => [known.key, product(vector, known.vector)]));
    const last = [...scores.values()].sort((a, b) => b - a)[hits.length - 1] ?? -1;
    return hits.filter((hit) => (scores.get(hitKey(hit)) ?? -1) >= last).length;
  }
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
