// An esbuild plugin that keeps scripts few. esbuild makes a chunk of its own of whatever another set of scripts needs; those that are
// only ever loaded after a base may count on all of it, so that the base is one chunk.

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** `base`: path of a module. Whatever enters the bundle, or is imported later, imports it. */
export function oneChunk(base: string): Plugin {
  const entries = new Set<string>();
  return {
    name: 'one-chunk',
    setup: (build) => {
      build.onResolve({ filter: /./ }, async ({ path, kind, pluginData, ...from }) => {
        if (path === base) return { path, sideEffects: true };
        if (pluginData === build || (kind !== 'dynamic-import' && kind !== 'entry-point')) return undefined;
        const found = await build.resolve(path, { ...from, kind, pluginData: build });
        if (found.errors.length === 0 && !found.external && found.path !== base) entries.add(found.path);
        return found;
      });
      build.onLoad({ filter: /\.m?js$/ }, async ({ path }) => {
        if (!entries.has(path)) return undefined;
        return {
          contents: `${await readFile(path, 'utf8')}\nimport ${JSON.stringify(base)};\n`,
          loader: 'js',
        };
      });
    },
  };
}
