// What Firefox is filled with, by its own interface: bookmarks, and a long history of pages with definitions as titles, as if they
// had been visited now. An extension's interface takes much longer for as many bookmarks.

import type { ListedBookmark } from '../../tools/corpora/bookmarks.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import type { ExtensionFirefox } from '../../tools/firefox/extension-firefox.js';

const BATCH = 2000;
const SITES = 500;

export interface VisitedPage {
  url: string;
  title: string;
}

interface Folder {
  title: string;
  type: number;
  children: (Folder | { title: string; url: string })[];
}

/** What is used of Firefox's own modules. */
declare const ChromeUtils: {
  importESModule(url: string): {
    PlacesUtils: {
      bookmarks: {
        toolbarGuid: string;
        eraseEverything(): Promise<void>;
        insertTree(tree: { guid: string; children: Folder['children'] }): Promise<unknown>;
      };
      history: { insertMany(pages: unknown[]): Promise<unknown> };
    };
  };
};

/** `PlacesUtils.bookmarks.TYPE_FOLDER` */
const FOLDER_TYPE = 2;

/** In the folders that they are listed with. What a new profile has is removed. */
export async function makeBookmarks(
  firefox: ExtensionFirefox,
  bookmarks: readonly ListedBookmark[],
): Promise<void> {
  const root: Folder = { title: '', type: FOLDER_TYPE, children: [] };
  const made = new Map([['', root]]);
  for (const { title, url, folders } of bookmarks) {
    let parent = root;
    let path = '';
    for (const name of folders) {
      path += `/${name}`;
      const folder = made.get(path) ?? { title: name, type: FOLDER_TYPE, children: [] };
      if (!made.has(path)) parent.children.push(folder);
      made.set(path, folder);
      parent = folder;
    }
    parent.children.push({ title, url });
  }
  await firefox.inBrowser(async (children) => {
    const { PlacesUtils } = ChromeUtils.importESModule('resource://gre/modules/PlacesUtils.sys.mjs');
    await PlacesUtils.bookmarks.eraseEverything();
    await PlacesUtils.bookmarks.insertTree({ guid: PlacesUtils.bookmarks.toolbarGuid, children });
  }, root.children);
}

/** Of 500 sites. */
export function glossPages(count: number): VisitedPage[] {
  return readGlosses({ limit: count }).map(({ id, text }, at) => ({
    url: `https://site${at % SITES}.test/${id}`,
    title: text,
  }));
}

/** Chromium's `chrome.history.addUrl` takes no titles; Firefox's own interface does. */
export async function visit(firefox: ExtensionFirefox, pages: readonly VisitedPage[]): Promise<void> {
  for (let at = 0; at < pages.length; at += BATCH) {
    await firefox.inBrowser(
      async (batch) => {
        const { PlacesUtils } = ChromeUtils.importESModule('resource://gre/modules/PlacesUtils.sys.mjs');
        await PlacesUtils.history.insertMany(batch.map((each) => ({ ...each, visits: [{}] })));
      },
      pages.slice(at, at + BATCH),
    );
  }
}

/** Switches it on with a click, as its user does. */
export async function findHistory(firefox: ExtensionFirefox): Promise<void> {
  const storage = await firefox.open('storage.html');
  await storage.until(() => document.querySelector('.sizes dd') !== null, null);
  await storage.click('.with-history');
  await storage.until(() => chrome.permissions.contains({ permissions: ['history'] }), null);
  // The page stays open: it passes on that it was switched on a moment later.
}
