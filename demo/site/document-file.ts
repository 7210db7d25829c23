// Files as documents: text, Markdown and PDF.

import type { Document } from '../../web/index.js';
import { reasonOf } from '../shared/format.js';
import type { FoundFile } from './dropped-files.js';

const TEXT = /\.(txt|text|md|markdown)$/i;
const PDF = /\.pdf$/i;

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

/** Reads them one by one; `onFile` is told what is read. Ends with the signal's reason. */
export async function readFiles(
  files: readonly FoundFile[],
  { signal, onFile }: { signal: AbortSignal; onFile(path: string): void },
): Promise<ReadFiles> {
  const documents: Document[] = [];
  const refused: Refused[] = [];
  const readable = files.filter(isReadable);
  for (const { path, file } of readable) {
    signal.throwIfAborted();
    onFile(path);
    try {
      const text = isPdf(path, file) ? await readPdf(file, signal) : decode(await file.arrayBuffer());
      if (text.trim() === '') refused.push({ path, reason: 'there is no text in it' });
      else documents.push({ id: path, title: path, text });
    } catch (error) {
      signal.throwIfAborted();
      refused.push({ path, reason: reasonOf(error) });
    }
  }
  return { documents, refused, otherKinds: files.length - readable.length };
}

function isReadable({ path, file }: FoundFile): boolean {
  if (path.split('/').some((part) => part.startsWith('.'))) return false;
  return TEXT.test(path) || isPdf(path, file) || /^text\/(plain|markdown)$/.test(file.type);
}

function isPdf(path: string, { type }: File): boolean {
  return PDF.test(path) || type === 'application/pdf';
}

/** The reader is fetched with the first PDF. */
async function readPdf(file: File, signal: AbortSignal): Promise<string> {
  const reader = await import('./pdf-text.js').catch((cause) => {
    throw new Error('the reader of PDF files could not be fetched', { cause });
  });
  return reader.pdfText(new Uint8Array(await file.arrayBuffer()), signal);
}

/** As UTF-8, or UTF-16 with its mark; what is neither as Windows-1252. */
function decode(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (new Uint8Array(bytes).includes(0)) throw new Error('it is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
