// A visitor's own files on the demo page, in Chromium on WASM: added, found, kept and deleted.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { BREAD, DemoSuite, LIGHTHOUSE, paste, ready, settled, titles } from './demo-suite.js';
import { tinyPdf } from './tiny-pdf.js';

const MARKUP = '<img src=x onerror=alert(1)>';

/** Files and folders of this machine, dropped on the page as a person would. */
async function drop(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { x = 0, y = 0 } = (await page.locator('#notes .drop').boundingBox()) ?? {};
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data });
  }
}

describe('own files on the demo page', { timeout: 600_000 }, () => {
  const demo = new DemoSuite('demo-files');

  test('keeps and finds own text, also after a reload, until it is deleted', async () => {
    await demo.inPage(async (page) => {
      await page.click('#notes-tab');
      await page.waitForSelector('text=Nothing has been added yet.');
      await paste(page, LIGHTHOUSE);
      await page.waitForSelector('text=1 text in 2 passages');
      await page.setInputFiles('#notes .choose-files', {
        name: 'bread, and more.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from(BREAD.join(' ')),
      });
      await page.waitForSelector('text=2 texts in 3 passages');

      await page.reload();
      await page.click('#notes-tab');
      await page.waitForSelector('text=2 texts in 3 passages');
      await page.fill('#notes-query', 'sweet syrup made by insects that a keeper sold');
      await settled(page, 'notes');
      const first = page.locator('#notes .hit .text').first();
      assert.match((await first.textContent()) ?? '', /^The keeper had bees/);
      assert.deepEqual(await first.locator('mark').allTextContents(), ['keeper', 'sold']);
      await page.fill('#notes-query', 'how to make a loaf');
      await page.waitForFunction(() =>
        /bread/.test(document.querySelector('#notes .hit')?.textContent ?? ''),
      );
      await settled(page, 'notes');
      assert.equal((await titles(page, 'notes'))[0], 'bread, and more.md');

      await page.getByRole('button', { name: 'Delete bread, and more.md' }).press('Enter');
      await page.waitForSelector('text=1 text in 2 passages');
      assert.equal(await page.locator('.document .delete:focus').count(), 1);
      // The query is asked again, which takes its time.
      await page.locator('#notes .hit', { hasText: 'bread, and more.md' }).waitFor({ state: 'detached' });
      await page.click('#notes .forget');
      assert.equal(await page.locator('.document').count(), 1);
      await page.click('text=Really delete all?');
      await page.waitForSelector('text=Everything was deleted.');
      await page.reload();
      await page.click('#notes-tab');
      await page.waitForSelector('text=Nothing has been added yet.');
      assert.ok(await page.locator('#notes-query').isHidden());
    });
  });

  test('takes a dropped folder with text and a PDF, and says what it leaves out', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leann-drop-'));
    try {
      await mkdir(join(folder, 'letters/old'), { recursive: true });
      await mkdir(join(folder, 'letters/.git'));
      const files = {
        'letters/old/lighthouse.txt': LIGHTHOUSE,
        'letters/bread.pdf': tinyPdf(BREAD),
        'letters/umlaut.txt': Buffer.from('Der Zug f\xe4hrt nachts \xfcber die Br\xfccke.', 'latin1'),
        'letters/broken.pdf': 'no PDF at all',
        'letters/empty.md': ' ',
        'letters/zeros.txt': Buffer.alloc(8),
        'letters/picture.png': 'no picture',
        'letters/bees.md': '---\ntitle: "Bees: a study"\n---\n\nThey dance when they come back with pollen.',
        'letters/cats.html': '<title>Cats</title><nav>Home</nav><p>They sleep all day on a warm stone.',
        'letters/.git/notes.txt': 'hidden',
      };
      for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
      await demo.inPage(async (page, { requests }) => {
        await ready(page);
        await page.click('#notes-tab');
        assert.ok(!requests.some((url) => url.includes('pdf')), 'the reader of PDF files is not fetched yet');
        await drop(page, [join(folder, 'letters')]);
        await page.waitForSelector('text=Added; 5 texts can be searched.');
        const told = (await page.locator('#notes .add-status').textContent()) ?? '';
        assert.match(told, /letters\/broken\.pdf: Invalid PDF structure/);
        assert.match(told, /letters\/empty\.md: there is no text in it\./);
        assert.match(told, /letters\/zeros\.txt: it is not text\./);
        assert.match(told, /2 files of other kinds left out\./);
        assert.deepEqual(await page.locator('.document-title').allTextContents(), [
          'Bees: a study',
          'Cats',
          'letters/bread.pdf',
          'letters/old/lighthouse.txt',
          'letters/umlaut.txt',
        ]);
        await page.fill('#notes-query', 'how to make a loaf');
        await settled(page, 'notes');
        assert.equal((await titles(page, 'notes'))[0], 'letters/bread.pdf');
        assert.equal(
          await page.locator('#notes .hit .text').first().innerText(),
          'Knead the dough for ten minutes, let it rise overnight, bake it hot.',
        );
        await page.fill('#notes-query', 'Zug über die Brücke');
        await page.waitForFunction(() =>
          /fährt/.test(document.querySelector('#notes .hit')?.textContent ?? ''),
        );

        await drop(page, [join(folder, 'letters/old/lighthouse.txt')]);
        await page.waitForSelector('text=Added; 6 texts can be searched.');
        await drop(page, [join(folder, 'letters/old/lighthouse.txt')]);
        await page.waitForSelector('text=Already there: lighthouse.txt.');
        await writeFile(join(folder, 'letters/old/lighthouse.txt'), 'A ship went down.');
        await drop(page, [join(folder, 'letters/old/lighthouse.txt')]);
        await page.waitForSelector('text=Added; 6 texts can be searched.');
        await page.click('#notes .forget');
        await page.click('text=Really delete all?');
        await page.waitForSelector('text=Everything was deleted.');
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('stops an addition, and adds nothing then', async () => {
    await demo.inPage(async (page) => {
      await ready(page);
      await page.click('#notes-tab');
      // Enough that it goes on for seconds when the first are embedded.
      const lines = Array.from(
        { length: 4000 },
        (_, line) => `Line ${line} tells of ship number ${line * 7}.`,
      );
      // In a file: the browser needs minutes to put so many lines into a field.
      await page.setInputFiles('#notes .choose-files', {
        name: 'ships.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from(lines.join('\n\n')),
      });
      await page.waitForSelector('text=/Embedding passages: [1-9]/');
      await page.click('#notes .stop');
      await page.waitForSelector('text=Stopped; nothing was added.');
      assert.equal(await page.locator('.document').count(), 0);
    });
  });

  test('shows names and texts as text, and nothing wider than a phone', async () => {
    await demo.inPage(async (page) => {
      await page.setViewportSize({ width: 360, height: 700 });
      await ready(page);
      await page.click('#notes-tab');
      await page.setInputFiles('#notes .choose-files', {
        name: `${MARKUP} ${'long'.repeat(40)}.txt`,
        mimeType: 'text/plain',
        buffer: Buffer.from(`${MARKUP} ${'word'.repeat(60)}`),
      });
      await page.waitForSelector('text=1 text in 1 passage');
      await page.fill('#notes-query', MARKUP);
      await settled(page, 'notes');
      assert.ok((await titles(page, 'notes'))[0]?.startsWith(MARKUP));
      assert.equal(await page.locator('main img').count(), 0);
      for (const tab of ['words', 'notes', 'costs']) {
        await page.click(`#${tab}-tab`);
        const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
        assert.equal(scrollWidth, clientWidth, tab);
      }
      await page.click('#notes-tab');
      await page.click('#notes .delete');
      await page.waitForSelector('text=/^Deleted <img/');
    });
  });
});
