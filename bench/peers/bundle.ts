// Bundles the libraries with esbuild: to be run in Node and in a page, and to see how much a page downloads.

import { copyFile, readFile, rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { bundlePage } from '../../tools/chromium/bundle-page.js';
import type { PeerEntry } from './peers.js';
import { COMPILED, CORE, MODEL, MODELS, NODE_BUNDLE, ORT, PACKAGES, PAGE, ROOT } from './places.js';

const COMMON = {
  bundle: true,
  format: 'esm',
  minify: true,
  logLevel: 'error',
} as const satisfies BuildOptions;

const IN_PAGE = {
  ...COMMON,
  platform: 'browser',
  nodePaths: [PACKAGES],
  alias: { stream: `${COMPILED}no-stream.js` },
} as const satisfies BuildOptions;

/** Packages are left where they are installed. */
export async function bundleForNode(): Promise<void> {
  await rm(NODE_BUNDLE, { recursive: true, force: true });
  await build({
    ...COMMON,
    entryPoints: [`${COMPILED}node-process.js`],
    platform: 'node',
    packages: 'external',
    splitting: true,
    outdir: NODE_BUNDLE,
    outExtension: { '.js': '.mjs' },
  });
}

/** A folder to be served. */
export async function bundleForPage(): Promise<void> {
  await bundlePage(`${COMPILED}page.js`, PAGE, { build: IN_PAGE });
  await build({ ...IN_PAGE, entryPoints: [`${ROOT}dist/web/worker/worker.js`], outdir: PAGE });
  await build({ ...IN_PAGE, entryPoints: [`${COMPILED}adapters/sqlite-worker.js`], outdir: PAGE });
  // It looks for it beside its script.
  await copyFile(`${PACKAGES}sqlite-vec-wasm/dist/sqlite3.wasm`, `${PAGE}sqlite3.wasm`);
}

/** Scripts that hold as text what could not be fetched as a file: a page loads one of the two. */
const IN_PLACE_OF_FILES = ['*leann-worker-script.js', '*-wasm.js'];

/** Bytes that a page downloads of a library, gzipped: scripts and WebAssembly without ONNX Runtime and the model. */
export async function downloadBytes({ adapter, scripts = [], assets = [] }: PeerEntry): Promise<number> {
  const entryPoints = [`adapters/${adapter}`, ...scripts].map((module) => `${COMPILED}${module}.js`);
  const sizes = [...entryPoints.map(scriptBytes), ...assets.map((asset) => fileBytes(assetFile(asset)))];
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function scriptBytes(entryPoint: string): Promise<number> {
  const { outputFiles } = await build({
    ...IN_PAGE,
    entryPoints: [entryPoint],
    external: [...IN_PLACE_OF_FILES, 'onnxruntime-web', 'onnxruntime-web/*', 'onnxruntime-common'],
    write: false,
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}

/** What all need besides, gzipped. */
export async function sharedBytes(): Promise<{ ort: number; model: number; tokenizer: number }> {
  const folder = `${MODELS}${MODEL}/`;
  return {
    ort: await fileBytes(`${ORT}ort-wasm-simd-threaded.wasm`),
    model: await fileBytes(`${folder}onnx/model_quantized.onnx`),
    tokenizer: await fileBytes(`${folder}tokenizer.json`),
  };
}

async function fileBytes(path: string): Promise<number> {
  return gzipSync(await readFile(path), { level: 9 }).length;
}

function assetFile(asset: string): string {
  return asset === 'leann-web/leann-core.wasm' ? CORE : PACKAGES + asset;
}
