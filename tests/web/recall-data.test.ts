// The page's plot shows what docs/benchmarks.md says.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { HNSW } from '../../demo/site/baselines.js';
import { METHODS, RECALL_SOURCE } from '../../demo/site/recall-data.js';
import { ROOT } from '../../tools/paths.js';

test('every point of the plot is a row of the table that it names', async () => {
  const text = await readFile(`${ROOT}${RECALL_SOURCE.file}`, 'utf8');
  const title = `\nN = ${RECALL_SOURCE.passages.toLocaleString('en')}:\n`;
  const baselines = text.slice(text.indexOf('\n## Baselines'));
  const [table = ''] = baselines.slice(baselines.indexOf(title)).split('\n\nThe core');
  for (const { name, bytesPerPassage, points } of METHODS) {
    for (const [recomputed, recall] of points) {
      const [start = ''] = name.split(', best recomputed');
      const numbers = ` | ${bytesPerPassage.toFixed(1)} | ${recall.toFixed(3)} | ${recomputed.toFixed(1)} | `;
      const row = table.split('\n').find((line) => line.startsWith(`| ${start},`) && line.includes(numbers));
      assert.ok(row, `${name}: ${numbers}`);
    }
  }
});

test('the bytes of hnswlib are those of its file there', async () => {
  const text = await readFile(`${ROOT}${RECALL_SOURCE.file}`, 'utf8');
  assert.ok(text.includes(`hnswlib's file, M = 16 (${HNSW.toLocaleString('en')} bytes a passage)`));
});
