// A PDF as a document: the text of its pages, by pdf.js.

import { optionalPackage, type Read } from './format.js';

/**
 * The pages' texts with an empty line between them; the title of its metadata. Pages that are pictures have no text.
 * Errors: an Error for what pdf.js cannot read, and where it is missing.
 */
export async function readPdf(bytes: Uint8Array): Promise<Read> {
  const { getDocument, VerbosityLevel } = await optionalPackage(
    () => import('pdfjs-dist/legacy/build/pdf.mjs'),
    'pdfjs-dist',
  );
  const loading = getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: true,
    isEvalSupported: false,
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    const pdf = await loading.promise;
    const pages: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
      page.cleanup();
    }
    const { info } = await pdf.getMetadata();
    const title: unknown = Reflect.get(info, 'Title');
    const text = pages.map(joined).join('\n\n').trim();
    return typeof title === 'string' && title.trim() !== '' ? { text, title: title.trim() } : { text };
  } finally {
    await loading.destroy();
  }
}

/** A word that is broken at the end of a line is one again. */
function joined(page: string): string {
  return page.replaceAll(/(\p{Ll})-\n(\p{Ll})/gu, '$1$2').trim();
}
