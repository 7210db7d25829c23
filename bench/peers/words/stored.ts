// How many bytes stored forms and scripts take.

import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { Core } from '../../../web/index.js';
import { CORE, HERE } from '../places.js';

export interface Bytes {
  raw: number;
  /** Compressed by whoever serves it, where that makes it smaller. */
  gzipped: number;
}

/** Of Pagefind's output, what a page with a search of its own never fetches. */
const UNUSED = /(-ui|-highlight|-worker)\.(js|css)$|wasm\.unknown/;

/** All files of a folder that a page may fetch. */
export async function storedBytes(folder: string): Promise<Bytes> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sum: Bytes = { raw: 0, gzipped: 0 };
  for (const entry of entries) {
    if (!entry.isFile() || UNUSED.test(entry.name)) continue;
    const { raw, gzipped } = bytesOf(await readFile(`${entry.parentPath}/${entry.name}`));
    sum.raw += raw;
    sum.gzipped += gzipped;
  }
  return sum;
}

export function bytesOf(content: Uint8Array | string): Bytes {
  const bytes = Buffer.from(content);
  return { raw: bytes.length, gzipped: Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length) };
}

/** What a page downloads to search with what these engines use of their library: minified and gzipped. */
export async function scriptBytes(used: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: used, resolveDir: HERE },
    bundle: true,
    format: 'esm',
    minify: true,
    logLevel: 'error',
    platform: 'browser',
    write: false,
  });
  return outputFiles.reduce((sum, { contents }) => sum + bytesOf(contents).gzipped, 0);
}

/** Of an exported file: its words, and how many passages it has. */
export async function wordBytes(file: string): Promise<{ words: number; passages: number; total: number }> {
  const core = await Core.load(await readFile(CORE));
  const index = core.open(await readFile(file));
  try {
    const { words, total } = index.bytes();
    return { words, total, passages: index.size };
  } finally {
    index.free();
  }
}
