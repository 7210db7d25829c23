// Bundles the package for pages that have no bundler: what `leann-web build` copies beside an index.
// Run as: node dist/tools/bundle.js

import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
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

/** For whoever looks into an error of a published page; no script names its map, so that no page fetches one. */
const MAPS = { sourcemap: 'external' } as const;

await rm(OUT, { recursive: true, force: true });
// Beside the scripts: what they name relative to themselves is there.
const made = await bundle(MODULES, OUT, { chunkNames: '[name]-[hash]', external: [], ...MAPS });
await bundle({ 'service-worker': 'web/service-worker/service-worker' }, OUT, {
  ...SERVICE_WORKER_FORMAT,
  ...MAPS,
});
await checkPageSize(scriptsOf(['leann-web.js', 'worker.js'], made), OUT, READER);
