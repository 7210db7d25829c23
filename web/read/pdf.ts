// A PDF as a document: the text of its pages, by pdf.js, which whoever reads brings along.

import type { PDFPageProxy } from 'pdfjs-dist';
import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.js';
import { joinedPages, linesOf } from './pdf-lines.js';
import type { ReadDocument } from './read-document.js';

/** `pdfjs-dist`, and where its data lies. */
export interface PdfReader {
  pdfjs: Pick<typeof import('pdfjs-dist'), 'getDocument'>;
  /** Address or folder of its tables of characters, with a slash at the end: fonts of Chinese, Japanese and Korean need them. */
  cMapUrl: string;
  /** The same of its standard fonts, for files that bring none. */
  standardFontDataUrl: string;
}

/** Titles that programs make up. */
const MADE_UP = /^untitled|\.(?:docx?|indd|odt|pdf|pptx?|qxd|rtf|tex|dvi|txt|xlsx?)$/i;
const BY_PROGRAM = /^microsoft (?:word|powerpoint) - /i;

/**
 * Pages that are pictures have no text. Errors: those of pdf.js for what it cannot read or what is locked; the reason of the
 * signal.
 */
export async function readPdf(
  bytes: Uint8Array,
  { pdfjs, cMapUrl, standardFontDataUrl }: PdfReader,
  signal?: AbortSignal,
): Promise<ReadDocument> {
  const loading = pdfjs.getDocument({
    // pdf.js takes the bytes away.
    data: new Uint8Array(bytes),
    // A page's policy allows neither, and text needs neither.
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    cMapUrl,
    cMapPacked: true,
    standardFontDataUrl,
    verbosity: 0,
  });
  const stop = () => void loading.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const pdf = await loading.promise;
    const pages: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      signal?.throwIfAborted();
      const page = await pdf.getPage(number);
      pages.push(linesOf(await textItems(page)));
      page.cleanup();
    }
    const { info } = await pdf.getMetadata();
    const title = titleOf(Reflect.get(info, 'Title'));
    return { text: joinedPages(pages), headings: [], ...(title !== undefined && { title }) };
  } finally {
    signal?.removeEventListener('abort', stop);
    await loading.destroy();
  }
}

/** Read by a reader: streams of Safari cannot be iterated, as pdf.js itself does. */
async function textItems(page: PDFPageProxy): Promise<TextItem[]> {
  const reader: ReadableStreamDefaultReader<TextContent> = page.streamTextContent().getReader();
  const found: TextItem[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return found;
    found.push(...value.items.filter((item) => 'str' in item));
  }
}

function titleOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const title = given.replace(BY_PROGRAM, '').replace(/\s+/g, ' ').trim();
  return title === '' || MADE_UP.test(title) ? undefined : title;
}
