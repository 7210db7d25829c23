// The extension with more bookmarks than anybody has.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ExtensionBrowser } from '../../tools/chromium/extension-browser.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ROOT } from '../../tools/paths.js';
import { copyExtension } from '../browser/built-extension.js';
import { FIGURES, report } from './figures.js';

const FOLDER = `${ROOT}build/browser-tests/extension-many`;
const FOLDER_SIZE = 500;
const HOUR = 3_600_000;

/** A word that is in none of the titles. */
const QUERY = 'arachnophobia';
const RIGHT = /^a morbid fear of spiders$/;

describe('the extension with very many bookmarks', {
  timeout: 3 * HOUR,
  skip: FIGURES.bookmarks === 0,
}, () => {
  let browser: ExtensionBrowser;

  before(async () => {
    await copyExtension(FOLDER);
    browser = await ExtensionBrowser.start(FOLDER, { prepare: writeBookmarks });
  });

  after(async () => {
    await browser?.close();
  });

  it('finds words at once, and meanings when all are indexed', async () => {
    const page = await browser.open('popup.html');
    page.setDefaultTimeout(HOUR);
    await page.waitForFunction(
      (count) => document.body.dataset.bookmarks === String(count),
      FIGURES.bookmarks,
    );
    // Their words are read first.
    const reading = performance.now();
    await page.waitForFunction((count) => document.body.dataset.listed === String(count), FIGURES.bookmarks);
    const readingMs = Math.round(performance.now() - reading);
    const query = 'morbid fear of spiders';
    const began = performance.now();
    await page.fill('.query', query);
    await page.waitForFunction((asked) => document.body.dataset.answered === asked, query);
    const wordsMs = Math.round(performance.now() - began);
    assert.match((await page.locator('.row-title').first().textContent()) ?? '', RIGHT);

    const indexing = performance.now();
    await page.waitForFunction(() => document.body.dataset.state === 'ready');
    const seconds = Math.round((performance.now() - indexing) / 1000);
    await page.fill('.query', QUERY);
    await page.waitForFunction(
      (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
      QUERY,
    );
    const titles = await page.locator('.row-title').allTextContents();
    report('very many bookmarks', {
      bookmarks: FIGURES.bookmarks,
      'ms until all are found by words': readingMs,
      'ms to the first words while indexing': wordsMs,
      'seconds of indexing': seconds,
    });
    assert.ok(
      titles.slice(0, 3).some((title) => RIGHT.test(title)),
      titles.join('\n'),
    );
    assert.deepEqual([browser.requests, browser.problems], [[], []]);
  });
});

/** Definitions as titles, in folders, as the browser itself keeps them in a profile. */
async function writeBookmarks(profile: string): Promise<void> {
  const glosses = readGlosses({ limit: FIGURES.bookmarks });
  if (!glosses.some(({ text }) => RIGHT.test(text)))
    throw new Error('what is looked for is not in the sample');
  let id = 10;
  const folders = [];
  for (let first = 0; first < glosses.length; first += FOLDER_SIZE) {
    const children = glosses.slice(first, first + FOLDER_SIZE).map((gloss) => ({
      id: String(id++),
      name: gloss.text,
      type: 'url',
      url: `https://words.test/${gloss.id}`,
    }));
    folders.push({ children, id: String(id++), name: `Folder ${folders.length}`, type: 'folder' });
  }
  const root = (number: string, name: string, children: unknown[]) => ({
    children,
    id: number,
    name,
    type: 'folder',
  });
  const roots = {
    bookmark_bar: root('1', 'Bookmarks bar', folders),
    other: root('2', 'Other bookmarks', []),
    synced: root('3', 'Mobile bookmarks', []),
  };
  const file = join(profile, 'Default/Bookmarks');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ roots, version: 1 }));
}
