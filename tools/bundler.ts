// Bundles compiled modules for pages, and copies what pages need beside them: for the package, the demo and the extension.

import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { ENCODER_MODULES } from '../cli/site-files.js';
import { ENCODER_FILE, TOKENS_FILE } from '../web/embed/defaults.js';
import { FORMATS_FILE } from '../web/embed/formats.js';
import { BESIDE } from './beside.js';
import { MODEL, ROOT } from './paths.js';

/** A service worker is one file and no module, which all browsers take. */
export const SERVICE_WORKER_FORMAT = { format: 'iife', splitting: false } as const;

/** The files of the model folder that a page needs which embeds with our own encoder. */
const MODEL_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  FORMATS_FILE,
  'modules.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
  '1_Pooling',
  ENCODER_FILE,
  TOKENS_FILE,
];

/** Bundles modules, named relative to dist/, each into a file of its own beside shared chunks; says what is in them. */
export async function bundle(
  modules: Readonly<Record<string, string>>,
  out: string,
  options: BuildOptions = {},
): Promise<Metafile> {
  const paths = Object.entries(modules).map(([name, module]) => [name, join(ROOT, 'dist', `${module}.js`)]);
  const { metafile } = await build({
    entryPoints: Object.fromEntries(paths),
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    metafile: true,
    target: 'es2022',
    // Not for pages that embed with our own encoder alone.
    external: ['onnxruntime-web/*'],
    legalComments: 'linked',
    plugins: [BESIDE],
    logLevel: 'warning',
    ...options,
  });
  if (metafile === undefined) throw new Error('leann: cannot bundle: nothing was told of it');
  return metafile;
}

/** Puts a style sheet and those that it imports into `style.css`. */
export async function bundleStyle(from: string, out: string): Promise<void> {
  const entry = join(from, 'style.css');
  await build({ entryPoints: [entry], outdir: out, bundle: true, logLevel: 'warning' });
}

/** Copies files and folders, named relative to `from`. */
export async function copy(from: string, to: string, files: readonly string[]): Promise<void> {
  for (const file of files) await cp(join(from, file), join(to, file), { recursive: true });
}

/** Copies the model into the folder `model` of `out`, and our own encoder into `encoder`. */
export async function copyModel(out: string): Promise<void> {
  await copy(MODEL, join(out, 'model'), MODEL_FILES);
  await copy(join(ROOT, 'dist/web/encoder'), join(out, 'encoder'), ENCODER_MODULES);
}

/** The folder of the file that a module name stands for. */
export function folderOf(module: string): string {
  return dirname(createRequire(import.meta.url).resolve(module));
}
