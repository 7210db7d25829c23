// What <leann-search> answers, in any engine.

import type { EnginePage } from '../../tools/engines/engine.js';
import { until } from './engine-suite.js';

/** Types a query and waits for the last answer. */
export async function ask(page: EnginePage, query: string): Promise<void> {
  await page.type('leann-search >> .input', query);
  await until(
    page,
    () => {
      const live = document.querySelector('leann-search')?.shadowRoot?.querySelector('.live');
      return /result|Nothing/.test(live?.textContent ?? '');
    },
    null,
  );
}

/** The titles that the element shows. */
export async function titles(page: EnginePage): Promise<string[]> {
  return await page.evaluate(() => {
    const root = document.querySelector('leann-search')?.shadowRoot;
    return [...(root?.querySelectorAll('.title') ?? [])].map(({ textContent }) => textContent ?? '');
  }, null);
}
