// What the README says first, done by its own lines with the packed package; its sites are opened in Chromium: "getting wet" finds the rain.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { packPackage } from '../consumers/install.js';
import { modelFolder } from '../web/model-folder.js';
import { type Example, examplesOf } from '../web/readme.js';
import { BrowserSuite } from './fixture.js';
import { watch } from './watch.js';

/** Outside of the project, where nothing of it is found by chance. */
let place: string;

/** As the README writes it, where somebody has packed the package. */
const PACKED = '/path/to/leann-web-0.2.0.tgz';

/** The section that comes first. */
const TOP = 'A site in ten lines';

/** Runs lines of the README to the letter, but that of the server, in an empty folder: npm installs the package packed of this build. */
async function runLines(folder: string, shell: string, archive: string): Promise<void> {
  const lines = shell.split('\n').filter((line) => !line.startsWith('npx leann-web serve '));
  const script = lines.join('\n').replaceAll(PACKED, archive);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  await promisify(execFile)('sh', ['-e', '-c', script], {
    cwd: folder,
    env: { ...env, npm_config_audit: 'false' },
  });
}

describe('what the README says first', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let examples: Example[];
  let archive: string;

  const codeOf = (section: string, language: string) =>
    examples
      .filter((example) => example.section === section && example.language === language)
      .map(({ code }) => code)
      .join('');

  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'leann-web-readme-'));
    archive = await packPackage(place);
    examples = [...(await examplesOf('README.md')), ...(await examplesOf('docs/guide-site.md'))];
  });
  after(() => rm(place, { recursive: true, force: true }));

  it('the program of two commands and ten lines finds the rain', async () => {
    const section = 'Use it in your program';
    const folder = join(place, 'program');
    await mkdir(folder);
    await runLines(folder, codeOf(section, 'sh'), archive);
    const program = codeOf(section, 'js');
    assert.ok(program.trim().split('\n').length <= 10);
    await writeFile(join(folder, 'rain.mjs'), program);
    const { stdout } = await promisify(execFile)(process.execPath, ['rain.mjs'], { cwd: folder });
    assert.equal(stdout, 'We walked home through the rain.\n');
  });

  for (const { section, answer, name } of [
    { section: TOP, answer: 'leann-search [role="option"]', name: 'rain.txt' },
    { section: 'A page of your own', answer: 'li', name: 'Rain' },
  ]) {
    it(`${section}: the rain comes first`, async () => {
      const folder = join(place, section);
      // As an earlier build leaves it; tests/consumers/ has one that makes the model.
      await mkdir(join(folder, '.leann-cache'), { recursive: true });
      await symlink(modelFolder(), join(folder, '.leann-cache/all-MiniLM-L6-v2'));
      await runLines(folder, codeOf(section, 'sh'), archive);
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
      await (section === TOP ? first : first.locator('a')).click();
      await tab.getByText('through the rain').waitFor();
      assert.match(new URL(tab.url()).pathname, /^\/rain\.(txt|md)$/, 'an answer leads to its document');
      await tab.close();
    });
  }

  it('the lines at the top are two commands of ours, and ten in all', () => {
    const lines = codeOf(TOP, 'sh').trim().split('\n');
    assert.ok(lines.length <= 10, `${lines.length}`);
    assert.equal(lines.filter((line) => line.startsWith('npx leann-web')).length, 2);
  });

  it('docs/element.md: the field, the dialog and the service worker work in a page of a published folder', async () => {
    const shown = await examplesOf('docs/element.md');
    const [field = '', dialog = ''] = shown
      .filter(({ language }) => language === 'html')
      .map(({ code }) => code);
    const [worker = '', register = ''] = shown
      .filter(({ language }) => language === 'js')
      .map(({ code }) => code);
    // As the lines at the top have made it.
    const site = join(place, TOP, 'site');
    await writeFile(
      join(site, 'element.html'),
      `${field}${dialog}<script type="module">${register}</script>`,
    );
    await writeFile(join(site, 'service-worker.js'), worker);
    const served = await suite.serve({ roots: { '/': site } });
    const tab = await suite.context.newPage();
    await tab.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    const { problems } = watch(tab);
    await tab.goto(`${served.url}/element.html`);
    await tab.getByRole('combobox').fill('dough');
    await tab.locator('leann-search [role="option"]').first().getByText('Knead the dough').waitFor();
    await tab.keyboard.press('Control+K');
    await tab.getByRole('dialog').getByRole('combobox').fill('rain');
    await tab.getByRole('dialog').getByRole('option').first().getByText('walked home').waitFor();
    const script = await tab.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
    assert.equal(script, `${served.url}/service-worker.js?folder=search`);
    assert.deepEqual(problems, []);
    await tab.close();
  });
});
