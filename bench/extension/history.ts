// Bookmarks beside a long history, in Firefox: the same questions with the history off, on, and on where only bookmarks are
// asked for. No visited page counts as right, also where its definition would be an answer.

import { readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';
import { extensionFolder } from '../../tools/extension/build.js';
import type { BidiPage } from '../../tools/firefox/bidi-page.js';
import { ExtensionFirefox } from '../../tools/firefox/extension-firefox.js';
import { changed, judgeAll } from './judging.js';
import { findHistory, glossPages, makeBookmarks, visit } from './places.js';
import { clock, seconds } from './times.js';
import { titleQueries } from './title-queries.js';

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
  await makeBookmarks(firefox, bookmarks);
  const ready = { bookmarks: String(bookmarks.length), state: 'ready' };
  console.log(`${bookmarks.length} bookmarks indexed in ${seconds(await clock(() => says(page, ready)))}`);
  const off = await judgeAll(page, asks, ', history off');

  await findHistory(firefox);
  const visited = await clock(() => visit(firefox, glossPages(count)));
  const indexed = await clock(() => says(page, { ...ready, history: String(count) }));
  console.log(`${count} pages visited in ${seconds(visited)}, indexed in another ${seconds(indexed)}`);
  const only = await firefox.open('popup.html?in=bookmark');
  await says(only, { ...ready, history: String(count) });
  for (const [suffix, asking] of [
    [', history on', page],
    [', history on, bookmarks chosen', only],
  ] as const) {
    const on = await judgeAll(asking, asks, suffix);
    for (const [at, { what, queries }] of asks.entries())
      console.log(`${what}${suffix}: ${changed(queries, off[at] ?? [], on[at] ?? [])}`);
  }
  console.log(`requests: ${firefox.requests.length}, problems: ${firefox.problems.length}`);
}

/** Waits until the page's body says this of itself. */
function says(page: BidiPage, wanted: Record<string, string>): Promise<boolean> {
  return page.until(
    (all) => Object.entries(all).every(([name, value]) => document.body.dataset[name] === value),
    wanted,
    HOUR,
  );
}
