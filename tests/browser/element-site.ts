// A site that publishes a guide, with <leann-search> on its page, for tests.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from '../../cli/build.js';
import { readCommandLine } from '../../cli/command-line.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { MODEL } from '../../tools/paths.js';
import { POLICY } from './script-page.js';

const DOCUMENTS = {
  'guide/weather.md': '# Weather\n\nWe walked home through the rain and were wet to the skin.',
  'guide/bread & butter.md': '# Bread and butter\n\nKnead the dough, let it rise overnight, bake it hot.',
  'guide/bees.md': '# Bees\n\nThe keeper sold the honey of his bees to passing ships.',
  'trains.txt': 'The night train crosses the bridge at two in the morning.',
  'markup.txt': 'An image in markup is written <img src=x onerror=alert(1)> and it is <b>bold</b>.',
};

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${POLICY}">
  <title>A site</title>
  <link rel="icon" href="icon.svg">
  <link rel="stylesheet" href="site.css">
  <script type="module" src="search/leann-search.js"></script>
  <script type="module" src="page.js"></script>
  <leann-search src="search/" placeholder="Search the guide" limit="3"></leann-search>
  <button>after it</button>
</html>
`;

const STYLE = `leann-search { --leann-accent: rgb(1, 2, 3); --leann-radius: 11px; }
leann-search::part(input) { letter-spacing: 3px; }
html.dark { color-scheme: dark; }`;

/** Notes what is chosen, and starts the service worker where it is asked for. */
const SCRIPT = `globalThis.chosen = [];
addEventListener('leann-select', (event) => {
  chosen.push({ id: event.detail.hit.id, href: event.detail.href });
  if (location.hash === '#stay') event.preventDefault();
});
if (location.search === '?keep') await navigator.serviceWorker.register('service-worker.js?folder=search');`;

/** Builds it in the folder, which is emptied first, and gives the folder to serve. */
export async function buildElementSite(folder: string): Promise<string> {
  const site = join(folder, 'site');
  await exportModel(MODEL);
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(DOCUMENTS)) {
    await mkdir(dirname(join(folder, 'docs', path)), { recursive: true });
    await writeFile(join(folder, 'docs', path), text);
  }
  const places = ['--out', join(site, 'search'), '--cache', join(folder, 'cache')];
  const command = readCommandLine(['build', join(folder, 'docs'), ...places, '--model', MODEL]);
  assert.ok(command.name === 'build');
  await build(command, process.stderr, new AbortController().signal);
  const files = {
    'index.html': PAGE,
    'site.css': STYLE,
    'page.js': SCRIPT,
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'service-worker.js': "importScripts('search/service-worker.js');",
    'guide/bees.md': DOCUMENTS['guide/bees.md'],
  };
  await mkdir(join(site, 'guide'));
  for (const [path, text] of Object.entries(files)) await writeFile(join(site, path), text);
  return site;
}
