// Bundles the package for pages that have no bundler: what `leann-web build` copies beside an index.
// Run as: node dist/tools/bundle.js

import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const DIST = fileURLToPath(new URL('../', import.meta.url));
const OUT = `${DIST}bundle`;

/** Scripts by their names in the folder, which pages rely on. */
const MODULES = {
  'leann-web': 'web/index.js',
  worker: 'web/worker/worker.js',
};

await rm(OUT, { recursive: true, force: true });
await build({
  entryPoints: Object.fromEntries(
    Object.entries(MODULES).map(([name, module]) => [name, `${DIST}${module}`]),
  ),
  outdir: OUT,
  // Beside the scripts: what they name relative to themselves is there.
  chunkNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  splitting: true,
  minify: true,
  target: 'es2022',
  legalComments: 'linked',
  logLevel: 'warning',
});
