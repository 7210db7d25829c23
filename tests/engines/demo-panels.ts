// What the demo page's panels show, in any engine.

import type { EnginePage } from '../../tools/engines/engine.js';
import { until } from './engine-suite.js';

/** Resolves when the answer in that panel is the last one. */
export async function settled(page: EnginePage, panel: string): Promise<void> {
  await until(page, (id) => document.querySelector(`${id} .settled`) !== null, panel);
}

/** Of the answers in that panel. */
export async function titles(page: EnginePage, panel: string): Promise<string[]> {
  return await page.evaluate((id) => {
    const found = document.querySelectorAll(`${id} .hit .title`);
    return [...found].map(({ textContent }) => textContent ?? '');
  }, panel);
}
