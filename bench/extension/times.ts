// How long things take, in words.

import type { Asked } from './asking.js';

/** Prints when answers came. */
export function times(name: string, asked: readonly Asked[]): void {
  const line = (values: number[]) => `median ${quantile(values, 0.5)} ms, p95 ${quantile(values, 0.95)} ms`;
  console.log(`${name}: first results ${line(asked.map(({ firstMs }) => firstMs))}`);
  console.log(`${name}: final results ${line(asked.map(({ finalMs }) => finalMs))}`);
}

/** Milliseconds that the work takes. */
export async function clock(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
