// The demo page as a visitor meets it, in Chromium on WASM: the reverse dictionary, what searching costs, and no network.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CutLine } from './cut-line.js';
import { BREAD, DemoSuite, LIGHTHOUSE, paste, ready, settled, titles, visit } from './demo-suite.js';
import { holdRequests } from './held-requests.js';
import { tinyPdf } from './tiny-pdf.js';

/** Descriptions, and a word that means that. */
const MEANINGS = {
  'the man who cuts your hair': 'barber',
  'money that makes a witness say nothing': 'hush money',
  'a house in orbit for astronauts': 'space station',
};

/** The count of requests that the page shows. */
async function counted(page: Page): Promise<number> {
  const text = (await page.locator('.state .requests').textContent()) ?? '';
  return Number(/^(\d+) requests? since/.exec(text)?.[1]);
}

/** Answers that a page noted, even those shown for a moment: how many hits, and how many of them estimated. */
interface NotedAnswers {
  answers: [hits: number, estimated: number][];
}

async function noteAnswers(page: Page): Promise<void> {
  await page.evaluate(() => {
    const noted = Object.assign(globalThis, { answers: [] } satisfies NotedAnswers) as NotedAnswers;
    const count = (selector: string) => document.querySelectorAll(`#words ${selector}`).length;
    const note = () => noted.answers.push([count('.hit'), count('.hit.estimated')]);
    const words = document.querySelector('#words');
    if (words !== null) new MutationObserver(note).observe(words, { subtree: true, childList: true });
  });
}

/** The first answer since the last call. */
function firstAnswer(page: Page): Promise<[hits: number, estimated: number] | undefined> {
  return page.evaluate(() => {
    const noted = globalThis as unknown as NotedAnswers;
    const first = noted.answers.find(([hits]) => hits > 0);
    noted.answers = [];
    return first;
  });
}

describe('the demo page', { timeout: 600_000 }, () => {
  const demo = new DemoSuite('demo-site');

  test('finds the word for a meaning, first by words or estimates, then exactly', async () => {
    for (const [meaning, word] of Object.entries(MEANINGS)) {
      // In a page of its own: what an earlier question has recomputed is known at once.
      await demo.inPage(async (page) => {
        await noteAnswers(page);
        await page.fill('#words-query', meaning);
        await settled(page, 'words');
        const [hits, estimated] = (await firstAnswer(page)) ?? [0, 0];
        assert.ok(
          hits > 0 && estimated === hits,
          `first answer to ${meaning}: ${hits} hits, ${estimated} estimated`,
        );
        assert.equal(await page.locator('#words .estimated').count(), 0);
        const found = await titles(page, 'words');
        assert.ok(found.slice(0, 3).includes(word), `${meaning}: ${found}`);
        assert.match(
          (await page.locator('#words .stats').textContent()) ?? '',
          /^\d+ of 300 recomputed[,;] .*first answer after .* WebAssembly/,
        );
        await page.keyboard.press('Escape');
        assert.deepEqual(await titles(page, 'words'), []);
      });
    }
  });

  test('answers while the model is on its way, and better once it is there', async () => {
    const visitor = await demo.browser.newContext({ serviceWorkers: 'block' });
    visitor.setDefaultTimeout(120_000);
    const held = await holdRequests(visitor, '**/encoder.bin');
    const { page, problems, requests } = await visit(visitor, demo.home);
    await page.fill('#words-query', 'the man who cuts your hair');
    await page.waitForSelector('text=/^By words and a table of their meanings, without the model/');
    assert.equal((await titles(page, 'words'))[0], 'barber');
    assert.equal(await page.locator('#words .settled').count(), 0, 'it is not the best that can be had');
    assert.match(
      (await page.locator('.start-text').textContent()) ?? '',
      /answers already, from \d+ kB and without/,
    );
    assert.ok(requests.some((url) => url.includes('/words/')));
    await held.release();
    await settled(page, 'words');
    assert.match((await page.locator('#words .stats').textContent()) ?? '', /^\d+ of 300 recomputed/);
    assert.equal((await titles(page, 'words'))[0], 'barber');
    assert.match((await page.locator('.state-device').textContent()) ?? '', / of index, [\d.]+ MB of model/);
    assert.deepEqual(
      problems.filter((problem) => !problem.includes('Service Worker registration blocked')),
      [],
    );
    await visitor.close();
  });

  test('names words while their definitions are on their way, and moves nothing when they come', async () => {
    // What a service worker asks for cannot be held back.
    const visitor = await demo.browser.newContext({ serviceWorkers: 'block', reducedMotion: 'reduce' });
    visitor.setDefaultTimeout(120_000);
    const { page } = await visit(visitor, demo.home);
    await ready(page);
    const held = await holdRequests(page, '**/words/texts/*');
    const hits = page.locator('#words .hit');
    await page.fill('#words-query', 'money that makes a witness say nothing');
    await page.waitForSelector('#words .hit.pending');
    assert.equal(await hits.count(), 10);
    const words = await titles(page, 'words');
    assert.ok(words.includes('hush money') && words.every((word) => word !== ''), words.join());
    assert.equal((await page.locator('#words .hit .text').allTextContents()).join(''), '');
    const lowest = () =>
      hits.evaluateAll((all) => Math.min(...all.map((hit) => hit.getBoundingClientRect().height)));
    const height = await lowest();
    await page.locator('#words .hit.pending', { hasText: 'hush money' }).click();
    assert.match(await page.inputValue('#words-query'), /^hush money/, 'the word in place of its definition');
    await page.fill('#words-query', 'money that makes a witness say nothing');
    await held.release();
    await settled(page, 'words');
    assert.equal(await page.locator('#words .pending').count(), 0);
    assert.ok((await page.locator('#words .hit .text').allTextContents()).every((text) => text !== ''));
    assert.equal(await lowest(), height, 'one line of text is as high as none');
    await visitor.close();
  });

  test('is worked with the keyboard alone', async () => {
    await demo.inPage(async (page) => {
      const input = page.locator('#words-query');
      await page.keyboard.type('a rabbit');
      await settled(page, 'words');
      await page.keyboard.press('ArrowDown');
      const active = page.locator('#words [aria-selected=true]');
      assert.equal(await active.getAttribute('id'), await input.getAttribute('aria-activedescendant'));
      const meaning = (await active.locator('.text').textContent()) ?? '';
      await page.keyboard.press('Enter');
      assert.equal(await input.inputValue(), meaning);
      await settled(page, 'words');
      await page.keyboard.press('ArrowUp');
      assert.equal(await active.count(), 1);
      await page.keyboard.press('ArrowDown');
      assert.equal(await active.count(), 0, 'past the last one');
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
    await demo.inPage(async (page) => {
      await page.fill('#words-query', 'the largest province of Canada');
      await page.waitForSelector('#words .hit');
      await page.fill('#words-query', 'frozen water covering the ground');
      await page.waitForFunction(() => document.querySelector('#words .hit .title')?.textContent === 'snow');
      await settled(page, 'words');
      assert.equal((await titles(page, 'words'))[0], 'snow');
    });
  });

  test('counts its requests as the browser does: none for own text', async () => {
    await demo.inPage(async (page, { requests }) => {
      await ready(page);
      const before = requests.length;
      await page.click('#notes-tab');
      await paste(page, LIGHTHOUSE);
      await page.waitForSelector('text=1 text in 2 passages');
      await page.fill('#notes-query', 'sweet food made by insects');
      await settled(page, 'notes');
      await page.click('#notes .delete');
      await page.waitForSelector('text=Deleted Pasted');
      assert.deepEqual(requests.slice(before), []);
      assert.equal(await counted(page), 0);

      await page.click('#words-tab');
      await page.fill('#words-query', 'the man who cuts your hair');
      await settled(page, 'words');
      assert.ok(requests.length > before, 'definitions are fetched');
      await page.waitForFunction(
        (count) => document.querySelector('.state .requests')?.textContent?.startsWith(`${count} request`),
        requests.length - before,
      );
    });
  });

  test('shows what searching costs, and holds it against exact search', async () => {
    await demo.inPage(async (page) => {
      await page.fill('#words-query', 'the man who cuts your hair');
      await settled(page, 'words');
      await page.click('#costs-tab');
      await page.waitForSelector('text=/300 texts in 300 passages/');
      const names = await page.locator('.bytes-all .bar-name').allTextContents();
      assert.deepEqual(names.slice(1), [
        'hnswlib, with its vectors',
        'float32 vectors',
        'int8 vectors',
        'one-bit codes',
        'leann-web',
      ]);
      assert.match((await page.locator('.last-text').textContent()) ?? '', /WebAssembly; the first answer/);
      assert.equal(await page.locator('.last-phases li').count(), 5);
      await page.waitForSelector('.plot canvas');
      const notMeasured = /not measured .*docs\/benchmarks\.md/i;
      for (const text of ['.bytes-text', '.plot-text']) {
        assert.match((await page.locator(text).textContent()) ?? '', notMeasured);
      }

      const row = (place: number) => page.locator('.trials tbody tr').nth(place).locator('td');
      assert.match((await row(4).first().textContent()) ?? '', /^\d+$/);
      await page.locator('#effort').press('Home');
      await page.waitForFunction(
        () => document.querySelector('.trials tbody tr:first-child td')?.textContent === '0',
      );
      await page.click('text=Compare with exact search');
      await page.waitForSelector('text=Exact search has 300 vectors');
      await page.waitForFunction(() =>
        /of 10$/.test(document.querySelector('.trials tbody tr:nth-child(5)')?.textContent ?? ''),
      );
      const usual = Number.parseInt((await row(4).last().textContent()) ?? '', 10);
      const least = Number.parseInt((await row(0).last().textContent()) ?? '', 10);
      assert.ok(usual >= 9 && least <= usual, `${least} and ${usual} of 10`);
      await page.locator('#effort').press('End');
      await page.waitForFunction(
        () => document.querySelector('.trials tbody tr:last-child td')?.textContent !== '–',
      );
    });
  });

  test('moves nothing where motion is not wanted', async () => {
    await demo.inPage(async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.fill('#words-query', 'frozen water covering the ground');
      await page.waitForSelector('#words .hit');
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
      await settled(page, 'words');
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    });
  });

  test('says why there is no model, and answers without', async () => {
    const { page, problems } = await visit(demo.context, demo.broken);
    await page.waitForSelector('#failure');
    assert.match(
      (await page.locator('#failure').textContent()) ?? '',
      /There is no language model.*cannot load model .*tokenizer\.json: not found/s,
    );
    await page.fill('#words-query', 'the man who cuts your hair');
    await settled(page, 'words');
    assert.equal((await titles(page, 'words'))[0], 'barber');
    // The browser's own words about the missing files, and nothing else.
    assert.ok(
      problems.every((problem) => problem.includes('404')),
      problems.join('\n'),
    );
    await page.close();
  });

  test('works without a network after the first visit', async () => {
    const visitor = await demo.browser.newContext();
    visitor.setDefaultTimeout(120_000);
    const line = await CutLine.to(await demo.serve({ roots: { '/here/': demo.site } }));
    const { page, problems } = await visit(visitor, `${line.url}/here/`);
    await ready(page);
    await page.click('#notes-tab');
    await paste(page, LIGHTHOUSE);
    await page.waitForSelector('text=1 text in 2 passages');
    await page.setInputFiles('#notes .choose-files', {
      name: 'bread.pdf',
      mimeType: 'application/pdf',
      buffer: tinyPdf(BREAD),
    });
    await page.waitForSelector('text=2 texts in 3 passages');

    line.cut();
    await visitor.setOffline(true);
    await page.waitForSelector('text=Offline: what was loaded can be searched');
    await page.click('#words-tab');
    await page.fill('#words-query', 'the man who cuts your hair');
    await page.waitForSelector('text=/The search failed: cannot fetch/');
    await page.setViewportSize({ width: 360, height: 700 });
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    assert.equal(scrollWidth, clientWidth, 'an address is no wider than a phone');
    await page.setViewportSize({ width: 1280, height: 720 });
    line.mend();
    await visitor.setOffline(false);
    await page.waitForSelector('text=Works offline from now on');
    await page.fill('#words-query', 'the man who cuts your hair!');
    await settled(page, 'words');
    const found = await titles(page, 'words');
    assert.equal(found[0], 'barber');

    line.cut();
    await page.reload();
    await ready(page);
    await page.fill('#words-query', 'the man who cuts your hair!');
    await settled(page, 'words');
    assert.deepEqual(await titles(page, 'words'), found);
    await page.click('#notes-tab');
    await page.waitForSelector('text=2 texts in 3 passages');
    await page.fill('#notes-query', 'sweet food made by insects');
    await settled(page, 'notes');
    await page.setInputFiles('#notes .choose-files', {
      name: 'ship.pdf',
      mimeType: 'application/pdf',
      buffer: tinyPdf(['A ship went down in the storm.']),
    });
    await page.waitForSelector('text=3 texts in 4 passages');
    await page.click('#costs-tab');
    await page.waitForSelector('.plot canvas');
    // The browser's own words about what it could not fetch, and nothing else.
    assert.ok(
      problems.every((problem) => /net::ERR_|Failed to fetch/.test(problem)),
      problems.join('\n'),
    );
    await visitor.close();
    await line.close();
  });
});
