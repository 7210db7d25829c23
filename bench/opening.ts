// How long opening an index file takes, every byte of it checked, as WASM in Node. Prints a Markdown table.
// Run as: node dist/bench/opening.js FILE …

import { readFile } from 'node:fs/promises';
import { Core } from '../web/index.js';

const REPEATS = 21;

const core = await Core.load();
console.log('| passages | bytes | bytes a passage | median ms | least | most |');
console.log('|---|---|---|---|---|---|');
for (const file of process.argv.slice(2)) {
  const bytes = await readFile(file);
  const times: number[] = [];
  let passages = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = performance.now();
    const index = core.open(bytes);
    times.push(performance.now() - began);
    passages = index.size;
    index.free();
  }
  times.sort((a, b) => a - b);
  const [least = 0, median = 0, most = 0] = [times[0], times[REPEATS >> 1], times.at(-1)];
  const numbers = [passages, bytes.length, (bytes.length / passages).toFixed(1)];
  console.log(`| ${[...numbers, ...[median, least, most].map((ms) => ms.toFixed(1))].join(' | ')} |`);
}
