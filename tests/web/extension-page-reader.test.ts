// How the extension reads bookmarked pages, without a browser: politely, also while what is wanted changes.

import assert from 'node:assert/strict';
import { afterEach, describe, mock, test } from 'node:test';
import { PageReader } from '../../demo/extension/page-reader.js';
import type { PageRecord, State } from '../../demo/extension/state.js';

const NOTHING_STORED = {
  pages: async (): Promise<PageRecord[]> => [],
  putPages: async () => {},
  dropPages: async () => {},
} as unknown as State;

/** Longer than a test takes to change what is wanted, shorter than the pause between two pages. */
const ANSWER_MS = 50;

afterEach(() => mock.restoreAll());

/** Answers each request a little later. What was asked for, and how many of one site were at most under way at once. */
function serve(): { asked: string[]; most: () => number } {
  const asked: string[] = [];
  const underWay = new Map<string, number>();
  let most = 0;
  mock.method(globalThis, 'fetch', async (url: string) => {
    asked.push(url);
    const { host } = new URL(url);
    const count = (underWay.get(host) ?? 0) + 1;
    underWay.set(host, count);
    most = Math.max(most, count);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    underWay.set(host, count - 1);
    return new Response(`<title>${url}</title><p>What ${url} says.</p>`, {
      headers: { 'Content-Type': 'text/html' },
    });
  });
  return { asked, most: () => most };
}

describe('the reader of pages', () => {
  test('asks for each page once, and for one of a site at a time, also while bookmarks are added', async () => {
    const { asked, most } = serve();
    const urls = [
      'http://a.test/1',
      'http://a.test/2',
      'http://b.test/1',
      'http://c.test/1',
      'http://d.test/1',
    ];
    let idle = () => {};
    const done = new Promise<void>((resolve) => {
      idle = resolve;
    });
    const reader = await PageReader.open(NOTHING_STORED, () => {
      if (!reader.busy) idle();
    });
    for (let known = 1; known <= urls.length; known++) {
      await reader.aim({ fetched: urls.slice(0, known), open: [], origins: ['*://*/*'] });
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS / 3));
    }
    await done;
    assert.deepEqual([...asked].sort(), urls);
    assert.equal(most(), 1);
    assert.deepEqual(reader.counts, { wanted: urls.length, read: urls.length, failed: 0 });
  });
});
