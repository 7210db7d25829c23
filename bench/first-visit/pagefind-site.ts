// The same pages searched by Pagefind, as its documentation has it: its script is loaded with the page, and its answers are
// fetched result by result.

import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { ROOT } from '../../tools/paths.js';
import { ABOUT_PYTHON } from './queries.js';
import type { Site } from './site.js';

const PROGRAM = `${ROOT}bench/peers/node_modules/.bin/pagefind`;
const RESULTS = 8;

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
</head><body><ol></ol><script type="module">
const pagefind = await import('./pagefind/pagefind.js');
globalThis.ask = async (query) => {
  const list = document.querySelector('ol');
  list.replaceChildren();
  const { results } = await pagefind.search(query);
  await Promise.all(results.slice(0, ${RESULTS}).map(async (result) => {
    const { meta, excerpt } = await result.data();
    const row = document.createElement('li');
    row.innerHTML = '<b></b><p>' + excerpt + '</p>';
    row.firstChild.textContent = meta.title;
    list.append(row);
  }));
};
</script></body></html>`;

/** `pages`: a folder of HTML. */
export async function pagefindSite(pages: string, folder: string): Promise<Site> {
  await rm(`${folder}/pagefind`, { recursive: true, force: true });
  const { status } = spawnSync(
    PROGRAM,
    ['--site', pages, '--output-path', `${folder}/pagefind`, '--force-language', 'en'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 0) throw new Error(`leann: cannot measure Pagefind: it ended with ${status}`);
  await writeFile(`${folder}/index.html`, PAGE);
  return {
    name: 'Pagefind',
    folder,
    queries: ABOUT_PYTHON,
    ask: async (page, query) => {
      await page.waitForFunction(() => 'ask' in globalThis);
      await page.evaluate((text) => {
        void (globalThis as unknown as { ask(query: string): Promise<void> }).ask(text);
      }, query);
    },
    title: 'li b',
    text: 'li p',
    kinds: [
      ['scripts and WASM', /\.js$|wasm\./],
      ['manifest', /pagefind-entry|pf_meta/],
      ['index', /index\//],
      ['texts', /fragment\//],
    ],
  };
}
