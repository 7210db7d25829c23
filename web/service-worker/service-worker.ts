// The service worker of published indexes: what a search fetches is kept, so that it works without a network afterwards.
//
// Which folders, its URL says, relative to itself: `service-worker.js?folder=search/`, several if need be; without, the
// folder that it lies in. The same holds for a worker of the site's own that brings this one in with importScripts: then
// it is that worker's URL. A worker sees requests of pages in its scope only.

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
