// What a visitor gives as documents: pasted JSON, JSON lines or Markdown, and files.

import type { Document, JsonObject } from '../../web/index.js';

/** What cannot be taken as documents; the message is for visitors. */
export class NotDocuments extends Error {}

/** Fields that a document has; all others become its metadata. */
const KNOWN: ReadonlySet<string> = new Set(['id', '_id', 'text', 'title', 'url', 'metadata', 'headings']);

/** An array or an object; Markdown may begin with a link. */
const LIKE_JSON = /^(\[\s*["{[\]]|\{\s*["}])/;

/** Of files that are read here, the ends of their names. */
export const READ_HERE = '.md, .markdown, .mdx, .html, .htm, .txt, .json, .jsonl, .ndjson';

/**
 * The documents in a text: those of a JSON array or of JSON lines, else the text itself as Markdown.
 * @throws NotDocuments if it begins as JSON and is none, or what is in it has no text.
 */
export async function pastedDocuments(text: string): Promise<Document[]> {
  const trimmed = text.trim();
  if (trimmed === '') throw new NotDocuments('There is nothing to index yet.');
  if (LIKE_JSON.test(trimmed)) return documentsOf(jsonValues(trimmed));
  return [await fileDocument('pasted.md', new TextEncoder().encode(text))];
}

/**
 * The documents in files: of JSON those that are in it, of others one each, whose id is the file's name.
 * @throws NotDocuments that names the file which cannot be read.
 */
export async function fileDocuments(files: readonly File[]): Promise<Document[]> {
  const documents: Document[] = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (/\.(json|jsonl|ndjson)$/i.test(file.name)) {
      documents.push(...documentsOf(jsonValues(new TextDecoder().decode(bytes).trim())));
    } else {
      documents.push(await fileDocument(file.name, bytes));
    }
  }
  return documents;
}

async function fileDocument(name: string, bytes: Uint8Array): Promise<Document> {
  // With its parsers, it is as large as the rest of the page; many visitors paste JSON.
  const { formatOf, readFile } = await import('../../web/read/read-file.js');
  const format = formatOf(name);
  if (format === undefined || format === 'pdf') {
    throw new NotDocuments(`“${name}” is not read here. These are: ${READ_HERE}.`);
  }
  const read = await readFile(bytes, format, {
    pdf: () => Promise.reject(new NotDocuments('PDF is not read here.')),
  });
  if (read.text.trim() === '') throw new NotDocuments(`“${name}” has no text in it.`);
  return { id: name, title: read.title ?? name, text: read.text, headings: read.headings };
}

/** The values of a JSON array, of one JSON object, or of JSON lines. */
function jsonValues(text: string): unknown[] {
  const whole = parsed(text);
  if ('value' in whole) return Array.isArray(whole.value) ? whole.value : [whole.value];
  const lines = text.split('\n').map((line) => parsed(line.trim() || 'null'));
  const bad = lines.findIndex((line) => !('value' in line));
  // One line that is JSON by itself, and more: JSON lines with a mistake in one of them.
  if (bad < 0) return lines.flatMap((line) => ('value' in line && line.value !== null ? [line.value] : []));
  if (bad > 0) throw new NotDocuments(`Line ${bad + 1} is no JSON: ${reasonOf(lines[bad])}.`);
  throw new NotDocuments(`This begins like JSON, but is none: ${whole.reason}.`);
}

type Parsed = { value: unknown } | { reason: string };

function parsed(text: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function reasonOf(line: Parsed | undefined): string {
  return line !== undefined && 'reason' in line ? line.reason : '';
}

function documentsOf(values: readonly unknown[]): Document[] {
  return values.map((value, row) => documentOf(value, row + 1));
}

/** A text is a document; an object has one as `text`. Without an id, its number is that. */
function documentOf(value: unknown, number: number): Document {
  if (typeof value === 'string') return { id: `${number}`, text: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NotDocuments(`Document ${number} is neither a text nor an object.`);
  }
  const fields = value as Record<string, unknown>;
  const { text, title, url, headings } = fields;
  if (typeof text !== 'string') {
    const names = Object.keys(fields).map((name) => `“${name}”`);
    throw new NotDocuments(`Document ${number} has no “text”; it has ${names.join(', ') || 'nothing'}.`);
  }
  const id = fields.id ?? fields._id ?? number;
  const metadata = metadataOf(fields);
  return {
    id: String(id),
    text,
    ...(typeof title === 'string' && { title }),
    ...(typeof url === 'string' && { url }),
    ...(metadata !== undefined && { metadata }),
    ...(Array.isArray(headings) && { headings: headings as NonNullable<Document['headings']> }),
  };
}

function metadataOf(fields: Readonly<Record<string, unknown>>): JsonObject | undefined {
  const others = Object.entries(fields).filter(([name]) => !KNOWN.has(name));
  const given = typeof fields.metadata === 'object' && fields.metadata !== null ? fields.metadata : {};
  const metadata = { ...Object.fromEntries(others), ...given } as JsonObject;
  return Object.keys(metadata).length === 0 ? undefined : metadata;
}
