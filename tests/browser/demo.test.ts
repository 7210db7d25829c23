// The demo page as a visitor meets it: served under some path by a plain file server, in Chromium on WASM.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { type Served, serve } from '../../cli/static-server.js';
import { publishWords } from '../../tools/dictionary/published-words.js';
import { MODEL, ROOT } from '../../tools/paths.js';
import { buildSite } from '../../tools/site/build.js';
import { BrowserSuite } from './fixture.js';
import { holdRequests } from './held-requests.js';
import { tinyPdf } from './tiny-pdf.js';
import { watch } from './watch.js';

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

const MARKUP = '<img src=x onerror=alert(1)>';

const BREAD = ['Knead the dough for ten minutes, let it', 'rise overnight, bake it hot.'];

/** A page, and what it complained about and asked for; the requests of its service worker are apart. */
interface Visit {
  page: Page;
  problems: string[];
  requests: string[];
  workerRequests: string[];
}

async function buildSmallSite(): Promise<void> {
  await exportModel(MODEL);
  const { signal } = new AbortController();
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    const words = await publishWords({ count: WORDS, embedder, terminal: process.stderr, signal });
    await buildSite({ out: SITE, words });
  } finally {
    await embedder.close();
  }
}

async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  const { problems } = watch(page);
  const requests: string[] = [];
  const workerRequests: string[] = [];
  const note = (request: Request) => {
    (request.serviceWorker() === null ? requests : workerRequests).push(request.url());
  };
  context.on('request', note);
  page.once('close', () => context.off('request', note));
  await page.goto(url);
  return { page, problems, requests, workerRequests };
}

/** Resolves when everything is loaded. */
async function ready(page: Page): Promise<void> {
  await page.waitForSelector('#start', { state: 'hidden' });
}

/** The count of requests that the page shows. */
async function counted(page: Page): Promise<number> {
  const text = (await page.locator('.state .requests').textContent()) ?? '';
  return Number(/^(\d+) requests? since/.exec(text)?.[1]);
}

async function paste(page: Page, text: string): Promise<void> {
  await page.click('#notes .paste-toggle');
  await page.fill('#paste', text);
  await page.click('#notes [type=submit]');
}

/** Files and folders of this machine, dropped on the page as a person would. */
async function drop(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { x = 0, y = 0 } = (await page.locator('.drop').boundingBox()) ?? {};
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data });
  }
}

/** Resolves when the answer in that panel is the last one. */
async function settled(page: Page, panel: string): Promise<void> {
  await page.waitForSelector(`#${panel} .settled`);
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

function titles(page: Page, panel: string): Promise<string[]> {
  return page.locator(`#${panel} .hit .title`).allTextContents();
}

describe('the demo page', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let served: Served;
  let browser: Browser;
  let context: BrowserContext;

  before(async () => {
    ({ browser, context } = suite);
    await buildSmallSite();
    await mkdir(EMPTY, { recursive: true });
    served = await suite.serve({
      roots: { '/some/where/': SITE, '/broken/': SITE, '/broken/model/': EMPTY },
    });
  });

  /** Opens the page, and checks afterwards that nothing went wrong in it or left its folder. */
  async function inPage(use: (page: Page, visit: Visit) => Promise<void>): Promise<void> {
    const home = `${served.url}/some/where/`;
    const opened = await visit(context, home);
    const { page, problems, requests, workerRequests } = opened;
    await use(page, opened);
    assert.deepEqual(problems, []);
    assert.ok(
      requests.some((url) => url.endsWith('/encoder.bin')),
      'requests of the worker are seen',
    );
    assert.deepEqual(
      [...requests, ...workerRequests].filter((url) => !url.startsWith(home)),
      [],
    );
    await page.close();
  }

  test('finds the word for a meaning, first by words or estimates, then exactly', async () => {
    await inPage(async (page) => {
      await noteAnswers(page);
      for (const [meaning, word] of Object.entries(MEANINGS)) {
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
      }
    });
  });

  test('names words while their definitions are on their way, and moves nothing when they come', async () => {
    // What a service worker asks for cannot be held back.
    const visitor = await browser.newContext({ serviceWorkers: 'block', reducedMotion: 'reduce' });
    visitor.setDefaultTimeout(120_000);
    const { page } = await visit(visitor, `${served.url}/some/where/`);
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
    await inPage(async (page) => {
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
    await inPage(async (page) => {
      await page.fill('#words-query', 'the largest province of Canada');
      await page.waitForSelector('#words .hit');
      await page.fill('#words-query', 'frozen water covering the ground');
      await page.waitForFunction(() => document.querySelector('#words .hit .title')?.textContent === 'snow');
      await settled(page, 'words');
      assert.equal((await titles(page, 'words'))[0], 'snow');
    });
  });

  test('keeps and finds own text, also after a reload, until it is deleted', async () => {
    await inPage(async (page) => {
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
      assert.ok(!(await titles(page, 'notes')).includes('bread, and more.md'));
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
      await inPage(async (page, { requests }) => {
        await ready(page);
        await page.click('#notes-tab');
        assert.ok(!requests.some((url) => url.includes('pdf')), 'the reader of PDF files is not fetched yet');
        await drop(page, [join(folder, 'letters')]);
        await page.waitForSelector('text=Added; 5 texts can be searched.');
        const told = (await page.locator('.add-status').textContent()) ?? '';
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
    await inPage(async (page) => {
      await ready(page);
      await page.click('#notes-tab');
      const lines = Array.from(
        { length: 400 },
        (_, line) => `Line ${line} tells of ship number ${line * 7}.`,
      );
      await paste(page, lines.join('\n\n'));
      await page.waitForSelector('text=/Embedding passages: [1-9]/');
      await page.click('#notes .stop');
      await page.waitForSelector('text=Stopped; nothing was added.');
      assert.equal(await page.locator('.document').count(), 0);
    });
  });

  test('shows names and texts as text, and nothing wider than a phone', async () => {
    await inPage(async (page) => {
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

  test('counts its requests as the browser does: none for own text', async () => {
    await inPage(async (page, { requests }) => {
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
    await inPage(async (page) => {
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
    await inPage(async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.fill('#words-query', 'frozen water covering the ground');
      await page.waitForSelector('#words .hit');
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
      await settled(page, 'words');
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
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

  test('works without a network after the first visit', async () => {
    const visitor = await browser.newContext();
    visitor.setDefaultTimeout(120_000);
    let own = await serve({ roots: { '/here/': SITE } });
    const port = Number(new URL(own.url).port);
    const { page, problems } = await visit(visitor, `${own.url}/here/`);
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

    await own.close();
    await visitor.setOffline(true);
    await page.waitForSelector('text=Offline: what was loaded can be searched');
    await page.click('#words-tab');
    await page.fill('#words-query', 'the man who cuts your hair');
    await page.waitForSelector('text=/The search failed: cannot fetch/');
    own = await serve({ roots: { '/here/': SITE }, port });
    await visitor.setOffline(false);
    await page.waitForSelector('text=Works offline from now on');
    await page.fill('#words-query', 'the man who cuts your hair!');
    await settled(page, 'words');
    const found = await titles(page, 'words');
    assert.equal(found[0], 'barber');

    await own.close();
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
  });
});
