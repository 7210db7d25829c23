// A page in Chromium that searches a published folder with its model, one query after another.

import { launchChromium } from '../../tools/chromium/launch.js';
import type { LeannIndex } from '../../web/index.js';
import { slowServer } from '../first-visit/slow-server.js';

export const OPTIONS = { mode: 'meaning', k: 10, maxRecomputes: 16 } as const;

export const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A tab</title><link rel="icon" href="data:,">
<script type="module">import { LeannIndex } from './search/leann-web.js';
globalThis.index = await LeannIndex.fromUrl('./search/', { model: 'eager', device: 'wasm' });</script></head><body></body></html>`;

export interface Asked {
  ids: string[];
  ms: number;
  /** That the search has fetched. */
  bytes?: number;
}

/** The global of the page's script. */
interface Scope {
  index: LeannIndex;
}

/** `folder` has {@link PAGE} as `tab.html`. */
export async function askInTab(folder: string, queries: readonly string[]): Promise<Asked[]> {
  const server = await slowServer(folder, { latency: 0 });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(`${server.url}tab.html`);
    await page.waitForFunction(() => 'index' in globalThis);
    server.take();
    const all: Asked[] = [];
    for (const query of queries) {
      const asked = await page.evaluate(
        async ([text, options]) => {
          const { index } = globalThis as unknown as Scope;
          const began = performance.now();
          let ids: string[] = [];
          for await (const { hits } of index.search(text, options)) ids = hits.map(({ id }) => id);
          return { ids, ms: performance.now() - began };
        },
        [query, OPTIONS] as const,
      );
      const bytes = [...server.take().values()].reduce((sum, each) => sum + each, 0);
      all.push({ ...asked, bytes });
    }
    return all;
  } finally {
    await browser.close();
    server.close();
  }
}
