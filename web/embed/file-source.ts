// Reads the files of a folder: over fetch, or from the file system in Node.
import { absoluteUrl, importInNode, isNode, isUrl } from '../base/platform.js';

/** How much of a file has been read, in bytes. `total` is undefined if the server does not say. */
export interface LoadProgress {
  file: string;
  loaded: number;
  total: number | undefined;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** A file's bytes, or why there is no such file. */
export type FileContent = { bytes: Uint8Array<ArrayBuffer> } | { missing: string };

/** Reads a file of one folder, by its path in there. Rejects if the file may exist but cannot be read. */
export type ReadFile = (file: string, options: ReadOptions) => Promise<FileContent>;

/** More bytes than this are too many for one buffer of ONNX Runtime, and for one message of ONNX. */
export const MOST_BYTES = 2 ** 31 - 1;

/** How to read the files of a folder: a URL, or in Node also a path. Nothing outside of it is read. */
export function folderReader(folder: string | URL): ReadFile {
  const name = String(folder);
  const isRemote = !isNode() || (isUrl(name) && !name.startsWith('file:'));
  const read = isRemote ? urlReader(name) : pathReader(folder);
  return async (file, options) => {
    if (!isInside(file)) throw new Error('it is not in the folder of the model');
    return await read(file, options);
  };
}

/** Whether a path stays in its folder, however servers and systems read it. */
function isInside(file: string): boolean {
  const decoded = file
    .replace(/%2e/gi, '.')
    .replace(/%2f/gi, '/')
    .replace(/%5c/gi, '/')
    .replaceAll('\\', '/');
  const isAbsolute = decoded.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(decoded);
  return decoded !== '' && !isAbsolute && !decoded.split('/').includes('..') && !/[?#\0]/.test(decoded);
}

function tooLarge(bytes: number): Error {
  return new Error(`it has ${(bytes / 1e9).toFixed(1)} GB, more than the 2 GB that can be loaded`);
}

function urlReader(folder: string): ReadFile {
  const base = new URL(absoluteUrl(folder));
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return async (file, options) => {
    const url = new URL(file, base);
    const response = await fetch(url, options.signal ? { signal: options.signal } : {});
    if (isMissing(response)) return { missing: `not found (HTTP ${response.status})` };
    if (!response.ok) throw new Error(`the server answered HTTP ${response.status}`);
    const length = Number(response.headers.get('content-length') ?? 0);
    if (length > MOST_BYTES) {
      await response.body?.cancel();
      throw tooLarge(length);
    }
    const bytes = await readBody(response, file, options);
    return startsLikeHtml(bytes) ? { missing: 'not found (a web page is served in its place)' } : { bytes };
  };
}

/** Neither JSON nor ONNX starts with `<`. */
function startsLikeHtml(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().startsWith('<');
}

/** Whether the server says that there is no such file. Stores that hide what they do not have answer 403. */
export function isMissing({ status }: Response): boolean {
  return [403, 404, 410].includes(status);
}

/** All of a response, telling of every piece. */
export async function readBody(
  response: Response,
  file: string,
  { onProgress }: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const total = length === null ? undefined : Number(length);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    if (loaded > MOST_BYTES) {
      await reader.cancel();
      throw tooLarge(loaded);
    }
    onProgress?.({ file, loaded, total: total !== undefined && loaded <= total ? total : undefined });
  }
  return concatenate(chunks, loaded);
}

function concatenate(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function pathReader(folder: string | URL): ReadFile {
  return async (file, { signal, onProgress }) => {
    const fs = await importInNode('node:fs/promises');
    const path = await importInNode('node:path');
    const url = await importInNode('node:url');
    const base = String(folder).startsWith('file:') ? url.fileURLToPath(folder) : String(folder);
    try {
      const bytes = await fs.readFile(path.join(base, file), signal ? { signal } : {});
      onProgress?.({ file, loaded: bytes.length, total: bytes.length });
      return { bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { missing: 'not found' };
      if (code === 'ERR_FS_FILE_TOO_LARGE')
        throw new Error('it has more than the 2 GB that can be loaded', { cause: error });
      throw error;
    }
  };
}
