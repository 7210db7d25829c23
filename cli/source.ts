// Finds the documents to index: JSON lines, or files as people write them, in a folder or named by a pattern.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import type { Document } from '../web/index.js';
import type { Read } from './formats/format.js';
import { readHtml } from './formats/html.js';
import { readMarkdown } from './formats/markdown.js';
import { readPdf } from './formats/pdf.js';
import { globOf } from './glob.js';
import { readJsonLines } from './json-lines.js';

type ReadFile = (bytes: Uint8Array) => Read | Promise<Read>;

/** By the end of a file's name. */
const FORMATS: Readonly<Record<string, ReadFile>> = {
  '.md': (bytes) => readMarkdown(decode(bytes)),
  '.markdown': (bytes) => readMarkdown(decode(bytes)),
  '.txt': (bytes) => ({ text: decode(bytes) }),
  '.html': (bytes) => readHtml(decode(bytes)),
  '.htm': (bytes) => readHtml(decode(bytes)),
  '.pdf': (bytes) => readPdf(bytes),
};

/** Formats that people name files of by what is in them. */
const NAMED = ['.pdf'];

/** Folders that hold no documents. */
const SKIPPED = /^(\..*|node_modules)$/;

/**
 * The documents of a source, one after another, in an order that depends on the names alone: a folder's files, those that
 * a pattern names, or the lines of one file. `without` are folders to leave out. Errors: an Error that names the file, and
 * the line.
 */
export async function* readSource(source: string, without: readonly string[] = []): AsyncGenerator<Document> {
  const kind = await stat(source).catch(() => undefined);
  if (kind?.isFile()) return yield* readOne(source, basename(source));
  const { folder, matches } =
    kind === undefined
      ? globOf(source)
      : { folder: source, matches: (path: string) => formatOf(path) !== undefined };
  const left = new Set(without.map((path) => resolve(path)));
  const files = await filesIn(folder, left).catch((cause: unknown) => {
    throw new Error(`cannot read ${source}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
  const paths = files.map((file) => relative(folder, file).split(sep).join('/')).filter(matches);
  if (paths.length === 0) throw new Error(`cannot read ${source}: there is no file of a known format`);
  for (const path of paths.toSorted()) yield* readOne(join(folder, path), path);
}

async function filesIn(folder: string, without: ReadonlySet<string>): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && !SKIPPED.test(entry.name) && !without.has(resolve(path))) {
      files.push(...(await filesIn(path, without)));
    }
  }
  return files;
}

async function* readOne(file: string, path: string): AsyncGenerator<Document> {
  const read = formatOf(path);
  if (read === undefined) return yield* readJsonLines(file);
  try {
    const { text, title } = await read(await readFile(file));
    const name = extname(path);
    const known = title ?? (NAMED.includes(name.toLowerCase()) ? basename(path, name) : undefined);
    yield { id: path, text, ...(known === undefined ? {} : { title: known }) };
  } catch (cause) {
    throw new Error(`cannot read ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function formatOf(path: string): ReadFile | undefined {
  return FORMATS[extname(path).toLowerCase()];
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error('it is not UTF-8 text', { cause });
  }
}
