// Bookmarks beside a long history, in Firefox: the same questions with the history off, on, and on where only bookmarks are
// asked for. No visited page counts as right, also where its definition would be an answer.

import { type ListedBookmark, readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';
import { extensionFolder } from '../../tools/extension/build.js';
import type { BidiPage } from '../../tools/firefox/bidi-page.js';
import { ExtensionFirefox } from '../../tools/firefox/extension-firefox.js';
import { askAll } from './asking.js';
import { changed, judge, methodsOf } from './judging.js';
import { clock, seconds, times } from './times.js';
import { titleQueries } from './title-queries.js';
import { findHistory, glossPages, visit } from './visits.js';

const HOUR = 3_600_000;

/** @param count of visited pages. */
export async function measureHistory(count: number): Promise<void> {
  const firefox = await ExtensionFirefox.start(extensionFolder('firefox'));
  try {
    await measure(firefox, count);
  } finally {
    await firefox.close();
  }
}

async function measure(firefox: ExtensionFirefox, count: number): Promise<void> {
  const bookmarks = readBookmarks();
  const asks = [
    { what: 'questions', queries: readQueries() },
    { what: 'titles, one or two words', queries: titleQueries(bookmarks) },
  ];
  const page = await firefox.open('popup.html');
  await makeBookmarks(page, bookmarks);
  const ready = { bookmarks: String(bookmarks.length), state: 'ready' };
  console.log(`${bookmarks.length} bookmarks indexed in ${seconds(await clock(() => says(page, ready)))}`);
  const off = [];
  for (const { queries } of asks) off.push(await askAll(page, queries));
  times('history off', off.flat());

  await findHistory(firefox);
  const visited = await clock(() => visit(firefox, glossPages(count)));
  const indexed = await clock(() => says(page, { ...ready, history: String(count) }));
  console.log(`${count} pages visited in ${seconds(visited)}, indexed in another ${seconds(indexed)}`);
  const only = await firefox.open('popup.html?in=bookmark');
  await says(only, { ...ready, history: String(count) });
  for (const [at, { what, queries }] of asks.entries()) {
    const before = off[at] ?? [];
    const all = await askAll(page, queries);
    const chosen = await askAll(only, queries);
    judge(what, queries, {
      ...methodsOf(before, ', history off'),
      ...methodsOf(all, ', history on'),
      ...methodsOf(chosen, ', history on, bookmarks chosen'),
    });
    console.log(`history on: ${changed(queries, before, all)}`);
    console.log(`history on, bookmarks chosen: ${changed(queries, before, chosen)}`);
    times(`${what}, history on`, all);
    times(`${what}, history on, bookmarks chosen`, chosen);
  }
  console.log(`requests: ${firefox.requests.length}, problems: ${firefox.problems.length}`);
}

/** In the folders that they are listed with; those that a new profile has are removed. */
function makeBookmarks(page: BidiPage, bookmarks: readonly ListedBookmark[]): Promise<void> {
  return page.evaluate(async (all) => {
    for (const { children = [] } of (await chrome.bookmarks.getTree())[0]?.children ?? [])
      for (const { id } of children) await chrome.bookmarks.removeTree(id);
    const made = new Map<string, string>();
    for (const { title, url, folders } of all) {
      let parentId = 'toolbar_____';
      let path = '';
      for (const name of folders) {
        path += `/${name}`;
        parentId = made.get(path) ?? (await chrome.bookmarks.create({ parentId, title: name })).id;
        made.set(path, parentId);
      }
      await chrome.bookmarks.create({ parentId, title, url });
    }
  }, bookmarks);
}

/** Waits until the page's body says this of itself. */
function says(page: BidiPage, wanted: Record<string, string>): Promise<boolean> {
  return page.until(
    (all) => Object.entries(all).every(([name, value]) => document.body.dataset[name] === value),
    wanted,
    HOUR,
  );
}
