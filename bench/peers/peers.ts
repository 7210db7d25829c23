// Who is compared, and with which settings.

import type { Peer } from './peer.js';

export interface PeerEntry {
  name: string;
  load(): Promise<{ peer: Peer }>;
  /** Module in adapters/. */
  adapter: string;
  /** Of package.json; undefined for what is no library. */
  packageName?: string;
  /** Parameters that were chosen, for the report. */
  settings: string;
  /** Name of the entry whose saved index it opens. Default: its own. */
  savedBy?: string;
  /** Why it does not run in Node. */
  notInNode?: string;
  /** Why what it saves cannot be opened in Node, where there is then one round, which builds it. */
  unopenableInNode?: string;
  /** What a page downloads besides scripts: files of packages. */
  assets?: string[];
  /** Scripts that a page downloads besides its own: modules of this folder, or of the package. */
  scripts?: string[];
}

/** Not one of them: the time of embedding a query. */
export const EMBEDDER: PeerEntry = {
  name: 'embedder',
  load: () => import('./adapters/embedder.js'),
  adapter: 'embedder',
  settings: '',
};

export const PEERS: PeerEntry[] = [
  {
    name: 'leann-web',
    load: () => import('./adapters/leann-web.js'),
    adapter: 'leann-web',
    settings: 'defaults: words and meaning, a cache of 4 MiB that is empty when the round begins',
    assets: ['leann-web/leann-core.wasm'],
    scripts: ['../../web/worker/worker'],
  },
  {
    name: 'leann-web without cache',
    load: () => import('./adapters/leann-web-uncached.js'),
    adapter: 'leann-web-uncached',
    settings: 'the same, cacheBytes 0',
    savedBy: 'leann-web',
    assets: ['leann-web/leann-core.wasm'],
    scripts: ['../../web/worker/worker'],
  },
  {
    name: 'leann-web as 0.1',
    load: () => import('./adapters/leann-web-as-0.1.js'),
    adapter: 'leann-web-as-0.1',
    settings: "as version 0.1 searched: mode 'meaning' (confidence .95), runtime 'onnxruntime'",
    savedBy: 'leann-web',
    assets: ['leann-web/leann-core.wasm'],
    scripts: ['../../web/worker/worker'],
  },
  {
    name: 'hnswlib-wasm',
    load: () => import('./adapters/hnswlib-wasm.js'),
    adapter: 'hnswlib-wasm',
    packageName: 'hnswlib-wasm',
    settings: 'HNSW, ip, M 16, efConstruction 200, ef 20',
    notInNode: 'compiled for pages only ("not compiled for this environment")',
  },
  {
    name: 'MeMemo',
    load: () => import('./adapters/mememo.js'),
    adapter: 'mememo',
    packageName: 'mememo',
    settings: 'HNSW, cosine-normalized, m 16, efConstruction 200, ef 20',
  },
  {
    name: 'EdgeVec',
    load: () => import('./adapters/edgevec.js'),
    adapter: 'edgevec',
    packageName: 'edgevec',
    settings: 'HNSW, dot, m 16, m0 32, ef_construction 200, ef_search 20',
    unopenableInNode: 'loads from IndexedDB only',
    assets: ['edgevec/edgevec_bg.wasm'],
  },
  {
    name: 'voy-search',
    load: () => import('./adapters/voy-search.js'),
    adapter: 'voy-search',
    packageName: 'voy-search',
    settings: 'a k-d tree, which has no parameters',
    assets: ['voy-search/voy_search_bg.wasm'],
  },
  {
    name: 'Orama',
    load: () => import('./adapters/orama.js'),
    adapter: 'orama',
    packageName: '@orama/orama',
    settings: 'exact; similarity 0 (the default, .8, leaves nearly everything out), saved as JSON',
  },
  {
    name: 'sqlite-vec-wasm',
    load: () => import('./adapters/sqlite-vec-wasm.js'),
    adapter: 'sqlite-vec-wasm',
    packageName: 'sqlite-vec-wasm',
    settings: 'exact; a vec0 table, in a worker, in the origin private file system (SAH pool)',
    notInNode: 'compiled for pages and workers only ("not compiled for this environment")',
    assets: ['sqlite-vec-wasm/dist/sqlite3.wasm'],
    scripts: ['adapters/sqlite-worker'],
  },
  {
    name: 'exact loop',
    load: () => import('./adapters/exact-loop.js'),
    adapter: 'exact-loop',
    settings: 'one Float32Array',
  },
  {
    name: 'transformers.js + exact loop',
    load: () => import('./adapters/transformers.js'),
    adapter: 'transformers',
    packageName: '@huggingface/transformers',
    settings: 'one Float32Array; the query embedded by transformers.js from the same model file (q8)',
  },
];
