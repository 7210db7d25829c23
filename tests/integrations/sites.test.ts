// Sites that generators make, with the packages of integrations/: built, opened in Chromium and searched.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { MODEL, ROOT } from '../../tools/paths.js';
import { BrowserSuite } from '../browser/fixture.js';
import { watch } from '../browser/watch.js';
import { install, installPackage, npm, type Packages } from '../consumers/install.js';

interface Site {
  /** Of its folder. */
  name: string;
  /** Of the folder of its package; default: the name. */
  integration?: string;
  /** Whether a button opens the search. */
  modal: boolean;
  /** Where the pages lie below the site: `rain` and what follows. */
  ending: string;
  /** A program that has to be there, which npm does not install. */
  needs?: string;
  /** Whether `leann-web.config.json` says which model it is. */
  configured?: boolean;
}

const SITES: readonly Site[] = [
  { name: 'vitepress', modal: true, ending: '.html' },
  { name: 'eleventy', modal: false, ending: '/' },
  { name: 'docusaurus', modal: true, ending: '/' },
  { name: 'astro', modal: false, ending: '/' },
  { name: 'starlight', integration: 'astro', modal: true, ending: '/' },
  { name: 'mkdocs', modal: true, ending: '/', needs: 'mkdocs', configured: true },
];

/** What is asked, what the first answer says, and the page that it leads to. */
const QUERIES = [
  { query: 'getting wet', says: 'walked home', page: 'rain', holds: /through the rain/ },
  { query: 'dough', says: 'rise for an hour', page: 'bread', holds: /Knead the dough/ },
];

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

describe('the sites of generators', { timeout: 1_200_000 }, () => {
  const suite = new BrowserSuite();
  let packages: Packages;

  before(async () => {
    packages = await installPackage();
  });

  /** Builds the site in a copy of its folder; what the generator printed. */
  const built = async ({ name, integration = name, configured }: Site): Promise<string> => {
    const folder = await install(name, packages, join(ROOT, 'tests/integrations'));
    const place = join(folder, 'node_modules', `leann-web-${integration}`);
    await rm(place, { recursive: true, force: true });
    await cp(join(ROOT, 'integrations', integration), place, { recursive: true });
    if (configured) await writeFile(join(folder, 'leann-web.config.json'), JSON.stringify({ model: MODEL }));
    const { code, output } = await npm(folder, 'run', 'build');
    assert.equal(code, 0, output);
    assert.match(output, /\b3 documents/);
    return join(folder, 'dist');
  };

  for (const site of SITES) {
    const { name, modal, ending, needs } = site;
    const skip = needs === undefined || isThere(needs) ? false : `there is no ${needs} here`;
    it(`${name}: finds by meaning and by words, and leads there`, { skip }, async () => {
      const { url } = await suite.serve({ roots: { '/docs/': await built(site) } });
      for (const { query, says, page: name, holds } of QUERIES) {
        const page = await suite.context.newPage();
        await page.route('**/favicon.*', (route) => route.fulfill({ status: 204 }));
        const { problems } = watch(page);
        await page.goto(`${url}/docs/`);
        if (modal) await page.locator('leann-search').getByRole('button').first().click();
        await page.locator('leann-search').getByRole('combobox').fill(query);
        const option = page.locator('leann-search [role="option"]').first();
        await option.getByText(says).waitFor();
        await option.click();
        await page.waitForURL(`${url}/docs/${name}${ending}*`);
        assert.match((await page.getByRole('main').textContent()) ?? '', holds);
        assert.deepEqual(problems, []);
        await page.close();
      }
    });
  }
});
