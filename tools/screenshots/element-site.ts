// A site with <leann-search> whose documents are those of this project.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../cli/build.js';
import { readCommandLine } from '../../cli/command-line.js';
import { MODEL, ROOT } from '../paths.js';

const FOLDER = `${ROOT}build/screenshots/element`;

const STYLE = `:root { color-scheme: light dark; --leann-accent: light-dark(#8a3324, #e0937f); }
body { max-width: 42rem; margin: 0 auto; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; margin-bottom: 2rem; }
header p { margin: 0; font-weight: 600; }
leann-search:not([modal]) { flex: 0 1 26rem; }`;

/** An article, so that there is something behind the answers. */
const ARTICLE = `<h1>A compact index</h1>
<p>An index keeps a pruned proximity graph and a short code for each passage. A query ranks passages by their codes, and a
model in the same tab recomputes exact vectors only for the few that matter.</p>
<p>There is no server, and nothing that is searched or typed leaves the machine. The first visit fetches the model, the
runtime and the index; later ones find all of it in the browser’s cache.</p>`;

/** Pages: the field in the page, in a dialog, and in a page that is read from right to left. */
const PAGES = {
  'index.html': page(
    'lang="en"',
    '<leann-search src="search/" placeholder="Search the documentation"></leann-search>',
  ),
  'modal.html': page(
    'lang="en"',
    '<leann-search modal src="search/" placeholder="Search the documentation"></leann-search>',
  ),
  'rtl.html': page(
    'lang="ar" dir="rtl"',
    `<leann-search src="search/" translations='{"placeholder": "ابحث", "words": "نتائج الكلمات…", "results": "{count} نتيجة"}'></leann-search>`,
  ),
};

function page(attributes: string, search: string): string {
  return `<!doctype html>
<html ${attributes}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A site</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<script type="module" src="search/leann-search.js"></script>
<header><p>leann-web</p>${search}</header>
${ARTICLE}
`;
}

/** Builds it; returns its folder. */
export async function buildElementSite(): Promise<string> {
  const site = join(FOLDER, 'site');
  await rm(site, { recursive: true, force: true });
  await mkdir(site, { recursive: true });
  const places = ['--out', join(site, 'search'), '--cache', join(FOLDER, 'cache')];
  const command = readCommandLine(['build', `${ROOT}docs`, ...places, '--model', MODEL]);
  if (command.name !== 'build') throw new Error('leann: cannot build the site of <leann-search>');
  await build(command, process.stderr, new AbortController().signal);
  for (const [name, text] of Object.entries({ ...PAGES, 'style.css': STYLE })) {
    await writeFile(join(site, name), text);
  }
  return site;
}
