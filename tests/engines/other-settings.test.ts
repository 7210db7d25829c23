// The demo page and a published folder in every engine with settings that few have: no language, no storage.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { EngineOptions, EnginePage } from '../../tools/engines/engine.js';
import { launchEngine } from '../../tools/engines/launch.js';
import { ROOT } from '../../tools/paths.js';
import { buildSmallDemo } from '../browser/small-demo.js';
import { settled, titles as titlesIn } from './demo-panels.js';
import { ask, titles } from './element-answers.js';
import { assertNoProblems, ENGINE, EngineSuite, until, without } from './engine-suite.js';
import { buildPublishedSite } from './published-site.js';

const FOLDER = `${ROOT}build/browser-tests/engines-settings-${ENGINE}`;

/** As a browser of Linux is told where no locale is set. */
const NO_LANGUAGE: EngineOptions = { language: 'C' };

const NO_STORAGE: EngineOptions = { preferences: { 'network.cookie.cookieBehavior': 2 } };

const UNBLOCKABLE = {
  chromium: 'only of Firefox are preferences set',
  webkit: 'only of Firefox are preferences set',
};

describe(`other settings of ${ENGINE}`, { timeout: 300_000 }, () => {
  const suite = new EngineSuite();
  let url: string;

  before(async () => {
    const demo = join(FOLDER, 'demo');
    await buildSmallDemo(demo);
    const site = await buildPublishedSite(join(FOLDER, 'guide'));
    ({ url } = await suite.serve({ roots: { '/demo/': demo, '/site/': site } }));
  });

  /** Opens that path in a browser of its own. */
  async function inOther(
    options: EngineOptions,
    path: string,
    use: (page: EnginePage) => Promise<void>,
  ): Promise<void> {
    const other = await launchEngine(ENGINE, options);
    try {
      const page = await (await other.newContext()).newPage();
      await page.goto(`${url}${path}`);
      await use(page);
    } finally {
      await other.close();
    }
  }

  async function searchDemo(page: EnginePage): Promise<void> {
    await page.type('#words-query', 'money that makes a witness say nothing');
    await settled(page, '#words');
  }

  it('the demo page finds words where all storage is blocked', { skip: without(UNBLOCKABLE) }, () =>
    inOther(NO_STORAGE, '/demo/', async (page) => {
      await searchDemo(page);
      const found = await titlesIn(page, '#words');
      assert.ok(found.slice(0, 3).includes('hush money'), found.join());
    }),
  );

  it('the demo page has its plot where the browser names no language', () =>
    inOther(NO_LANGUAGE, '/demo/', async (page) => {
      const language = await page.evaluate(() => navigator.language, null);
      assert.throws(() => Intl.getCanonicalLocales(language), RangeError, language);
      await searchDemo(page);
      await page.click('#costs-tab');
      await until(page, () => document.querySelector('.plot canvas') !== null, null);
      assert.equal(await page.evaluate(() => navigator.language, null), language, 'as it was');
      assertNoProblems(page);
    }));

  it('a published folder is searched where neither page nor browser names a language', () =>
    inOther(NO_LANGUAGE, '/site/', async (page) => {
      await page.evaluate(() => document.documentElement.removeAttribute('lang'), null);
      await ask(page, 'honey made by insects');
      assert.equal((await titles(page))[0], 'Bees');
      assertNoProblems(page);
    }));
});
