// Nothing that axe-core would object to, in every engine, light and dark: the demo page's tabs, and <leann-search> in each state.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { EnginePage } from '../../tools/engines/engine.js';
import { ROOT } from '../../tools/paths.js';
import { buildSmallDemo } from '../browser/small-demo.js';
import { faultsOf } from './axe.js';
import { assertNoProblems, ENGINE, EngineSuite, until } from './engine-suite.js';
import { buildPublishedSite } from './published-site.js';

const FOLDER = `${ROOT}build/browser-tests/accessibility-${ENGINE}`;
const PASTED = 'The keeper sold the honey of his bees to passing ships.';

const roots = { '/demo/': join(FOLDER, 'demo'), '/site/': join(FOLDER, 'guide/site') };

before(async () => {
  await buildSmallDemo(roots['/demo/']);
  await buildPublishedSite(join(FOLDER, 'guide'));
});

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`accessibility in ${ENGINE}, ${colorScheme}`, { timeout: 300_000 }, () => {
    const suite = new EngineSuite({ colorScheme });
    let url: string;

    before(async () => {
      ({ url } = await suite.serve({ roots }));
    });

    async function openField(): Promise<EnginePage> {
      const page = await suite.open(`${url}/site/`);
      // The site of the tests has no colours of its own.
      await page.evaluate(() => {
        document.documentElement.style.colorScheme = 'light dark';
      }, null);
      await until(page, () => customElements.get('leann-search') !== undefined, null);
      return page;
    }

    it(`is without fault on each tab of the demo page: ${colorScheme}`, async () => {
      const page = await suite.open(`${url}/demo/`);
      assert.deepEqual(await faultsOf(page), [], 'while it starts');
      assert.equal(await isDark(page), colorScheme === 'dark');
      await search(page, 'words', 'money that makes a witness say nothing');
      assert.deepEqual(await faultsOf(page), [], 'words');
      await page.click('#notes-tab');
      assert.deepEqual(await faultsOf(page), [], 'no files');
      await page.click('#notes .paste-toggle');
      await page.type('#paste', PASTED);
      assert.deepEqual(await faultsOf(page), [], 'text to add');
      await page.click('#notes [type=submit]');
      await until(page, () => /1 text in 1 passage/.test(document.body.innerText), null);
      await search(page, 'notes', 'food made by insects');
      assert.deepEqual(await faultsOf(page), [], 'files');
      await page.click('#costs-tab');
      await until(page, () => document.querySelector('.plot canvas') !== null, null);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      }, null);
      assert.deepEqual(await faultsOf(page), [], 'costs');
      assertNoProblems(page);
      await page.close();
    });

    for (const modal of [false, true]) {
      const where = modal ? 'in a dialog' : 'in the page';

      it(`is without fault in <leann-search> ${where}: ${colorScheme}`, async () => {
        const page = await openField();
        if (modal) {
          await makeModal(page);
          assert.deepEqual(await faultsOf(page, 'leann-search'), [], 'the button');
          await page.click('leann-search >> .button');
        }
        assert.deepEqual(await faultsOf(page, 'leann-search'), [], 'an empty field');
        await ask(page, 'honey made by insects', 'found');
        assert.deepEqual(await faultsOf(page, 'leann-search'), [], 'answers');
        await press(page, 'ArrowDown');
        assert.deepEqual(await faultsOf(page, 'leann-search'), [], 'an active answer');
        await ask(page, '"no such words" qqxyz', 'nothing');
        assert.deepEqual(await faultsOf(page, 'leann-search'), [], 'no answer');
        assertNoProblems(page);
        await page.close();
      });

      it(`is without fault in <leann-search> ${where} that fails: ${colorScheme}`, async () => {
        const page = await openField();
        await page.evaluate(
          () => document.querySelector('leann-search')?.setAttribute('src', 'nowhere/'),
          null,
        );
        if (modal) {
          await makeModal(page);
          await page.click('leann-search >> .button');
        }
        await ask(page, 'honey', 'failed');
        assert.deepEqual(await faultsOf(page, 'leann-search'), []);
        await page.close();
      });
    }
  });
}

async function isDark(page: EnginePage): Promise<boolean> {
  return await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches, null);
}

/** Asks on a tab of the demo page, and waits for the last answer. */
async function search(page: EnginePage, panel: string, query: string): Promise<void> {
  await page.type(`#${panel}-query`, query);
  await until(page, (id) => document.querySelector(`#${id} .settled`) !== null, panel);
}

/** Asks <leann-search>, and waits for that state of its line. */
async function ask(page: EnginePage, query: string, state: string): Promise<void> {
  await page.type('leann-search >> .input', query);
  await until(
    page,
    (wanted) => {
      const root = document.querySelector('leann-search')?.shadowRoot;
      return root?.querySelector<HTMLElement>('.status')?.dataset.state === wanted;
    },
    state,
  );
}

async function makeModal(page: EnginePage): Promise<void> {
  await page.evaluate(() => document.querySelector('leann-search')?.setAttribute('modal', ''), null);
}

async function press(page: EnginePage, key: string): Promise<void> {
  await page.evaluate((name) => {
    const input = document.querySelector('leann-search')?.shadowRoot?.querySelector('.input');
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  }, key);
}
