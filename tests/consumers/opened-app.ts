// An app of the fixtures, opened in Chromium.

import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { watch } from '../browser/watch.js';

const PATIENCE_MS = 60_000;

/**
 * Opens the app and asserts that it works: the document that a query means is found, here and by the search element, a worker does
 * the work, and the console has no complaint. Says where the worker's script is.
 */
export async function assertWorks(browser: Browser, url: string): Promise<{ worker: string }> {
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    const { problems } = watch(page);
    await page.goto(url);
    // Vite's server for development may load the page again, after it has found what the page imports.
    const outcome = await page.waitForFunction(() => document.documentElement.dataset.outcome);
    const told = JSON.parse((await outcome.jsonValue()) ?? '') as object;
    assert.deepEqual([told, problems], [{ found: 'rain', documents: 3 }, []]);
    const workers = page.workers().map((worker) => worker.url());
    assert.equal(workers.length, 1, 'a worker does the work');
    await page.getByRole('combobox').fill('telescope');
    const option = page.locator('leann-search [role="option"]').first();
    await option.waitFor();
    assert.match((await option.textContent()) ?? '', /Stars/);
    assert.deepEqual(problems, []);
    return { worker: workers[0] ?? '' };
  } catch (error) {
    throw new Error(`${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** What a page of a fixture says in the end. */
export async function outcomeOf<Outcome>(browser: Browser, url: string): Promise<Outcome> {
  const page = await browser.newPage();
  try {
    const { problems } = watch(page);
    await page.goto(url);
    const outcome = await page.waitForFunction(() => document.documentElement.dataset.outcome);
    assert.deepEqual(problems, []);
    return JSON.parse((await outcome.jsonValue()) ?? '') as Outcome;
  } finally {
    await page.close();
  }
}
