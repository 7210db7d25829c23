// What a published index says of its own answers (docs/hosting.md, "How good its answers are"), by which of its queries are picked, and
// beside it the same of questions that people asked. Prints a Markdown table for each collection.
// node dist/bench/expected-recall.js SOURCE …   (a folder as bench/judged/judged-set.ts says, or documents as `leann-web build` reads them)

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { madeQueries } from '../cli/recall/made-queries.js';
import { recallOf } from '../cli/recall/measured-recall.js';
import { readSource } from '../cli/source.js';
import { Core } from '../web/core/core.js';
import { publish, type WrittenFolder } from '../web/hosted/publish.js';
import type { Document, Embedder, RecallInfo } from '../web/index.js';
import { withBenchModel } from './judged/bench-model.js';
import { readJudgedSet } from './judged/judged-set.js';
import { indexOf } from './judged/one-index.js';

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];
/** As a build makes. */
const QUERIES = 100;

const { signal } = new AbortController();

/** What is measured of a folder whose files are written, by what the table calls it. */
type Measured = Map<string, RecallInfo>;

await withBenchModel(async (embedder) => {
  for (const source of process.argv.slice(2)) {
    const { documents, questions } = await collectionOf(source);
    const measured: Measured = new Map();
    let ms = 0;
    const passages = await published(documents, embedder, async (written) => {
      for (const seed of SEEDS) {
        const queries = madeQueries(written.passages, QUERIES, seed);
        measured.set(`made, seed ${seed}`, await recallOf(written, queries));
      }
      const began = performance.now();
      await recallOf(written, madeQueries(written.passages, QUERIES));
      ms = performance.now() - began;
      if (questions.length > 0) measured.set('people asked', await recallOf(written, questions));
    });
    console.log(`\n## ${basename(source)}: ${documents.length} documents, ${passages} passages\n`);
    console.log('| queries | | first | final | what the model adds |');
    console.log('|---|---|---|---|---|');
    for (const [name, { queries, first = 0, final }] of measured)
      console.log(
        `| ${name} | ${queries} | ${first.toFixed(3)} | ${final.toFixed(3)} | ${(final - first).toFixed(3)} |`,
      );
    console.log(`\n${QUERIES} queries whose vectors are known are asked in ${ms.toFixed(0)} ms.`);
  }
});

async function collectionOf(
  source: string,
): Promise<{ documents: Document[]; questions: { text: string }[] }> {
  if (existsSync(join(source, 'qrels.tsv'))) {
    const { documents, queries } = readJudgedSet(source);
    return { documents, questions: queries };
  }
  const documents: Document[] = [];
  for await (const document of readSource(source)) documents.push(document);
  return { documents, questions: [] };
}

/** Publishes in a folder that is gone afterwards; returns the number of passages. */
async function published(
  documents: readonly Document[],
  embedder: Embedder,
  use: (written: WrittenFolder & { url: URL; embedder: Embedder; signal: AbortSignal }) => Promise<void>,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-bench-'));
  const index = await indexOf(embedder, documents, { build: { numbering: 'local' } });
  try {
    const { passages } = await publish({
      core: await Core.load(),
      exported: new Uint8Array(await (await index.export()).arrayBuffer()),
      name: 'bench',
      others: [],
      embedTerms: (terms) => embedder.embed(terms),
      write: async (path, bytes) => {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
      },
      measure: async (written) => {
        await use({ ...written, url: pathToFileURL(`${folder}/`), embedder, signal });
        return undefined;
      },
    });
    return passages;
  } finally {
    await index.close();
    await rm(folder, { recursive: true });
  }
}
