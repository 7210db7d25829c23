// Bundles the package for pages that have no bundler: what `leann-web build` copies beside an index.
// Run as: node dist/tools/bundle.js

import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundle, SERVICE_WORKER_FORMAT } from './bundler.js';
import { checkPageSize, scriptsOf } from './page-size.js';

const OUT = fileURLToPath(new URL('../bundle', import.meta.url));
const READER = fileURLToPath(new URL('../web/core/leann-reader.wasm', import.meta.url));

/** Scripts by their names in the folder, which pages rely on. */
const MODULES = {
  'leann-web': 'web/bundle/page',
  'leann-search': 'web/element/leann-search',
  worker: 'web/bundle/page-worker',
};

/** What the element loads to open an index. */
const INDEX = 'web/leann-index.js';

/** Stands for the names of the scripts that this is; of the same length, so that source maps stay right. */
const PARTS = '@'.repeat(400);

/** For whoever looks into an error of a published page; no script names its map, so that no page fetches one. */
const MAPS = { sourcemap: 'external' } as const;

await rm(OUT, { recursive: true, force: true });
// Beside the scripts: what they name relative to themselves is there.
const settings = { chunkNames: '[name]-[hash]', external: [], ...MAPS };
const made = await bundle(MODULES, OUT, { ...settings, define: { LEANN_PARTS: JSON.stringify(PARTS) } });
await namePartsIn(join(OUT, 'leann-search.js'), made);
await bundle({ 'service-worker': 'web/service-worker/service-worker' }, OUT, {
  ...SERVICE_WORKER_FORMAT,
  ...MAPS,
});
await checkPageSize(scriptsOf(['leann-web.js', 'worker.js'], made), OUT, READER);

/** Lets the element know what it imports when it opens an index, but for what it has already. */
async function namePartsIn(element: string, made: Metafile): Promise<void> {
  const entry = Object.entries(made.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(INDEX));
  if (entry === undefined) throw new Error('leann: cannot bundle: the element imports no index');
  const there = new Set(scriptsOf(['leann-search.js'], made));
  const parts = scriptsOf([basename(entry[0])], made).filter((script) => !there.has(script));
  const names = parts.join(' ').padEnd(PARTS.length);
  const text = await readFile(element, 'utf8');
  if (names.length > PARTS.length || !text.includes(PARTS)) {
    throw new Error('leann: cannot bundle: the element has no room for the names of its parts');
  }
  await writeFile(element, text.replace(PARTS, names));
}
