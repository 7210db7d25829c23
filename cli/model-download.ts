// Downloads what of a model is needed to run it.

import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { FORMATS_FILE } from '../web/embed/formats.js';
import { candidates, type ModelDtype } from '../web/embed/model-files.js';
import { externalParts } from '../web/embed/onnx-parts.js';
import { MODULES_FILE, moduleFiles } from '../web/embed/sentence-modules.js';
import { Download, type OnBytes } from './download.js';

const NEEDED = ['tokenizer.json'];
const SETTINGS = ['config.json', 'tokenizer_config.json', FORMATS_FILE, 'LICENSE', 'README.md'];

export interface ModelDownload {
  /** URL of the folder, or of a repository on a hub, whose main branch is taken. */
  url: string;
  to: string;
  dtype: ModelDtype | undefined;
  signal: AbortSignal;
  onBytes: OnBytes;
}

/** Gives the paths of the files that are there then. Errors: an Error if one that is needed is missing or damaged. */
export async function downloadModel({ url, to, dtype, signal, onBytes }: ModelDownload): Promise<string[]> {
  const download = await Download.into(to, folderUrl(url), signal, onBytes);
  const there: string[] = [];
  const take = async (file: string) => {
    const downloaded = await download.fetch(file);
    if (downloaded !== undefined) there.push(file);
    return downloaded !== undefined;
  };
  for (const file of NEEDED) if (!(await take(file))) throw notThere(url, file);
  for (const file of SETTINGS) await take(file);
  if (await take(MODULES_FILE)) {
    for (const file of moduleFiles(await readFile(join(to, MODULES_FILE)))) await take(inside(file));
  }
  const wanted = candidates(dtype, undefined);
  for (const { file } of wanted) {
    if (!(await take(file))) continue;
    for (const beside of await filesBeside(to, file)) if (!(await take(beside))) throw notThere(url, beside);
    return there;
  }
  throw notThere(url, wanted.map(({ file }) => file).join(', '));
}

/** Repositories on Hugging Face's hub have their files below `resolve/main/`. */
export function folderUrl(url: string): URL {
  const folder = new URL(url);
  folder.search = '';
  folder.hash = '';
  const isRepository = folder.hostname === 'huggingface.co' && !folder.pathname.includes('/resolve/');
  if (isRepository) {
    const [, owner = '', name = '', , branch = 'main'] = folder.pathname.split('/');
    folder.pathname = `/${owner}/${name}/resolve/${branch}/`;
  }
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}

async function filesBeside(folder: string, file: string): Promise<string[]> {
  const parts = externalParts(await readFile(join(folder, file)));
  const paths = parts.map(({ location }) => posix.join(posix.dirname(file), inside(location)));
  return [...new Set(paths)];
}

/** The names come from a stranger. */
function inside(path: string): string {
  const parts = path.split(/[\\/]/);
  if (/^([a-z]+:|[\\/])/i.test(path) || parts.includes('..'))
    throw new Error(`cannot download ${path}: it is not in the folder`);
  return path;
}

function notThere(url: string, file: string): Error {
  return new Error(`cannot download ${url}: it has no ${file}`);
}
