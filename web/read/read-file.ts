// Reads a file by the end of its name: the one place that knows which formats there are.

import { decodeText } from './decode-text.js';
import { readHtml } from './html.js';
import { readMarkdown } from './markdown.js';
import { type PdfReader, readPdf } from './pdf.js';
import type { FieldOptions, ReadDocument } from './read-document.js';

export type FileFormat = 'html' | 'markdown' | 'mdx' | 'pdf' | 'text';

const FORMATS: Readonly<Record<string, FileFormat>> = {
  htm: 'html',
  html: 'html',
  markdown: 'markdown',
  md: 'markdown',
  mdx: 'mdx',
  pdf: 'pdf',
  text: 'text',
  txt: 'text',
  xhtml: 'html',
};

export interface ReadFileOptions extends FieldOptions {
  /** Asked for when the first PDF comes. */
  pdf: () => Promise<PdfReader>;
  signal?: AbortSignal;
}

/** Of a path or name; undefined for what is not read. */
export function formatOf(path: string): FileFormat | undefined {
  const end = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, end) ? FORMATS[end] : undefined;
}

/** Errors: an Error that says what is wrong with the bytes; the reason of the signal. */
export async function readFile(
  bytes: Uint8Array,
  format: FileFormat,
  { pdf, signal, fields = [] }: ReadFileOptions,
): Promise<ReadDocument> {
  switch (format) {
    case 'pdf':
      return await readPdf(bytes, await pdf(), signal);
    case 'html':
      return readHtml(decodeText(bytes, { markup: true }), { fields });
    case 'markdown':
    case 'mdx':
      return readMarkdown(decodeText(bytes), { mdx: format === 'mdx', fields });
    case 'text':
      return { text: decodeText(bytes), headings: [] };
  }
}
