// Reads JSON lines: one document a line.

import { createReadStream } from 'node:fs';
import { isSafeNumber, parse } from 'lossless-json';
import { defined } from '../web/base/defined.js';
import { isFields, isText } from '../web/base/fields.js';
import { isJsonObject } from '../web/base/json.js';
import type { Document, Heading } from '../web/index.js';

const NEWLINE = 0x0a;
const MARK = '\ufeff';

/** A line of a file, still as bytes. */
export interface Line {
  /** From 1. */
  number: number;
  bytes: Uint8Array;
}

/**
 * The documents of a file, one after another; blank lines are skipped. Only the longest line has to fit into memory.
 * Errors: an Error that names file and line.
 */
export async function* readJsonLines(file: string): AsyncGenerator<Document> {
  for await (const { number, bytes } of linesOf(createReadStream(file))) {
    const where = `${file}:${number}`;
    const text = decode(bytes, where);
    const line = number === 1 && text.startsWith(MARK) ? text.slice(MARK.length) : text;
    if (line.trim() !== '') yield documentOf(line, where);
  }
}

/**
 * Split at "\n" alone, and before decoding: texts hold U+2028 and U+2029 as they are, which `node:readline` takes for ends of
 * lines in some releases of Node. A "\r" before "\n" stays; to JSON it is white space.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 1;
  /** Of a line that began in earlier chunks; joined once, since a line may be long. */
  let begun: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield { number, bytes: Buffer.concat([...begun, chunk.subarray(start, end)]) };
      number++;
      begun = [];
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
  if (begun.length > 0) yield { number, bytes: Buffer.concat(begun) };
}

function decode(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`cannot read ${where}: it is not UTF-8 text`, { cause });
  }
}

function documentOf(line: string, where: string): Document {
  const value = parseJson(line, where);
  if (typeof value !== 'object' || value === null) throw new Error(`cannot read ${where}: not a JSON object`);
  const { id, _id, text, title, url, metadata, headings } = value as Partial<
    Record<keyof Document | '_id', unknown>
  >;
  const key = id ?? _id;
  const name = typeof key === 'number' ? writtenNumber(line, key) : key;
  if (typeof name !== 'string' || name === '') throw new Error(`cannot read ${where}: it has no "id"`);
  if (typeof text !== 'string') throw new Error(`cannot read ${where}: it has no "text"`);
  return {
    id: name,
    text,
    ...defined({
      title: typeof title === 'string' && title !== '' ? title : undefined,
      url: given(url, isText, `${where}: its "url" is not a string`),
      metadata: given(metadata, isJsonObject, `${where}: its "metadata" is not an object`),
      // The index checks each of them, and names the document.
      headings: given(headings, isHeadings, `${where}: its "headings" are not an array`),
    }),
  };
}

/** A field that may be left out; so is one that is null or empty. */
function given<T>(value: unknown, is: (value: unknown) => value is T, problem: string): T | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!is(value)) throw new Error(`cannot read ${problem}`);
  return isFields(value) && Object.keys(value).length === 0 ? undefined : value;
}

function isHeadings(value: unknown): value is Heading[] {
  return Array.isArray(value);
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`cannot read ${where}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/**
 * The id of a line as it stands there where a number has lost digits of it: two ids beyond 2^53 must not become one. Only
 * then is the line read by the parser that keeps digits, which is slow.
 */
function writtenNumber(line: string, parsed: number): string {
  if (Number.isSafeInteger(parsed)) return String(parsed);
  const parseNumber = (digits: string) => (isSafeNumber(digits) ? String(Number(digits)) : digits);
  // Of a key that comes twice, the last counts, as for JSON.parse.
  const onDuplicateKey = ({ newValue }: { newValue: unknown }) => newValue;
  const { id, _id } = parse(line, null, { parseNumber, onDuplicateKey }) as { id?: unknown; _id?: unknown };
  return String(id ?? _id);
}
