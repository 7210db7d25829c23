// The baseline: all vectors in one array, and a loop over them.

import { type Host, K, type Passages } from '../peer.js';

/** Ids with their vectors, in memory. */
export class ExactRows {
  constructor(
    readonly ids: string[],
    readonly vectors: Float32Array<ArrayBuffer>,
    readonly dimension: number,
  ) {}

  static of({ ids, vectors, dimension }: Passages): ExactRows {
    const flat = new Float32Array(ids.length * dimension);
    for (const [row, vector] of vectors.entries()) flat.set(vector, row * dimension);
    return new ExactRows(ids, flat, dimension);
  }

  static async open({ storage }: Host): Promise<ExactRows> {
    const ids: string[] = JSON.parse(await storage.readText('ids.json'));
    const { buffer, byteOffset, byteLength } = await storage.read('vectors.f32');
    const vectors = new Float32Array(buffer, byteOffset, byteLength / 4);
    return new ExactRows(ids, vectors, vectors.length / ids.length);
  }

  async save({ storage }: Host): Promise<number> {
    const { buffer, byteOffset, byteLength } = this.vectors;
    const vectors = await storage.write('vectors.f32', new Uint8Array(buffer, byteOffset, byteLength));
    return vectors + (await storage.write('ids.json', JSON.stringify(this.ids)));
  }

  /** The ids of the K rows with the largest inner product, best first. */
  nearest(query: Float32Array): string[] {
    const { vectors, dimension, ids } = this;
    const best: { row: number; score: number }[] = [];
    for (let row = 0, at = 0; row < ids.length; row++, at += dimension) {
      let score = 0;
      for (let i = 0; i < dimension; i++) score += (query[i] as number) * (vectors[at + i] as number);
      if (best.length === K && score <= (best[K - 1] as { score: number }).score) continue;
      let place = best.length;
      while (place > 0 && (best[place - 1] as { score: number }).score < score) place--;
      best.splice(place, 0, { row, score });
      if (best.length > K) best.pop();
    }
    return best.map(({ row }) => ids[row] as string);
  }
}
