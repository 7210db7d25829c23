// A site that publishes its documents, with <leann-search> on its page and the service worker where it is asked for.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from '../../cli/build.js';
import { readCommandLine } from '../../cli/command-line.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { MODEL } from '../../tools/paths.js';
import { keptFolder } from '../browser/kept-folder.js';
import { POLICY } from '../browser/script-page.js';

const DOCUMENTS = {
  'weather.md': '# Weather\n\nWe walked home through the rain and were wet to the skin.',
  'bread.md': '# Bread and butter\n\nKnead the dough, let it rise overnight, bake it hot.',
  'bees.md': '# Bees\n\nThe keeper sold the honey of his bees to passing ships.',
  'trains.txt': 'The night train crosses the bridge at two in the morning.',
};

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${POLICY}">
  <title>A site</title>
  <link rel="icon" href="icon.svg">
  <script type="module" src="search/leann-search.js"></script>
  <script type="module" src="page.js"></script>
  <leann-search src="search/" placeholder="Search the site" model="never"></leann-search>
</html>
`;

const SCRIPT = `import { LeannIndex } from './search/leann-web.js';
globalThis.LeannIndex = LeannIndex;
if (location.search === '?keep') await navigator.serviceWorker.register('service-worker.js?folder=search');`;

/** Builds it in the folder, which is emptied first, and gives the folder to serve. */
export async function buildPublishedSite(folder: string): Promise<string> {
  await exportModel(MODEL);
  await keptFolder('published-site', folder, writeSite);
  return join(folder, 'site');
}

async function writeSite(folder: string): Promise<void> {
  for (const [path, text] of Object.entries(DOCUMENTS)) await write(join(folder, 'docs', path), text);
  const site = join(folder, 'site');
  const places = ['--out', join(site, 'search'), '--cache', join(folder, 'cache')];
  const command = readCommandLine(['build', join(folder, 'docs'), ...places, '--model', MODEL]);
  assert.ok(command.name === 'build');
  await build(command, process.stderr, new AbortController().signal);
  await write(join(site, 'index.html'), PAGE);
  await write(join(site, 'page.js'), SCRIPT);
  await write(join(site, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await write(join(site, 'service-worker.js'), "importScripts('search/service-worker.js');");
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
