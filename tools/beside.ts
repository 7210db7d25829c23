// An esbuild plugin for bundles that have the package's WASM and worker (`worker.js`) beside them: they need no other way to
// them.

import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { ROOT } from './paths.js';

/** Compiled modules, relative to dist/, and those that stand in for them. */
const STAND_INS: Readonly<Record<string, string>> = {
  'web/core/own-wasm.js': 'web/bundle/own-wasm.js',
  'web/encoder/own-wasm.js': 'web/bundle/own-encoder-wasm.js',
  'web/worker/own-worker.js': 'web/bundle/own-worker.js',
};

export const BESIDE: Plugin = {
  name: 'beside',
  setup: (build) => {
    build.onResolve({ filter: /\/own-(wasm|worker)\.js$/ }, ({ path, resolveDir }) => {
      const asked = join(resolveDir, path);
      const found = Object.entries(STAND_INS).find(([module]) => asked === join(ROOT, 'dist', module));
      return found && { path: join(ROOT, 'dist', found[1]) };
    });
  },
};
