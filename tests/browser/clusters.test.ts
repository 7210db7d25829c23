// A published folder in clusters in Chromium, in a worker: which files a search asks for, without a model and without a network.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ROOT } from '../../tools/paths.js';
import type { LeannIndex } from '../../web/index.js';
import { run } from '../web/cli-program.js';
import { withKeptVectors } from '../web/kept-vectors.js';
import { modelFolder } from '../web/model-folder.js';
import { BrowserSuite } from './fixture.js';
import { watch } from './watch.js';

const FOLDER = `${ROOT}build/browser-tests/clusters`;
const CLUSTERS = 60;
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
<script type="module">import { LeannIndex } from './search/leann-web.js';
globalThis.index = await LeannIndex.fromUrl('./search/', { model: 'never' });</script></head><body></body></html>`;

/** The global of the page's script. */
interface Scope {
  index: LeannIndex;
}

describe('a published folder in clusters', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(join(FOLDER, 'site'), { recursive: true });
    const source = join(FOLDER, 'glosses.jsonl');
    const glosses = readGlosses({ limit: 500 });
    await writeFile(source, glosses.map((gloss) => JSON.stringify(gloss)).join('\n'));
    const places = { out: join(FOLDER, 'site/search'), cache: join(FOLDER, 'cache') };
    const flags = ['--out', places.out, '--cache', places.cache];
    const model = ['--model', modelFolder(), '--clusters', String(CLUSTERS)];
    const { code, stderr } = await withKeptVectors(places, () => run('build', source, ...flags, ...model));
    assert.equal(code, 0, stderr);
    await writeFile(join(FOLDER, 'site/index.html'), PAGE);
  });

  it('fetches the clusters near a query once, and answers it again without a network', async () => {
    const { url } = await suite.serve({ roots: { '/': join(FOLDER, 'site') } });
    const context = await suite.newContext();
    const page = await context.newPage();
    const { problems, requests } = watch(page);
    await page.goto(`${url}/`);
    await page.waitForFunction(() => 'index' in globalThis, undefined, { timeout: 60_000 });
    const asked = (folder: string) => requests.filter((request) => request.includes(`/${folder}/`)).length;
    assert.equal(asked('clusters'), 0, 'opening fetches none');
    const search = (query: string) =>
      page.evaluate(async (text) => {
        const { index } = globalThis as unknown as Scope;
        let last: { ids: string[]; of: number | undefined; loaded: number; query: unknown } | undefined;
        for await (const { hits, stats } of index.search(text, { k: 5 })) {
          const { loaded = 0, of } = stats.clusters ?? {};
          last = { ids: hits.map(({ id }) => id), of, loaded, query: stats.query };
        }
        return last;
      }, query);
    const first = await search('the study of living things');
    assert.ok(first !== undefined && first.ids.length === 5);
    assert.deepEqual([first.of, first.query], [CLUSTERS, 'table']);
    const clusters = asked('clusters');
    assert.ok(clusters >= 16 && clusters <= 24, `${clusters}`);
    assert.equal(first.loaded, clusters);
    await context.setOffline(true);
    assert.deepEqual((await search('the study of living things'))?.ids, first.ids);
    await context.setOffline(false);
    await search('an unpleasant feeling');
    assert.ok(asked('clusters') <= 48 && asked('model') === 0);
    assert.deepEqual(problems, []);
    await context.close();
  });
});
