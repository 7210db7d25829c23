// The manifest of one browser: what all browsers know, and what only it does.

import { readFile } from 'node:fs/promises';
import { ROOT } from '../paths.js';

/** The browsers that the extension is built for. */
export const BROWSERS = ['chromium', 'firefox'] as const;

export type BrowserName = (typeof BROWSERS)[number];

export type Manifest = Record<string, unknown>;

/** Reads both parts. Lists that both have are joined; of other keys only one has each. */
export async function manifestFor(browser: BrowserName): Promise<Manifest> {
  return joined(await part('common'), await part(browser));
}

async function part(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(`${ROOT}demo/extension/manifest/${name}.json`, 'utf8'));
}

function joined(common: Manifest, own: Manifest): Manifest {
  const all = { ...common, ...own };
  for (const [key, value] of Object.entries(own)) {
    const shared = common[key];
    if (Array.isArray(shared) && Array.isArray(value)) all[key] = [...shared, ...value].sort();
    else if (shared !== undefined)
      throw new Error(`leann: cannot make the manifest: "${key}" is in two parts`);
  }
  return all;
}
