// pdf.js as the page runs it: in a worker of its own, with its data beside the page.

import * as pdfjs from 'pdfjs-dist';
import type { PdfReader } from '../../web/read/pdf.js';

pdfjs.GlobalWorkerOptions.workerSrc = new URL('pdf-worker.js', document.baseURI).href;

export const reader: PdfReader = {
  pdfjs,
  cMapUrl: new URL('pdf-cmaps/', document.baseURI).href,
  standardFontDataUrl: new URL('pdf-fonts/', document.baseURI).href,
};
