// What a published folder holds besides the index: the model, ONNX Runtime, the core, and the package as one script.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../web/base/version.js';
import { ENCODER_FILE, TOKENS_FILE, TOKENS_LIST } from '../web/embed/defaults.js';
import { FORMATS_FILE } from '../web/embed/formats.js';
import { candidates } from '../web/embed/model-files.js';
import { externalParts } from '../web/embed/onnx-parts.js';
import { MODULES_FILE, moduleFiles, PROMPTS_FILE } from '../web/embed/sentence-modules.js';
import type { HostedFile, HostedManifest, HostedModel, HostedRuntime } from '../web/hosted/manifest.js';
import { readIfThere } from './files.js';
import type { EncoderFiles } from './model/encoder-file.js';
import type { PublishedFolder } from './published-folder.js';
import { cutTokens, knownTokens, writeTokens } from './token-shards.js';

/** The package's scripts, bundled (`npm run build:ts`), and its core. */
const BUNDLE = fileURLToPath(new URL('../bundle/', import.meta.url));
const CORE = fileURLToPath(new URL('../web/core/', import.meta.url));
const ENCODER = fileURLToPath(new URL('../web/encoder/', import.meta.url));

const CORE_FILE = 'leann-core.wasm';
const READER_FILE = 'leann-reader.wasm';
/** The modules of our own encoder, one a kind of processor. */
export const ENCODER_MODULES = ['plain', 'relaxed-pairs', 'relaxed-sum'].map(
  (name) => `leann-encoder-${name}.wasm`,
);
const ORT = 'ort/';

/** Of ONNX Runtime Web: for WASM, and for WebGPU, which runs models in float alone. */
export const ORT_WASM = ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.mjs'];
const ORT_WEBGPU = ['ort-wasm-simd-threaded.asyncify.wasm', 'ort-wasm-simd-threaded.asyncify.mjs'];

/** What a model folder has besides the weights. */
export const SETTINGS: readonly string[] = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  FORMATS_FILE,
];
const LICENCE = /^(licen[cs]e|notice)/i;

export function isLicence(name: string): boolean {
  return LICENCE.test(name);
}

/** What a model is published for. */
export interface ModelUse {
  /** What is embedded with it. */
  texts: Iterable<string>;
  /** What an update begins with: if that has the same model, its file of the collection's tokens serves on. */
  before: HostedManifest | undefined;
}

/**
 * Copies the model, with its licence; its folder is named by what is in it, so that caches cannot mix two. Pages read the
 * weights for our own encoder if there are any, and the ONNX file only where it cannot run. With `use`, rows of tokens that its texts
 * have not lie in shards.
 */
export async function copyModel(
  to: PublishedFolder,
  { folder, encoder }: { folder: string; encoder: EncoderFiles | undefined },
  dtype: HostedModel['dtype'],
  use?: ModelUse,
): Promise<{ model: HostedModel; files: HostedFile[] }> {
  const licences = (await readdir(folder)).filter(isLicence).sort();
  const found = new Map<string, Uint8Array>();
  const take = async (name: string) => {
    const bytes = await readIfThere(join(folder, name));
    if (bytes !== undefined) found.set(name, bytes);
    return bytes;
  };
  const modules = moduleFiles(await take(MODULES_FILE));
  for (const name of [...licences, ...SETTINGS, ...modules]) await take(name);
  const known =
    use && knownTokens(jsonIn(found.get('tokenizer.json')), allTexts(use.texts, found.get(PROMPTS_FILE)));
  const cut = encoder && known && cutTokens(encoder.tokens, known);
  if (encoder !== undefined) found.set(ENCODER_FILE, encoder.encoder);
  if (cut !== undefined) found.set(TOKENS_LIST, Buffer.from(JSON.stringify(cut.list)));
  else if (encoder !== undefined) found.set(TOKENS_FILE, encoder.tokens);
  for (const { file } of candidates(dtype, undefined)) {
    const bytes = await take(file);
    if (bytes === undefined) continue;
    const beside = externalParts(bytes).map(({ location }) => posix.join(posix.dirname(file), location));
    for (const name of new Set(beside)) await take(name);
    break;
  }
  const hash = createHash('sha256');
  for (const [name, bytes] of found) hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  const place = `model-${hash.digest('hex').slice(0, 16)}/`;
  const files: HostedFile[] = [];
  for (const [name, bytes] of found) files.push(await to.write(`${place}${name}`, bytes));
  if (cut === undefined) return { model: { folder: place, dtype }, files };
  const first = (await firstOf(to, place, use?.before)) ?? cut.first;
  const { tokens, file } = await writeTokens(to, place, { ...cut, first });
  return { model: { folder: place, dtype, tokens }, files: [...files, file] };
}

/**
 * The collection's tokens as they are published: of the few that an update adds, pages fetch the shards when they meet one, which is
 * less than this file again.
 */
async function firstOf(
  to: PublishedFolder,
  place: string,
  before: HostedManifest | undefined,
): Promise<Uint8Array | undefined> {
  const { model, files = [] } = before ?? {};
  const file = files.find(({ path }) => path === model?.tokens?.first);
  return file !== undefined && model?.folder === place ? await to.read(file) : undefined;
}

/** With what the model wants to have put before them. */
function* allTexts(texts: Iterable<string>, prompts: Uint8Array | undefined): Generator<string> {
  yield* Object.values(Object(Reflect.get(jsonIn(prompts), 'prompts'))).map(String);
  yield* texts;
}

function jsonIn(bytes: Uint8Array | undefined): object {
  return bytes === undefined ? {} : Object(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Copies what runs in the page. */
export async function copyRuntime(
  to: PublishedFolder,
  dtype: HostedModel['dtype'],
): Promise<{ runtime: HostedRuntime; files: HostedFile[] }> {
  const files: HostedFile[] = [];
  const copy = async (from: string, name: string, place = '') => {
    files.push(await to.write(`${place}${name}`, await readFile(join(from, name))));
  };
  const scripts = (await readdir(BUNDLE)).filter((name) => !name.endsWith('.map'));
  for (const name of scripts.sort()) await copy(BUNDLE, name);
  await copy(CORE, CORE_FILE);
  await copy(CORE, READER_FILE);
  for (const name of ENCODER_MODULES) await copy(ENCODER, name);
  const ort = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  for (const name of dtype === 'int8' ? ORT_WASM : [...ORT_WASM, ...ORT_WEBGPU]) await copy(ort, name, ORT);
  const runtime = {
    version: VERSION,
    script: 'leann-web.js',
    worker: 'worker.js',
    reader: READER_FILE,
    core: CORE_FILE,
    ort: ORT,
  };
  return { runtime, files };
}
