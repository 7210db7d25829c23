// The demo page in tests in Chromium: a small one, served under some path by a plain file server, and what visitors do there.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { before } from 'node:test';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { ROOT } from '../../tools/paths.js';
import { BrowserSuite } from './fixture.js';
import { buildSmallDemo } from './small-demo.js';
import { watch } from './watch.js';

const EMPTY = `${ROOT}build/browser-tests/empty`;

export const LIGHTHOUSE = `The lighthouse stands on a rock two miles off the coast. Its lamp burned whale oil until 1868, and
paraffin afterwards, which was cheaper and gave a steadier flame than anything the keepers had known before that.

The keeper had bees on the lee side of the tower. In summer he sold honey to passing ships, and in a good year it paid
for the school fees of his three daughters, who rowed to the village every Monday and came back on Friday evenings.`;

export const BREAD = ['Knead the dough for ten minutes, let it', 'rise overnight, bake it hot.'];

/** A page, and what it complained about and asked for; the requests of its service worker are apart. */
export interface Visit {
  page: Page;
  problems: string[];
  requests: string[];
  workerRequests: string[];
}

/** `new DemoSuite(folder)` in a `describe`: the page with few words, in a folder of its own. */
export class DemoSuite extends BrowserSuite {
  readonly site: string;
  /** The page's URL. */
  home!: string;
  /** That of the page without its model. */
  broken!: string;

  constructor(folder: string) {
    super();
    this.site = `${ROOT}build/browser-tests/${folder}`;
    before(async () => {
      await buildSmallDemo(this.site);
      await mkdir(EMPTY, { recursive: true });
      const { url } = await this.serve({
        roots: { '/some/where/': this.site, '/broken/': this.site, '/broken/model/': EMPTY },
      });
      this.home = `${url}/some/where/`;
      this.broken = `${url}/broken/`;
    });
  }

  /** Opens the page, and checks afterwards that nothing went wrong in it or left its folder. */
  async inPage(use: (page: Page, visit: Visit) => Promise<void>): Promise<void> {
    const opened = await visit(this.context, this.home);
    const { page, problems, requests, workerRequests } = opened;
    await use(page, opened);
    assert.deepEqual(problems, []);
    assert.ok(
      requests.some((url) => url.endsWith('/encoder.bin')),
      'requests of the worker are seen',
    );
    assert.deepEqual(
      [...requests, ...workerRequests].filter((url) => !url.startsWith(this.home)),
      [],
    );
    await page.close();
  }
}

/** Opens a page, and notes what it does. */
export async function visit(context: BrowserContext, url: string): Promise<Visit> {
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
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('#start', { state: 'hidden' });
}

export async function paste(page: Page, text: string): Promise<void> {
  await page.click('#notes .paste-toggle');
  await page.fill('#paste', text);
  await page.click('#notes [type=submit]');
}

/** Resolves when the answer in that panel is the last one. */
export async function settled(page: Page, panel: string): Promise<void> {
  await page.waitForSelector(`#${panel} .settled`);
}

export function titles(page: Page, panel: string): Promise<string[]> {
  return page.locator(`#${panel} .hit .title`).allTextContents();
}
