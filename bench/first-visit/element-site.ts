// A page with <leann-search>, and the folder that `leann-web build` makes.

import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { MODEL, ROOT } from '../../tools/paths.js';
import type { LeannSearch } from '../../web/element/leann-search.js';
import { ABOUT_PYTHON } from './queries.js';
import type { Site } from './site.js';

export const ELEMENT_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
<link rel="modulepreload" href="search/leann-search.js"><script type="module" src="search/leann-search.js"></script></head>
<body><leann-search src="search/" limit="8"></leann-search></body></html>`;

/** `source`, `options`: as of `leann-web build`. */
export async function elementSite(source: string, options: readonly string[], folder: string): Promise<Site> {
  await mkdir(folder, { recursive: true });
  const to = ['--out', `${folder}/search`, '--cache', `${folder}/cache`, '--model', MODEL];
  const { status } = spawnSync(
    process.execPath,
    [`${ROOT}dist/cli/main.js`, 'build', source, ...to, ...options],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`leann: cannot measure: the build ended with ${status}`);
  await writeFile(`${folder}/index.html`, ELEMENT_PAGE);
  return { name: 'leann-web, no model', folder, queries: ABOUT_PYTHON, ...elementOn() };
}

/** How the element of that page is asked. */
export function elementOn(): Omit<Site, 'name' | 'folder' | 'queries'> {
  return {
    ask: async (page, query) => {
      // The model is left out: it comes when nothing else does.
      await page.locator('leann-search').evaluate((element, text) => {
        const field = element as LeannSearch;
        if (field.getAttribute('model') === null) field.setAttribute('model', 'never');
        field.shadowRoot?.querySelector('.list')?.replaceChildren();
        field.value = text;
      }, query);
    },
    title: '.popup:not([hidden]) .option',
    text: '.popup:not([hidden]) .option:not(:has(.pending))',
    kinds: [
      ['scripts and WASM', /\.(js|wasm)$/],
      ['manifest', /manifest\.json$/],
      ['index', /index-/],
      ['postings', /words\//],
      ['list of documents', /documents-/],
      ['rows of the table', /table\//],
      ['nodes', /nodes-|clusters\//],
      ['texts', /texts\//],
    ],
  };
}
