// The pictures of the extension that the stores show, 1280 × 800, from the extension itself: what it finds, with visited pages, in
// dark colours, and what is stored. Taken in Firefox, which lets a history be made with titles.

import { mkdir, writeFile } from 'node:fs/promises';
import { type ListedBookmark, readBookmarks, readQueries } from '../corpora/bookmarks.js';
import { buildExtension } from '../extension/build.js';
import type { BidiPage } from '../firefox/bidi-page.js';
import { ExtensionFirefox } from '../firefox/extension-firefox.js';
import { ROOT } from '../paths.js';
import { PATIENCE_MS } from './album.js';

const FOLDER = `${ROOT}build/screenshots/store`;
const STORE = `${ROOT}demo/extension/store`;
const WIDTH = 1280;
const HEIGHT = 800;
const NATURE = 'deep sea creatures that glow';
/** One of so many pages was visited and not bookmarked, and all that answer that question. */
const VISITED = 4;

/** A part of the bookmarks, and all that answer a question. */
const answers = new Set(readQueries().flatMap(({ urls }) => urls));
const all = readBookmarks().filter(({ url }, at) => at % 8 === 0 || answers.has(url));

/** What is used of Firefox's own interface. */
declare const Services: { prefs: { setIntPref(name: string, value: number): void } };

export async function takeStorePictures(): Promise<void> {
  await buildExtension(FOLDER, 'firefox');
  await mkdir(STORE, { recursive: true });
  const firefox = await ExtensionFirefox.start(FOLDER);
  try {
    const storage = await firefox.open('storage.html');
    await fill(storage);
    const page = await firefox.open('search.html');
    await page.until(() => document.body.dataset.state === 'ready', null, PATIENCE_MS);
    await ask(page, 'how to make bread rise');
    await take(page, 'meaning');
    await ask(page, NATURE);
    await page.click('label:has([value=history])');
    await page.until(() => document.body.dataset.stage === 'final', null);
    await take(page, 'history');
    await storage.show();
    await take(storage, 'stored');
    await page.show();
    await page.click('label:has([value=""])');
    await firefox.inBrowser(
      () => Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', 0),
      null,
    );
    await ask(page, 'type checker for javascript');
    await take(page, 'dark');
  } finally {
    await firefox.close();
  }
}

/** With bookmarks in their folders, and a history. */
async function fill(storage: BidiPage): Promise<void> {
  await storage.until(() => document.querySelector('.sizes dd') !== null, null);
  await storage.click('.with-history');
  await storage.until(() => chrome.permissions.contains({ permissions: ['history'] }), null);
  const nature = readQueries().flatMap(({ query, urls }) => (query === NATURE ? urls : []));
  const visited = new Set(all.filter(({ url }, at) => at % VISITED === 0 || nature.includes(url)));
  await storage.evaluate(
    makeBookmarks,
    all.filter((page) => !visited.has(page)),
  );
  await storage.evaluate(
    async (pages) => {
      for (const { title, url } of pages)
        await chrome.history.addUrl({ title, url } as chrome.history.UrlDetails);
    },
    [...visited],
  );
  await storage.until(
    () => document.querySelector('.state')?.textContent?.includes('all are indexed'),
    null,
    PATIENCE_MS,
  );
}

/** Runs in a page of the extension. */
async function makeBookmarks(bookmarks: readonly ListedBookmark[]): Promise<void> {
  for (const { children = [] } of (await chrome.bookmarks.getTree())[0]?.children ?? [])
    for (const { id } of children) await chrome.bookmarks.removeTree(id);
  const made = new Map<string, string>();
  for (const { title, url, folders } of bookmarks) {
    let parentId = 'menu________';
    let path = '';
    for (const name of folders) {
      path += `/${name}`;
      parentId = made.get(path) ?? (await chrome.bookmarks.create({ parentId, title: name })).id;
      made.set(path, parentId);
    }
    await chrome.bookmarks.create({ parentId, title, url });
  }
}

async function ask(page: BidiPage, query: string): Promise<void> {
  await page.evaluate((text) => {
    const field = document.querySelector<HTMLInputElement>('.query');
    if (field !== null) field.value = text;
    document.body.dataset.stage = '';
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  }, query);
  await page.until(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
  );
}

/** When nothing moves any more. */
async function take(page: BidiPage, name: string): Promise<void> {
  await page.resize(WIDTH, HEIGHT);
  await page.evaluate(() => scrollTo(0, 0), null);
  await page.until(() => document.getAnimations().every(({ playState }) => playState !== 'running'), null);
  await writeFile(`${STORE}/${name}.png`, await page.screenshot());
  console.log(`${STORE}/${name}.png`);
}
