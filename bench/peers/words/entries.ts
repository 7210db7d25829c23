// The engines of the comparison.

import type { Engine } from './engine.js';

export interface Entry {
  name: string;
  load(): Promise<{ engine: Engine }>;
  /** Of the package on npm; undefined for leann-web. */
  packageName?: string;
  /** The entry whose stored form it opens. Default: its own. */
  storedBy?: string;
}

export const ENTRIES: readonly Entry[] = [
  { name: "leann-web's core", load: () => import('./engines/leann-core.js') },
  { name: 'leann-web', load: () => import('./engines/leann-web.js') },
  { name: 'leann-web, published', load: () => import('./engines/leann-published.js') },
  { name: 'MiniSearch', load: () => import('./engines/minisearch.js'), packageName: 'minisearch' },
  { name: 'Orama', load: () => import('./engines/orama.js'), packageName: '@orama/orama' },
  {
    name: 'Orama, tolerance 0',
    load: () => import('./engines/orama-exact.js'),
    packageName: '@orama/orama',
    storedBy: 'Orama',
  },
  { name: 'Pagefind', load: () => import('./engines/pagefind.js'), packageName: 'pagefind' },
];

/** Where its stored form is, below the folder of a collection. */
export function storedName({ name, storedBy = name }: Entry): string {
  return storedBy.replace(/\W+/g, '-');
}
