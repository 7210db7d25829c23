// The page's service worker: it keeps the dictionary's files as they pass, and those of the page itself.

import { type Hashes, ListedFiles } from '../../web/service-worker/listed-files.js';
import { publishedFiles } from '../../web/service-worker/published-files.js';
import { scope } from '../../web/service-worker/scope.js';
import { serveLists } from '../../web/service-worker/serve-lists.js';

/** A file of the page, as files.json lists it. */
interface PageFile {
  path: string;
  sha256: string;
}

const home = new URL('.', scope.location.href);
const page = new ListedFiles({ list: new URL('files.json', home), parse: pageFiles });
const words = new ListedFiles({ list: new URL('words/manifest.json', home), parse: publishedFiles });

/** The page also goes by the name of its folder. */
function pageFiles(text: string, list: URL): Hashes {
  const files: PageFile[] = JSON.parse(text);
  const hashes = new Map(files.map(({ path, sha256 }) => [new URL(path, list).href, sha256]));
  const index = hashes.get(new URL('index.html', list).href);
  if (index !== undefined) hashes.set(home.href, index);
  return hashes;
}

/** Kept only when they are used: the reader of PDF files, the model with what it runs on, licences. */
const LATER = /\/(pdf-|chunks\/pdf|model\/|encoder\/|photo-|ort\/)|\.txt$/;

// The page came before this worker, so its own files did not pass.
scope.addEventListener('install', (event) => event.waitUntil(page.keepAll((url) => !LATER.test(url))));
serveLists([words, page]);
