// The two sites of the README, made by its own lines and opened in Chromium: "getting wet" finds the rain.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../tools/paths.js';
import { type Example, examplesOf } from '../web/readme.js';
import { BrowserSuite } from './fixture.js';
import { watch } from './watch.js';

const FOLDER = join(ROOT, 'build/browser-tests/readme');

/** Runs lines of the README in an empty folder. This build stands in for the package that they install. */
async function runLines(folder: string, shell: string): Promise<void> {
  const lines = shell
    .split('\n')
    .filter((line) => !/^npm |^npx leann-web serve /.test(line))
    .map((line) => line.replace(/^npx leann-web /, `"$NODE" "$LEANN_WEB" `));
  const env = { ...process.env, NODE: process.execPath, LEANN_WEB: join(ROOT, 'dist/cli/main.js') };
  await promisify(execFile)('sh', ['-e', '-c', lines.join('\n')], { cwd: folder, env });
}

describe('the sites of the README', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let examples: Example[];

  const codeOf = (section: string, language: string) =>
    examples
      .filter((example) => example.section === section && example.language === language)
      .map(({ code }) => code)
      .join('');

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    examples = await examplesOf('README.md');
  });

  for (const { section, answer, name } of [
    { section: '', answer: 'leann-search [role="option"]', name: 'rain.txt' },
    { section: 'Use it in your site', answer: 'li', name: 'Rain' },
  ]) {
    it(`${section || 'the ten lines at the top'}: the rain comes first`, async () => {
      const folder = join(FOLDER, section || 'top');
      await mkdir(folder, { recursive: true });
      await runLines(folder, codeOf(section, 'sh'));
      const page = codeOf(section, 'html');
      if (page !== '') await writeFile(join(folder, 'site/index.html'), page);
      const served = await suite.serve({ roots: { '/': join(folder, 'site') } });
      const tab = await suite.context.newPage();
      // Browsers ask for one by themselves; the pages have none.
      await tab.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
      const { problems } = watch(tab);
      await tab.goto(`${served.url}/`);
      await tab.locator('input').fill('getting wet');
      const first = tab.locator(answer).first();
      await first.getByText('We walked home through the rain.').waitFor({ timeout: 120_000 });
      assert.ok((await first.textContent())?.includes(name));
      assert.deepEqual(problems, []);
      await tab.close();
    });
  }
});
