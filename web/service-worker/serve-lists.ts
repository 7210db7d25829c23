// A service worker's answers: each list answers for its folder, everything else goes to the network.

import type { ListedFiles } from './listed-files.js';
import { scope } from './scope.js';

/** Listens from now on. If the folders of several lists contain a URL, the first list answers. */
export function serveLists(lists: readonly ListedFiles[]): void {
  scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
  // Pages that are open now need not be loaded again.
  scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
  scope.addEventListener('fetch', (event) => {
    const { method, url, headers } = event.request;
    if (method !== 'GET' || headers.has('range')) return;
    const list = lists.find((each) => each.covers(new URL(url)));
    if (list !== undefined) event.respondWith(list.answer(event));
  });
}
