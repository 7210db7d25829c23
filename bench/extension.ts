// Measures what the extension finds, by judged questions and words of titles over 5,000 bookmarks: alone, beside a long history,
// or with the texts of pages. Prints tables for docs/benchmarks.md.
// Run as: node dist/bench/extension.js [history [COUNT] | texts], after npm run extension

import { measureBookmarks } from './extension/bookmarks.js';
import { measureHistory } from './extension/history.js';
import { measureTexts } from './extension/texts.js';

const VISITED = 10_000;

const [what = 'bookmarks', count = String(VISITED)] = process.argv.slice(2);
const measurements: Readonly<Record<string, () => Promise<void>>> = {
  bookmarks: measureBookmarks,
  history: () => measureHistory(Number(count)),
  texts: measureTexts,
};
const measure = measurements[what];
if (measure === undefined)
  throw new Error(`leann: cannot measure ${what}: it is none of ${Object.keys(measurements).join(', ')}`);
await measure();
