// Divides texts among threads by their tokens.
import type { TokenBatch } from '../embed/session-inputs.js';

export function tokensOf(texts: TokenBatch, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + (texts[row]?.length ?? 0), 0);
}

/** Rows of the texts, in order of length. */
export function longestFirst(texts: TokenBatch): readonly number[] {
  const length = (row: number) => texts[row]?.length ?? 0;
  return texts.map((_, row) => row).sort((a, b) => length(b) - length(a) || a - b);
}

/** Puts rows, longest first, into `count` shares of about as many tokens: each goes to the one that has least. */
export function sharesOf(texts: TokenBatch, rows: readonly number[], count: number): number[][] {
  const shares = Array.from({ length: count }, () => ({ rows: [] as number[], tokens: 0 }));
  for (const row of rows) {
    const least = shares.reduce((best, share) => (share.tokens < best.tokens ? share : best));
    least.rows.push(row);
    least.tokens += texts[row]?.length ?? 0;
  }
  return shares.map((share) => share.rows);
}
