// The service worker of published indexes: it keeps the files that a search fetches, so that afterwards it works without a
// network.
//
// Its URL names the folders, relative to itself: `service-worker.js?folder=search/`, several if need be; without any, it is
// the folder that the script lies in. If a worker of the site's own loads this one with importScripts, its URL counts. A
// worker sees requests only of pages in its scope.

import { ListedFiles } from './listed-files.js';
import { publishedFiles } from './published-files.js';
import { scope } from './scope.js';
import { serveLists } from './serve-lists.js';

const here = new URL(scope.location.href);
const folders = here.searchParams.getAll('folder');
serveLists(
  (folders.length > 0 ? folders : ['.']).map((folder) => {
    const list = new URL('manifest.json', new URL(folder.replace(/\/*$/, '/'), here));
    return new ListedFiles({ list, parse: publishedFiles });
  }),
);
