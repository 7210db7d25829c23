// The demo page with all of WordNet, as it is published: under a path of a plain file server, and then without any server.

import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import type { Served } from '../../cli/static-server.js';
import { EXAMPLES } from '../../tools/dictionary/examples.js';
import { publishGlosses } from '../../tools/dictionary/glosses.js';
import { MODEL, ROOT } from '../../tools/paths.js';
import { buildSite } from '../../tools/site/build.js';
import { BrowserSuite } from '../browser/fixture.js';
import { watch } from '../browser/watch.js';

const SITE = `${ROOT}build/browser-tests/all-glosses`;
const HOME = '/some/where/';

/** Descriptions, and a word that means that: those that the page proposes, and some more. */
const MEANINGS = new Map([
  ...EXAMPLES.map(({ query, word }): [string, string] => [query, word]),
  ['being scared of spiders', 'arachnophobia'],
  ['the man who cuts your hair', 'hairdresser'],
]);

/** The most that a query may fetch of texts. */
const MOST_TEXT_BYTES = 100_000;

describe('the demo page with all glosses', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let served: Served;
  let page: Page;
  let problems: string[];
  /** Files of texts that were asked for, by the page or its workers. */
  const texts = new Set<string>();
  const answers = new Map<string, string[]>();

  before(async () => {
    await exportModel(MODEL);
    const embedder = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
    try {
      const words = await publishGlosses(embedder, { terms: false });
      assert.ok(words !== undefined, 'the model is the one that built the index');
      await buildSite({ out: SITE, words });
    } finally {
      await embedder.close();
    }
    served = await suite.serve({ roots: { [HOME]: SITE } });
    suite.context.on('request', (request) => {
      const path = new URL(request.url()).pathname.slice(HOME.length);
      if (path.startsWith('words/texts/')) texts.add(path);
    });
    page = await suite.context.newPage();
    problems = watch(page).problems;
    await page.goto(`${served.url}${HOME}`);
    await page.waitForSelector('#start', { state: 'hidden' });
  });

  async function wordsFor(meaning: string): Promise<string[]> {
    await page.fill('#words-query', meaning);
    await page.waitForSelector('#words .settled');
    const found = await page.locator('#words .hit .title').allTextContents();
    assert.match((await page.locator('#words .stats').textContent()) ?? '', / of 117,791 recomputed/);
    await page.keyboard.press('Escape');
    return found;
  }

  it('finds words among 117,791 definitions, and fetches few of these', async () => {
    for (const [meaning, word] of MEANINGS) {
      const before = new Set(texts);
      const found = await wordsFor(meaning);
      answers.set(meaning, found);
      assert.ok(found.includes(word), `${meaning}: ${found}`);
      const fetched = [...texts].filter((path) => !before.has(path));
      const sizes = await Promise.all(fetched.map(async (path) => (await stat(join(SITE, path))).size));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      assert.ok(bytes > 0 && bytes <= MOST_TEXT_BYTES, `${meaning}: ${bytes} bytes of texts`);
    }
    assert.deepEqual(problems, []);
  });

  it('gives the same answers without a server', async () => {
    // The service worker did not see the requests that were made before it was there.
    await page.waitForSelector('text=Works offline from now on');
    await page.reload();
    await page.waitForSelector('#start', { state: 'hidden' });
    for (const meaning of MEANINGS.keys()) await wordsFor(meaning);
    await served.close();
    await page.reload();
    await page.waitForSelector('#start', { state: 'hidden' });
    for (const [meaning, found] of answers) assert.deepEqual(await wordsFor(meaning), found);
  });
});
