// Sites that generators make, with the packages of integrations/: built, opened in Chromium and searched.

import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { ROOT } from '../../tools/paths.js';
import { BrowserSuite } from '../browser/fixture.js';
import { watch } from '../browser/watch.js';
import { install, installPackage, npm, type Packages } from '../consumers/install.js';

interface Site {
  name: string;
  /** Whether a button opens the search. */
  modal: boolean;
  /** Where the answer leads. */
  leadsTo: RegExp;
}

const SITES: readonly Site[] = [
  { name: 'vitepress', modal: true, leadsTo: /\/docs\/rain\.html/ },
  { name: 'eleventy', modal: false, leadsTo: /\/docs\/rain\// },
];

describe('the sites of generators', { timeout: 1_200_000 }, () => {
  const suite = new BrowserSuite();
  let packages: Packages;

  before(async () => {
    packages = await installPackage();
  });

  for (const { name, modal, leadsTo } of SITES) {
    it(`${name}: "getting wet" finds the rain, and leads there`, async () => {
      const folder = await install(name, packages, join(ROOT, 'tests/integrations'));
      const integration = join(folder, 'node_modules', `leann-web-${name}`);
      await cp(join(ROOT, 'integrations', name), integration, { recursive: true });
      const { code, output } = await npm(folder, 'run', 'build');
      assert.equal(code, 0, output);
      assert.match(output, /3 documents/);
      await writeFile(join(folder, 'dist/favicon.ico'), '');
      const { url } = await suite.serve({ roots: { '/docs/': join(folder, 'dist') } });
      const page = await suite.context.newPage();
      await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
      const { problems } = watch(page);
      await page.goto(`${url}/docs/`);
      if (modal) await page.locator('leann-search').getByRole('button').first().click();
      await page.getByRole('combobox').fill('getting wet');
      const option = page.locator('leann-search [role="option"]').first();
      await option.getByText('walked home').waitFor();
      await option.click();
      await page.waitForURL(leadsTo);
      assert.match((await page.locator('main').textContent()) ?? '', /through the rain/);
      assert.deepEqual(problems, []);
      await page.close();
    });
  }
});
