// Measures what a page downloads of this project to search a published index, and limits it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';

/**
 * Bytes, compressed: our scripts and WASM, without what a model needs. Fetching postings in shards takes 3 kB of them, and saves a first
 * visitor of a documentation tree 120 (docs/benchmarks.md, "The first visit"). Fetching nodes by clusters takes 5 kB, and saves a visitor
 * of a million passages 30 MB ("Clusters"). Showing each text when it comes takes .2 kB: on a slow line the first one is there .2 s after the
 * first title, where it was .5 s ("The first visit"). Answering by words before the index's nodes have come takes
 * 1.2 kB, a third of a second less to the first title, and 11 kB less in all. Naming the section of a passage that answers takes .4 kB,
 * without which links lead to the first of several.
 */
export const MOST_PAGE_BYTES = 104_500;

/** Likewise of what is loaded with a model, its tokenizer included: scripts that run our own encoder. */
export const MOST_MODEL_BYTES = 25_000;

export async function gzipBytes(file: string): Promise<number> {
  return gzipSync(await readFile(file), { level: 9 }).length;
}

/** Those scripts, and all that they import before they run. */
export function scriptsOf(entries: readonly string[], { outputs }: Metafile): string[] {
  const names = new Map(Object.keys(outputs).map((path) => [path.split('/').at(-1) ?? '', path]));
  const found = new Set<string>();
  const follow = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[imported] !== undefined) follow(imported);
    }
  };
  for (const entry of entries) follow(names.get(entry) ?? entry);
  return [...found].map((path) => path.split('/').at(-1) ?? path);
}

/** Prints it, and throws if it is too much. */
export async function checkPageSize(scripts: readonly string[], folder: string, wasm: string): Promise<void> {
  let bytes = await gzipBytes(wasm);
  for (const script of scripts) bytes += await gzipBytes(join(folder, script));
  const kB = (bytes / 1000).toFixed(1);
  console.log(`A page that searches loads ${kB} kB of our scripts and WASM (gzip).`);
  if (bytes <= MOST_PAGE_BYTES) return;
  throw new Error(`leann: cannot bundle: a page would load ${kB} kB, more than ${MOST_PAGE_BYTES / 1000}`);
}
