// Requests that do not get their answers until a test says so.

import type { BrowserContext, Page } from 'playwright-core';

export interface HeldRequests {
  /** How many wait now. */
  readonly waiting: number;
  /** Answers those that wait, and all that come. */
  release(): Promise<void>;
}

/** Holds back what the page, or all pages of a context, and their workers ask of URLs like that. */
export async function holdRequests(page: Page | BrowserContext, urls: string): Promise<HeldRequests> {
  let waiting = 0;
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const answered: Promise<void>[] = [];
  await page.route(urls, (route) => {
    waiting++;
    const answer = released.then(() => {
      waiting--;
      return route.continue();
    });
    answered.push(answer);
    return answer;
  });
  return {
    get waiting() {
      return waiting;
    },
    release: async () => {
      letGo();
      await Promise.all(answered);
    },
  };
}
