// What the extension's tests in Chromium share: how its user searches in a page of it, and how long they wait.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const POLL_MS = 50;

export const PATIENCE = { timeout: 300_000 };

/** Waits until all that there is can be found by meaning. */
export async function indexed(page: Page, count: number): Promise<void> {
  try {
    await page.waitForFunction(
      (wanted) =>
        document.body.dataset.state === 'ready' && document.body.dataset.bookmarks === String(wanted),
      count,
      PATIENCE,
    );
  } catch (cause) {
    const said = await page.evaluate(
      () => `${JSON.stringify(document.body.dataset)} ${document.body.innerText}`,
    );
    throw new Error(`${count} bookmarks were not indexed; the page says: ${said}`, { cause });
  }
}

export async function waitFor(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await isSo()); waited += POLL_MS) {
    assert.ok(waited < PATIENCE.timeout, `waited in vain: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Types a query; the titles found, when the answer is final. */
export async function search(page: Page, query: string): Promise<string[]> {
  await page.fill('.query', '');
  await page.locator('.query').pressSequentially(query);
  return answered(page, query);
}

/** The addresses found; of rows that are hardly answers, too. */
export function addresses(page: Page): Promise<string[]> {
  return page.locator('.row').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).title));
}

async function answered(page: Page, query: string): Promise<string[]> {
  await page.waitForFunction(
    (asked) => document.body.dataset.answered === asked && document.body.dataset.stage === 'final',
    query,
    PATIENCE,
  );
  return page.locator('.row-title').allTextContents();
}
