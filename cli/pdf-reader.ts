// pdf.js as Node runs it, with its data from its package.

import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { PdfReader } from '../web/read/pdf.js';
import { optionalPackage } from './optional-package.js';

/** Errors: an Error where the package is missing. */
export async function pdfReader(): Promise<PdfReader> {
  const pdfjs = await optionalPackage(() => import('pdfjs-dist/legacy/build/pdf.mjs'), 'pdfjs-dist');
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const folder = (name: string) => join(root, name) + sep;
  return { pdfjs, cMapUrl: folder('cmaps'), standardFontDataUrl: folder('standard_fonts') };
}
