// The demo page as a visitor meets it: served under some path by a plain file server, in Chromium on WASM.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { EmbedderPool } from '../../tools/cli/embedder-pool.js';
import { MODEL, ROOT } from '../../tools/demo/paths.js';
import { buildSite } from '../../tools/demo/site.js';
import { openWordIndex } from '../../tools/demo/word-index.js';
import { exportModel } from '../../tools/model/model-folder.js';
import { type Served, serve } from '../../tools/serve.js';
import { launchChromium } from './chromium.js';

const WORDS = 300;
const SITE = `${ROOT}build/browser-tests/demo-site`;
const EMPTY = `${ROOT}build/browser-tests/empty`;

/** Descriptions, and a word that means that. */
const MEANINGS = {
  'the man who cuts your hair': 'barber',
  'money that makes a witness say nothing': 'hush money',
  'a house in orbit for astronauts': 'space station',
};

const LIGHTHOUSE = `The lighthouse stands on a rock two miles off the coast. Its lamp burned whale oil until 1868, and
paraffin afterwards, which was cheaper and gave a steadier flame than anything the keepers had known before that.

The keeper had bees on the lee side of the tower. In summer he sold honey to passing ships, and in a good year it paid
for the school fees of his three daughters, who rowed to the village every Monday and came back on Friday evenings.`;

/** A page, and what it complained about and asked for. */
interface Visit {
  page: Page;
  problems: string[];
  requests: string[];
}

async function buildSmallSite(): Promise<void> {
  await exportModel(MODEL);
  const { signal } = new AbortController();
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    const { index, folder } = await openWordIndex({
      count: WORDS,
      embedder,
      terminal: process.stderr,
      signal,
    });
    await index.close();
    await buildSite({ out: SITE, index: folder });
  } finally {
    await embedder.close();
  }
}

async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, problems, requests };
}

/** Resolves when the answer in that panel is the last one. */
async function settled(page: Page, panel: string): Promise<void> {
  await page.waitForSelector(`#${panel} .settled`);
}

function titles(page: Page, panel: string): Promise<string[]> {
  return page.locator(`#${panel} .hit-word`).allTextContents();
}

describe('the demo page', { timeout: 600_000 }, () => {
  let served: Served;
  let browser: Browser;
  let context: BrowserContext;

  before(async () => {
    await buildSmallSite();
    await mkdir(EMPTY, { recursive: true });
    served = await serve({ roots: { '/some/where/': SITE, '/broken/': SITE, '/broken/model/': EMPTY } });
    browser = await launchChromium();
    context = await browser.newContext();
    context.setDefaultTimeout(120_000);
  });

  after(async () => {
    await browser?.close();
    await served?.close();
  });

  /** Opens the page, and checks afterwards that nothing went wrong in it or left its folder. */
  async function inPage(use: (page: Page) => Promise<void>): Promise<void> {
    const home = `${served.url}/some/where/`;
    const { page, problems, requests } = await visit(context, home);
    await use(page);
    assert.deepEqual(problems, []);
    assert.ok(
      requests.some((url) => url.endsWith('.onnx')),
      'requests of the worker are seen',
    );
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(home)),
      [],
    );
    await page.close();
  }

  test('finds the word for a meaning, first by estimates, then exactly', async () => {
    await inPage(async (page) => {
      for (const [meaning, word] of Object.entries(MEANINGS)) {
        await page.locator('#words-query').pressSequentially(meaning, { delay: 5 });
        const estimated = await page.waitForFunction(
          () => document.querySelectorAll('#words .hit.estimated').length,
        );
        assert.equal(await estimated.jsonValue(), 10, `first answer to ${meaning}`);
        await settled(page, 'words');
        assert.equal(await page.locator('#words .estimated').count(), 0);
        const found = await titles(page, 'words');
        assert.ok(found.slice(0, 3).includes(word), `${meaning}: ${found}`);
        assert.match(
          (await page.locator('#words .stats').textContent()) ?? '',
          /^\d+ of 300 recomputed, .* WebAssembly/,
        );
        await page.keyboard.press('Escape');
        assert.deepEqual(await titles(page, 'words'), []);
      }
    });
  });

  test('is worked with the keyboard alone', async () => {
    await inPage(async (page) => {
      const input = page.locator('#words-query');
      await page.keyboard.type('a rabbit');
      await settled(page, 'words');
      await page.keyboard.press('ArrowDown');
      const active = page.locator('#words [aria-selected=true]');
      assert.equal(await active.getAttribute('id'), await input.getAttribute('aria-activedescendant'));
      const meaning = (await active.locator('.hit-text').textContent()) ?? '';
      await page.keyboard.press('Enter');
      assert.equal(await input.inputValue(), meaning);
      await settled(page, 'words');
      await page.keyboard.press('ArrowUp');
      assert.equal(await active.count(), 1);
      await page.keyboard.press('Escape');
      assert.equal(await active.count(), 0);
      assert.equal(await input.inputValue(), meaning);
      await page.keyboard.press('Escape');
      assert.equal(await input.inputValue(), '');
      await page.locator('#words-tab').focus();
      await page.keyboard.press('ArrowRight');
      assert.ok(await page.locator('#notes').isVisible());
      assert.ok(await page.locator('#words').isHidden());
    });
  });

  test('answers what was typed last', async () => {
    await inPage(async (page) => {
      await page.fill('#words-query', 'the largest province of Canada');
      await page.waitForSelector('#words .hit');
      await page.fill('#words-query', 'frozen water covering the ground');
      await page.waitForFunction(() => document.querySelector('#words .hit-word')?.textContent === 'snow');
      await settled(page, 'words');
      assert.equal((await titles(page, 'words'))[0], 'snow');
    });
  });

  test('keeps and finds own text, also after a reload, until it is removed', async () => {
    await inPage(async (page) => {
      await page.click('#notes-tab');
      await page.fill('#paste', LIGHTHOUSE);
      await page.click('#notes [type=submit]');
      await page.waitForSelector('text=1 text in 2 passages');
      await page.setInputFiles('#notes [type=file]', {
        name: 'bread, and more.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('Knead the dough for ten minutes, let it rise overnight, bake it hot.'),
      });
      await page.waitForSelector('text=2 texts in 3 passages');

      await page.reload();
      await page.click('#notes-tab');
      await page.waitForSelector('text=2 texts in 3 passages');
      await page.fill('#notes-query', 'sweet food made by insects');
      await settled(page, 'notes');
      assert.match(
        (await page.locator('#notes .hit-text').first().textContent()) ?? '',
        /^The keeper had bees/,
      );
      await page.fill('#notes-query', 'how to make a loaf');
      await page.waitForFunction(() =>
        /bread/.test(document.querySelector('#notes .hit')?.textContent ?? ''),
      );
      await settled(page, 'notes');
      assert.equal((await titles(page, 'notes'))[0], 'bread, and more.md');

      await page.click('#notes .forget');
      await page.waitForSelector('text=Nothing has been added yet.');
      await page.reload();
      await page.click('#notes-tab');
      await page.waitForSelector('text=Nothing has been added yet.');
    });
  });

  test('says why it cannot start', async () => {
    const { page, problems } = await visit(context, `${served.url}/broken/`);
    await page.waitForSelector('#failure');
    assert.match(
      (await page.locator('#failure').textContent()) ?? '',
      /cannot load model .*tokenizer\.json: not found/,
    );
    // The browser's own words about the missing files, and nothing else.
    assert.ok(
      problems.every((problem) => problem.includes('404')),
      problems.join('\n'),
    );
    await page.close();
  });
});
