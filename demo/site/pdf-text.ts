// The text of a PDF, by pdf.js, which works in a worker of its own.

import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist';

/** Paragraphs are as far apart as this many of their lines are high. */
const PARAGRAPH_GAP = 1.6;

GlobalWorkerOptions.workerSrc = new URL('pdf-worker.js', document.baseURI).href;

/** A piece of text as pdf.js gives it. */
interface Piece {
  str: string;
  hasEOL: boolean;
  /** The last two numbers are where it stands. */
  transform: number[];
  height: number;
}

/** The text of all pages; empty if there are only pictures. Errors: those of pdf.js if it is no PDF, or locked. */
export async function pdfText(data: Uint8Array, signal: AbortSignal): Promise<string> {
  const task = getDocument({
    data,
    // The page's policy allows neither, and text needs neither.
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: true,
    cMapUrl: new URL('pdf-cmaps/', document.baseURI).href,
    cMapPacked: true,
    verbosity: 0,
  });
  const stop = () => void task.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const pdf = await task.promise;
    const pages: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(joined(items.filter((item) => 'str' in item)));
      page.cleanup();
    }
    return pages.join('\n\n');
  } finally {
    signal.removeEventListener('abort', stop);
    await task.destroy();
  }
}

/** Pieces as lines and paragraphs; a word that a line's end divides is put together again. */
function joined(pieces: readonly Piece[]): string {
  let text = '';
  let bottom: number | undefined;
  for (const { str, hasEOL, transform, height } of pieces) {
    const y = transform[5] ?? 0;
    const isLine = str.trim() !== '';
    if (isLine && bottom !== undefined && text.endsWith('\n') && bottom - y > PARAGRAPH_GAP * height) {
      text += '\n';
    }
    text += str;
    if (hasEOL && !text.endsWith('\n')) text += '\n';
    if (isLine) bottom = y;
  }
  return text.replace(/(\p{L})[-\u00ad]\n(\p{Ll})/gu, '$1$2').trim();
}
