// The guide to a notes app, followed to the letter: its lines are run in an empty folder, and the app is used in Chromium.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { BrowserSuite } from '../browser/fixture.js';
import { watch } from '../browser/watch.js';
import { packPackage } from '../consumers/install.js';
import { examplesOf } from '../web/readme.js';

describe('the guide to a notes app', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let folder: string;
  let page: Page;
  let problems: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leann-web-notes-'));
    const archive = await packPackage(folder);
    const examples = await examplesOf('docs/guide-notes-app.md');
    const codeOf = (section: string, language: string) =>
      examples.find((each) => each.section === section && each.language === language)?.code ?? '';
    const app = join(folder, 'app');
    const lines = codeOf('Set up', 'sh').replace('/path/to/leann-web-0.2.0.tgz', archive);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const quiet = { ...env, npm_config_audit: 'false', npm_config_ignore_scripts: 'true' };
    await promisify(execFile)('sh', ['-e', '-c', `mkdir app; cd app\n${lines}`], { cwd: folder, env: quiet });
    await writeFile(join(app, 'index.html'), codeOf('The page', 'html'));
    await writeFile(
      join(app, 'main.js'),
      `${codeOf('The app', 'js')}\nnavigator.serviceWorker.register('keep.js');`,
    );
    await writeFile(join(app, 'public/keep.js'), codeOf('Without a network', 'js'));
    await promisify(execFile)('npx', ['vite', 'build'], { cwd: app, env: quiet });
    const { url } = await suite.serve({ roots: { '/': join(app, 'dist') } });
    page = await suite.context.newPage();
    problems = watch(page).problems;
    // A visitor is quicker than the model.
    let letPass: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letPass = resolve;
    });
    await page.route('**/encoder.bin', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${url}/`);
    await page.getByText('Fetching the model').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Add' }).isDisabled(), 'no note may be lost');
    letPass();
    await page.getByText('0 notes').waitFor();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const add = async (text: string, told: string): Promise<void> => {
    await page.getByLabel('A note').fill(text);
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText(told).waitFor();
  };
  const first = () => page.locator('li').first();

  it('keeps notes and finds them by what they mean, after a reload, too', async () => {
    await add('We walked home through the rain.', '1 notes');
    await add('Knead the dough and let it rise for an hour.', '2 notes');
    await page.reload();
    await page.getByText('2 notes').waitFor();
    await first().filter({ hasText: 'dough' }).waitFor();
    assert.equal(await page.locator('li').count(), 2, 'all of them, the newest first');
    await page.getByRole('searchbox').fill('getting wet');
    await first().filter({ hasText: 'through the rain' }).waitFor();
    assert.deepEqual(problems, []);
  });

  it('keeps a note as it was written, and takes changes of it', async () => {
    const note = 'Buy bread\n\nand milk  👍';
    await page.getByRole('searchbox').fill('');
    await add('👍👍', '3 notes');
    await first().filter({ hasText: '👍👍' }).waitFor();
    await first().getByRole('button', { name: 'Change' }).click();
    await add(note, '3 notes');
    await first().filter({ hasText: 'Buy bread' }).waitFor();
    await first().getByRole('button', { name: 'Change' }).click();
    assert.equal(await page.getByLabel('A note').inputValue(), note);
    await page.getByLabel('A note').fill('');
    await page.getByRole('searchbox').fill('bread');
    await first().filter({ hasText: 'and milk' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 notes').waitFor();
    await page.getByRole('searchbox').fill('getting wet');
    assert.deepEqual(problems, []);
  });

  it('works without a network once its files are kept', async () => {
    await page.reload();
    await page.getByText('2 notes').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await suite.context.setOffline(true);
    await page.reload();
    await page.getByText('2 notes').waitFor();
    await page.getByRole('searchbox').fill('getting wet');
    await first().filter({ hasText: 'through the rain' }).waitFor();
    await suite.context.setOffline(false);
  });

  it('saves a copy and deletes', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save a copy' }).click();
    assert.equal((await downloading).suggestedFilename(), 'notes.leann');
    await first().getByRole('button', { name: 'Delete' }).click();
    await page.getByText('1 notes').waitFor();
    await first().filter({ hasText: 'dough' }).waitFor();
    assert.deepEqual(problems, []);
  });
});
