// Finds the documents to index: JSON lines, or files as people write them, in a folder or named by a pattern.

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { defined } from '../web/base/defined.js';
import type { Document, JsonObject } from '../web/index.js';
import type { ReadDocument } from '../web/read/read-document.js';
import {
  type FileFormat,
  formatOf,
  type ReadFileOptions,
  readFile as readBytes,
} from '../web/read/read-file.js';
import { withoutSiteText } from '../web/read/site-text.js';
import { globOf, isPattern } from './glob.js';
import { readJsonLines } from './json-lines.js';
import { ownLinks } from './own-links.js';
import { pdfReader } from './pdf-reader.js';
import { filesIn, reasonOf } from './source-files.js';

/** Formats that people name files of by what is in them. */
const NAMED: readonly FileFormat[] = ['pdf'];
const LARGEST_BYTES = 256 << 20;

export interface SourceOptions {
  /** Folders to leave out. */
  without?: readonly string[];
  /** Patterns of files to leave out, as in a `.gitignore`. */
  exclude?: readonly string[];
  /** Names of fields that are kept as metadata besides those that every file has. */
  fields?: readonly string[];
  /** Told each of these that no document has, once all are read. */
  onNoField?: (name: string) => void;
  /** Told each file that is left out though it might have been meant, and why. */
  onSkip?: (path: string, reason: string) => void;
  /** Told each file that its front matter calls a draft, and that is left out then. Without it drafts are read. */
  onDraft?: (path: string) => void;
  /** Told what is wrong with a file that is read all the same. */
  onProblem?: (path: string, problem: string) => void;
  /** Told where answers would lead, if nothing is there. */
  onNowhere?: (path: string) => void;
  /** The folder that the index is published in: pages of a site around it lie relative to it. */
  out?: string;
}

/** A file that was read. */
interface ReadOne {
  path: string;
  format: FileFormat;
  document: ReadDocument;
}

/**
 * The documents of a source, one after another, in an order that depends on the names alone: a folder's files, those that
 * a pattern names, or the lines of one file. A file that cannot be read, or has no text, is skipped and told. Errors: an Error
 * where the source itself cannot be read, or nothing in it.
 */
export async function* readSource(source: string, options: SourceOptions = {}): AsyncGenerator<Document> {
  const missing = new Set(options.fields);
  for await (const document of documentsIn(source, options)) {
    for (const name of Object.keys(document.metadata ?? {})) missing.delete(name);
    yield document;
  }
  for (const name of missing) options.onNoField?.(name);
}

async function* documentsIn(source: string, options: SourceOptions): AsyncGenerator<Document> {
  const { without = [], exclude = [], onSkip = () => undefined, out } = options;
  const { onDraft, onProblem, fields = [] } = options;
  await checkSource(source);
  const kind = await stat(source).catch(() => undefined);
  if (kind?.isFile() && formatOf(source) === undefined) return yield* readJsonLines(source);
  let problem = '';
  const skip = (path: string, reason: string) => {
    problem = `${path}: ${reason}`;
    onSkip(path, reason);
  };
  const { folder, paths } = kind?.isFile()
    ? { folder: resolve(source, '..'), paths: [basename(source)] }
    : await pathsOf(source, kind !== undefined, { without, exclude, onSkip: skip });
  if (paths.length === 0)
    throw new Error(
      `cannot read ${source}: there is no file of a known format in it (Markdown, HTML, text, PDF, JSON lines)`,
    );
  const read: ReadOne[] = [];
  const pdf = once(pdfReader);
  let lines = 0;
  for (const path of paths) {
    const format = formatOf(path);
    if (format === undefined) {
      lines++;
      yield* readJsonLines(join(folder, path));
      continue;
    }
    try {
      const document = await readOne(join(folder, path), format, { pdf, fields });
      if (document.problem !== undefined) onProblem?.(path, document.problem);
      if (document.draft && onDraft !== undefined) {
        problem = `${path}: it is a draft`;
        onDraft(path);
      } else if (/\S/.test(document.text)) read.push({ path, format, document });
      else skip(path, 'there is no text in it');
    } catch (error) {
      skip(path, reasonOf(error));
    }
  }
  if (read.length === 0 && lines === 0) {
    throw new Error(
      `cannot read ${source}: no file has text that could be read, the last because: ${problem}`,
    );
  }
  const ownLink = out === undefined ? undefined : ownLinks(folder, out);
  const nowhere = out === undefined || ownLink !== undefined ? undefined : await leadsNowhere(read, out);
  if (nowhere !== undefined) options.onNowhere?.(nowhere);
  yield* documentsOf(read, skip, ownLink);
}

/** Where the first of the files would be that answers lead to by their paths, if it is not there. */
async function leadsNowhere(read: readonly ReadOne[], out: string): Promise<string | undefined> {
  const first = read.find(({ document }) => document.url === undefined);
  if (first === undefined) return undefined;
  const place = join(dirname(resolve(out)), first.path);
  const isThere = (await stat(place).catch(() => undefined)) !== undefined;
  return isThere ? undefined : relative(process.cwd(), place);
}

/** Errors: an Error if it is the path of something that is not there. */
export async function checkSource(source: string): Promise<void> {
  const isThere = (await stat(source).catch(() => undefined)) !== undefined;
  if (!isThere && !isPattern(source)) {
    throw new Error(`cannot read ${source}: there is no such file or folder`);
  }
}

/** The files that a source is read from. Errors: an Error if they cannot be listed. */
export async function sourceFiles(source: string, options: SourceOptions = {}): Promise<string[]> {
  const { without = [], exclude = [], onSkip = () => undefined } = options;
  const kind = await stat(source).catch(() => undefined);
  if (kind?.isFile()) return [resolve(source)];
  const { folder, paths } = await pathsOf(source, kind !== undefined, { without, exclude, onSkip });
  return paths.map((path) => join(folder, path));
}

async function pathsOf(
  source: string,
  isFolder: boolean,
  options: Required<Pick<SourceOptions, 'without' | 'exclude' | 'onSkip'>>,
): Promise<{ folder: string; paths: string[] }> {
  const { folder, matches } = isFolder
    ? { folder: source, matches: (path: string) => formatOf(path) !== undefined }
    : globOf(source);
  try {
    const files = await filesIn(folder, options);
    return { folder, paths: files.filter(matches) };
  } catch (cause) {
    throw new Error(`cannot read ${source}: ${reasonOf(cause)}`, { cause });
  }
}

async function readOne(file: string, format: FileFormat, options: ReadFileOptions): Promise<ReadDocument> {
  const { size } = await stat(file);
  if (size > LARGEST_BYTES)
    throw new Error(`it has ${Math.round(size / 1e6)} MB; at most ${LARGEST_BYTES >> 20} MiB are read`);
  return await readBytes(await readFile(file), format, options);
}

/** Pages are freed of what their site has on all of them; if some name their content, the others are not meant to be found. */
function* documentsOf(
  read: readonly ReadOne[],
  skip: (path: string, reason: string) => void,
  ownLink: ReturnType<typeof ownLinks>,
): Generator<Document> {
  const pages = read.filter(({ format }) => format === 'html');
  const bare = withoutSiteText(pages.map(({ document }) => document));
  const cleaned = new Map(pages.map(({ path }, row) => [path, bare[row]]));
  const someMarked = pages.some(({ document }) => document.marked);
  for (const { path, format, document } of read) {
    if (format === 'html' && someMarked && !document.marked) {
      skip(
        path,
        'other pages name their content by data-leann-body or data-pagefind-body, this one does not',
      );
      continue;
    }
    const { text, title, headings, url, ...others } = cleaned.get(path) ?? document;
    const named = NAMED.includes(format) ? basename(path, extname(path)) : undefined;
    const metadata = metadataOf(others);
    // What a page says of itself is where the site is meant to lie, not where this copy of it does.
    const address = format === 'html' && ownLink !== undefined ? ownLink(path) : url;
    yield { id: path, text, headings, ...defined({ title: title ?? named, url: address, metadata }) };
  }
}

/** What the file says of itself; undefined if that is nothing. */
function metadataOf({
  lang,
  description,
  date,
  tags,
  fields,
}: Partial<ReadDocument>): JsonObject | undefined {
  const metadata = { ...fields, ...defined({ lang, description, date, tags }) };
  return Object.keys(metadata).length === 0 ? undefined : metadata;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
