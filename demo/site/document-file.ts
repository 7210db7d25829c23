// Files as documents: text, Markdown, web pages and PDF.

import type { Document } from '../../web/index.js';
import type { FileFormat } from '../../web/read/read-file.js';
import { reasonOf } from '../shared/format.js';
import type { FoundFile } from './dropped-files.js';

/** A file that is left out, and why. */
export interface Refused {
  path: string;
  reason: string;
}

export interface ReadFiles {
  documents: Document[];
  refused: Refused[];
  /** How many were of other kinds, or hidden; in folders that is usual. */
  otherKinds: number;
}

/** For files whose names say nothing. */
const TYPES: Readonly<Record<string, FileFormat>> = {
  'application/pdf': 'pdf',
  'text/html': 'html',
  'text/markdown': 'markdown',
  'text/plain': 'text',
};

/** Reads them one by one; `onFile` is told what is read. Ends with the signal's reason. */
export async function readFiles(
  files: readonly FoundFile[],
  { signal, onFile }: { signal: AbortSignal; onFile(path: string): void },
): Promise<ReadFiles> {
  const { formatOf, readFile } = await fetched(() => import('../../web/read/read-file.js'), 'files');
  const documents: Document[] = [];
  const refused: Refused[] = [];
  let otherKinds = 0;
  for (const { path, file } of files) {
    const format = isHidden(path) ? undefined : (formatOf(path) ?? TYPES[file.type]);
    if (format === undefined) {
      otherKinds++;
      continue;
    }
    signal.throwIfAborted();
    onFile(path);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { text, headings, title = path } = await readFile(bytes, format, { pdf: pdfReader, signal });
      if (text.trim() === '') refused.push({ path, reason: 'there is no text in it' });
      else documents.push({ id: path, title, text, headings });
    } catch (error) {
      signal.throwIfAborted();
      refused.push({ path, reason: reasonOf(error) });
    }
  }
  return { documents, refused, otherKinds };
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.'));
}

/** The reader of PDF files is fetched with the first one. */
async function pdfReader() {
  return (await fetched(() => import('./pdf-reader.js'), 'PDF files')).reader;
}

async function fetched<Module>(load: () => Promise<Module>, what: string): Promise<Module> {
  return await load().catch((cause: unknown) => {
    throw new Error(`the reader of ${what} could not be fetched`, { cause });
  });
}
