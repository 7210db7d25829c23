// A long history in Firefox: pages with definitions as titles, as if they had been visited now.

import { readGlosses } from '../../tools/corpora/wordnet.js';
import type { ExtensionFirefox } from '../../tools/firefox/extension-firefox.js';

const BATCH = 2000;
const SITES = 500;

export interface VisitedPage {
  url: string;
  title: string;
}

/** What is used of Firefox's own modules. */
declare const ChromeUtils: {
  importESModule(url: string): {
    PlacesUtils: { history: { insertMany(pages: unknown[]): Promise<unknown> } };
  };
};

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
  await storage.close();
}
