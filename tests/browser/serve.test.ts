// The page that `leann-web serve` makes for a published folder, in Chromium: it searches, links, and is readable in the dark
// and on a phone.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { build } from '../../cli/build.js';
import { readCommandLine } from '../../cli/command-line.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { serve } from '../../cli/serve.js';
import { MODEL, ROOT } from '../../tools/paths.js';
import type {} from '../../web/element/leann-search.js';
import { BrowserSuite } from './fixture.js';
import { watch } from './watch.js';

const FOLDER = `${ROOT}build/browser-tests/serve`;
const DOCS = join(FOLDER, 'docs');
const OUT = join(FOLDER, 'site/search');

const DOCUMENTS = {
  'guide/weather.md': '# Weather\n\nWe walked home through the rain and were wet to the skin.',
  'guide/bread & butter.md': '# Bread and butter\n\nKnead the dough, let it rise overnight, bake it hot.',
  'trains.txt': 'The night train crosses the bridge at two in the morning.',
};

describe('the page of leann-web serve', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();

  before(async () => {
    await exportModel(MODEL);
    await rm(FOLDER, { recursive: true, force: true });
    for (const [path, text] of Object.entries(DOCUMENTS)) {
      await mkdir(dirname(join(DOCS, path)), { recursive: true });
      await writeFile(join(DOCS, path), text);
    }
    const places = ['--out', OUT, '--cache', join(FOLDER, 'cache'), '--title', 'A <guide> & more'];
    const command = readCommandLine(['build', DOCS, ...places, '--model', MODEL]);
    assert.ok(command.name === 'build');
    await build(command, process.stderr, new AbortController().signal);
  });

  /** Serves the folder while its page is open, and checks afterwards that nothing went wrong in it. */
  async function inPage(flags: string[], use: (page: Page, url: string) => Promise<void>): Promise<void> {
    const command = readCommandLine(['serve', OUT, '--port', '0', ...flags]);
    assert.ok(command.name === 'serve');
    const ending = new AbortController();
    let ended: Promise<void> | undefined;
    const url = await new Promise<string>((resolve, reject) => {
      ended = serve(command, (line) => resolve(line.split(' ')[0] ?? ''), ending.signal);
      ended.catch(reject);
    });
    const page = await suite.context.newPage();
    try {
      // Browsers ask for one by themselves where a document is shown.
      await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
      const { problems } = watch(page);
      await page.goto(url);
      await use(page, url);
      assert.deepEqual(problems, []);
    } finally {
      await page.close();
      ending.abort();
      await ended;
    }
  }

  /** Types a query and waits for the last answer. */
  async function ask(page: Page, query: string): Promise<void> {
    await page.locator('leann-search input').fill(query);
    await page.waitForFunction(() => {
      const live = document.querySelector('leann-search')?.shadowRoot?.querySelector('.live');
      return /result|Nothing/.test(live?.textContent ?? '');
    });
  }

  test('searches with the field, and shows what is chosen where no documents are served', async () => {
    await inPage([], async (page, url) => {
      assert.equal(await page.title(), 'A <guide> & more');
      assert.equal(await page.locator('h1').textContent(), 'A <guide> & more');
      assert.equal(await page.locator('.count').textContent(), '3 documents, 3 passages');
      await page.waitForFunction(() => document.activeElement?.localName === 'leann-search');
      await ask(page, 'getting soaked on the way back');
      assert.deepEqual((await page.locator('leann-search .title').allTextContents())[0], 'Weather');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.locator('article').waitFor();
      assert.equal(page.url(), url);
      assert.equal(await page.locator('article h2').textContent(), 'Weather');
      assert.equal(await page.locator('article .id').textContent(), 'guide/weather.md');
      assert.match((await page.locator('article .text').textContent()) ?? '', /wet to the skin/);
    });
  });

  test('links to documents where their folder is named, whatever characters their names have', async () => {
    await inPage(['--documents', DOCS], async (page, url) => {
      await ask(page, 'how to bake');
      await page.locator('leann-search .option a').first().click();
      await page.waitForURL(`${url}documents/guide/bread%20%26%20butter.md#bread-and-butter`);
      assert.match((await page.textContent('body')) ?? '', /Knead the dough/);
    });
  });

  test('is dark where the system is, and fits a phone', async () => {
    await inPage([], async (page) => {
      const lightness = async (part: 'background' | 'text') =>
        await page.evaluate((part) => {
          const context = document.createElement('canvas').getContext('2d');
          const input = document.querySelector('leann-search')?.shadowRoot?.querySelector('input');
          if (!context || !input) throw new Error('no field');
          const { backgroundColor, color } = getComputedStyle(input);
          context.fillStyle = part === 'text' ? color : backgroundColor;
          context.fillRect(0, 0, 1, 1);
          return (context.getImageData(0, 0, 1, 1).data[1] ?? 0) / 255;
        }, part);
      await page.setViewportSize({ width: 360, height: 640 });
      await ask(page, 'getting wet');
      assert.ok((await lightness('background')) > 0.8 && (await lightness('text')) < 0.2);
      await page.screenshot({ path: join(FOLDER, 'light.png') });
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.ok((await lightness('background')) < 0.2 && (await lightness('text')) > 0.8);
      await page.screenshot({ path: join(FOLDER, 'dark.png') });
      const [width, shown] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      assert.equal(width, shown, 'nothing to scroll to the side');
      await page.locator('leann-search .option a').first().click();
      await page.setViewportSize({ width: 900, height: 600 });
      await page.screenshot({ path: join(FOLDER, 'chosen.png') });
    });
  });
});
