// The figures that the demo prints are measured with the embedder that searches, with a new index and with an old one.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { printReport } from '../../tools/demo/report.js';
import { INDEXES } from '../../tools/paths.js';
import { wordEmbedder } from './word-embedder.js';

/** A number that nobody else asks for: the index is kept by it. */
const COUNT = 197;
const QUERIES = 200;
/** The time that embedding a batch takes. */
const BATCH_MS = 5;
const ANSWER = /^\n“.*” {2}(\d+) recomputed, (\d+) from memory, (\d+) ms$/;

/** A printed line, and what was embedded since the line before it. */
interface Printed {
  line: string;
  texts: number;
  batches: number;
}

async function printed(): Promise<Printed[]> {
  const embedder = wordEmbedder('words of the demo');
  let batches = 0;
  embedder.before = async () => {
    batches++;
    await sleep(BATCH_MS);
  };
  const lines: Printed[] = [];
  let last = { texts: 0, batches: 0 };
  const { signal } = new AbortController();
  const job = { count: COUNT, embedder, terminal: { write: () => true }, signal };
  await printReport(job, (line) => {
    const all = { texts: embedder.embedded(), batches };
    lines.push({ line, texts: all.texts - last.texts, batches: all.batches - last.batches });
    last = all;
  });
  return lines;
}

function checkAnswers(lines: readonly Printed[]): void {
  const answers = lines.filter(({ line }) => ANSWER.test(line));
  assert.equal(answers.length, 5);
  let all = 0;
  for (const { line, texts, batches } of answers) {
    const [recomputed = 0, , ms = 0] = (ANSWER.exec(line) ?? []).slice(1).map(Number);
    // The query is embedded, too.
    assert.equal(texts, recomputed + 1, line);
    assert.ok(
      ms >= Math.floor(batches * BATCH_MS * 0.9),
      `${line}, in which ${batches} batches were embedded`,
    );
    all += recomputed;
  }
  assert.ok(all > 0, 'something is recomputed');
}

describe('the report of the demo', () => {
  before(() => rm(join(INDEXES, `words-${COUNT}`), { recursive: true, force: true }));

  it('tells what was embedded and how long that took, with a new index', async () => {
    const lines = await printed();
    checkAnswers(lines);
    const accuracy = lines.findIndex(({ line }) => line.startsWith('\nRecall@10'));
    const { texts } = lines[accuracy] ?? { texts: 0 };
    const mean = Number(/^\d+/.exec(lines[accuracy + 1]?.line ?? ''));
    assert.equal(mean, Math.round((texts - QUERIES) / QUERIES));
    const told = lines.map(({ line }) => line).join('\n');
    const sizes = Array.from(told.matchAll(/ ([\d,]+) B +[\d.]+ B a passage/g), ([, size = '']) => size);
    const total = Number(sizes.pop()?.replaceAll(',', ''));
    const sum = sizes.reduce((all, size) => all + Number(size.replaceAll(',', '')), 0);
    assert.equal(sum, total, 'the parts are all there is');
    assert.match(told, /Measured just now\.\nBuilt just now, in \d+ s/);
  });

  it('tells the same of an index that was there, and when the rest was measured', async () => {
    const lines = await printed();
    checkAnswers(lines);
    const told = lines.map(({ line }) => line).join('\n');
    assert.match(told, /Measured on \d{4}-\d\d-\d\d\.\nBuilt on \d{4}-\d\d-\d\d, in \d+ s/);
  });
});
