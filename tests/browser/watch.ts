// Notes the complaints and the requests of a page.

import type { Page } from 'playwright-core';

/** Lists that grow for as long as the page is open. */
export interface Watched {
  /** Errors and warnings of the console (what the content security policy forbids is one), and uncaught errors. */
  problems: string[];
  /** URLs of the requests of the page and its workers, but those of `blob:` and `data:`. */
  requests: string[];
}

/** Watches the page from now on. */
export function watch(page: Page): Watched {
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
  return { problems, requests };
}
