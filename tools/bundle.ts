// Bundles the package for pages that have no bundler: what `leann-web build` copies beside an index.
// Run as: node dist/tools/bundle.js

import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundle, SERVICE_WORKER_FORMAT } from './demo/site.js';

const OUT = fileURLToPath(new URL('../bundle', import.meta.url));

/** Scripts by their names in the folder, which pages rely on. */
const MODULES = {
  'leann-web': 'web/index',
  'leann-search': 'web/element/leann-search',
  worker: 'web/worker/worker',
};

await rm(OUT, { recursive: true, force: true });
// Beside the scripts: what they name relative to themselves is there.
await bundle(MODULES, OUT, { chunkNames: '[name]-[hash]', external: [] });
await bundle({ 'service-worker': 'web/service-worker/service-worker' }, OUT, SERVICE_WORKER_FORMAT);
