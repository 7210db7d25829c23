// One index in three places: a published folder in Chromium's tab, the same folder in Node, and PostgreSQL that it was exported to.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ROOT } from '../../tools/paths.js';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { PostgresIndex } from '../../web/postgres/postgres-index.js';
import { run } from '../web/cli-program.js';
import { withKeptVectors } from '../web/kept-vectors.js';
import { modelFolder } from '../web/model-folder.js';
import { openDatabase, serveDatabase } from '../web/pglite.js';
import { remembering } from '../web/remembering-embedder.js';
import { BrowserSuite } from './fixture.js';

const FOLDER = `${ROOT}build/browser-tests/same-answers`;
const DOCUMENTS = 500;
const QUERIES = 200;
const K = 10;
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
<script type="module">import { LeannIndex } from './search/leann-web.js';
globalThis.index = await LeannIndex.fromUrl('./search/', { model: 'eager' });</script></head><body></body></html>`;

interface Found {
  id: string;
  score: number;
}

/** The global of the page's script. */
interface Scope {
  index: LeannIndex;
}

describe('the same index in a tab, in Node and in PostgreSQL', { timeout: 900_000 }, () => {
  const suite = new BrowserSuite();
  const glosses = readGlosses({ limit: DOCUMENTS + QUERIES });
  // What is asked is not in the index itself, as what people ask is not.
  const queries = glosses
    .slice(DOCUMENTS)
    .map(({ text, title }, at) => (at % 2 === 0 ? text : title).slice(0, 120));

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(join(FOLDER, 'site'), { recursive: true });
    const lines = glosses.slice(0, DOCUMENTS).map((gloss) => JSON.stringify(gloss));
    await writeFile(join(FOLDER, 'glosses.jsonl'), lines.join('\n'));
    await writeFile(join(FOLDER, 'site/index.html'), PAGE);
    const places = { out: join(FOLDER, 'site/search'), cache: join(FOLDER, 'cache') };
    const { code, stderr } = await withKeptVectors(places, () =>
      run('build', join(FOLDER, 'glosses.jsonl'), '--out', places.out, ...common()),
    );
    assert.equal(code, 0, stderr);
  });

  const common = () => ['--model', modelFolder(), '--cache', join(FOLDER, 'cache')];

  it('answers 200 queries alike, as far as its recall allows', async () => {
    const tab = await inTab();
    const embedder = remembering(await OnnxEmbedder.load(modelFolder()));
    const folder = await LeannIndex.fromUrl(join(FOLDER, 'site/search'), { embedder });
    const db = await openDatabase();
    const served = await serveDatabase(db);
    try {
      process.env.NODE_OPTIONS = `--import=${new URL('../web/resolve-pg.js', import.meta.url).href}`;
      const exported = await run('export', join(FOLDER, 'site/search'), '--to', served.url, ...common());
      assert.equal(exported.code, 0, exported.stderr);
      const database = await PostgresIndex.open({ client: db, embedder });
      // As it is by default first: what is recomputed for one query is exact in the next, in the tab as here.
      const node: Found[][] = [];
      for (const query of queries) node.push((await last(folder.search(query, { k: K }))).hits.map(found));
      assert.deepEqual(tab, node);
      const there: Found[][] = [];
      for (const query of queries) there.push((await last(database.search(query, { k: K }))).hits.map(found));
      const shares: Record<number, number> = {};
      for (const confidence of [0.95, 1]) {
        let shared = 0;
        for (const [at, query] of queries.entries()) {
          const here = (await last(folder.search(query, { k: K, confidence }))).hits;
          shared += inCommon(here, there[at] ?? []);
        }
        shares[confidence] = shared / queries.length / K;
      }
      await database.close();
      console.log('of the ten that PostgreSQL finds, the folder finds, by confidence:', shares);
      for (const [confidence, share] of Object.entries(shares)) {
        assert.ok(share > Number(confidence) - 0.01, JSON.stringify(shares));
      }
    } finally {
      delete process.env.NODE_OPTIONS;
      await served.stop();
      await db.close();
      await folder.close();
      await embedder.close();
    }
  });

  async function inTab(): Promise<Found[][]> {
    const { url } = await suite.serve({ roots: { '/': join(FOLDER, 'site') } });
    const page = await suite.context.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(`${url}/`);
    await page.waitForFunction(() => 'index' in globalThis);
    return await page.evaluate(
      async ([all, k]) => {
        const { index } = globalThis as unknown as Scope;
        const answers: { id: string; score: number }[][] = [];
        for (const query of all) {
          let answer: { id: string; score: number }[] = [];
          for await (const { hits } of index.search(query, { k }))
            answer = hits.map(({ id, score }) => ({ id, score }));
          answers.push(answer);
        }
        return answers;
      },
      [queries, K] as const,
    );
  }
});

const found = ({ id, score }: Hit): Found => ({ id, score });

function inCommon(some: readonly Found[], others: readonly Found[]): number {
  const ids = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => ids.has(id)).length;
}

async function last(updates: AsyncIterable<SearchUpdate>): Promise<SearchUpdate> {
  let update: SearchUpdate | undefined;
  for await (const each of updates) update = each;
  assert.ok(update?.final);
  return update;
}
