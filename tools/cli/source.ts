// Reads the documents to index: a file of JSON lines, or a folder of text files.

import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import type { Document } from '../../web/index.js';

const TEXT_FILES = ['.txt', '.md'];
const HEADING = /^#[ \t]+(\S.*)$/m;

/** The documents of a source, one after another. Errors: an Error that names the file, and the line. */
export async function* readSource(source: string): AsyncGenerator<Document> {
  const kind = await stat(source).catch((cause: unknown) => {
    throw new Error(`cannot read ${source}: ${cause instanceof Error ? cause.message : cause}`);
  });
  if (kind.isDirectory()) yield* readFolder(source);
  else yield* readLines(source);
}

async function* readLines(file: string): AsyncGenerator<Document> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number++;
    const json = number === 1 ? line.replace(/^\ufeff/, '') : line;
    if (json.trim() !== '') yield parseLine(json, `${file}:${number}`);
  }
}

function parseLine(line: string, where: string): Document {
  const value = parseJson(line, where);
  if (typeof value !== 'object' || value === null) throw new Error(`cannot read ${where}: not a JSON object`);
  const { id, _id, text, title } = value as Partial<Record<'id' | '_id' | 'text' | 'title', unknown>>;
  const name = id ?? _id;
  if ((typeof name !== 'string' && typeof name !== 'number') || name === '') {
    throw new Error(`cannot read ${where}: it has no "id"`);
  }
  if (typeof text !== 'string') throw new Error(`cannot read ${where}: it has no "text"`);
  return { id: String(name), text, ...(typeof title === 'string' && title !== '' ? { title } : {}) };
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`cannot read ${where}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function* readFolder(folder: string): AsyncGenerator<Document> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && TEXT_FILES.includes(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  for (const file of files.toSorted()) yield readTextFile(folder, file);
}

async function readTextFile(folder: string, file: string): Promise<Document> {
  const text = decode(await readFile(file), file);
  const title = extname(file).toLowerCase() === '.md' ? HEADING.exec(text)?.[1]?.trim() : undefined;
  return { id: relative(folder, file).split(sep).join('/'), text, ...(title === undefined ? {} : { title }) };
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`cannot read ${file}: it is not UTF-8 text`, { cause });
  }
}
