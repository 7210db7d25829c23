// The folder of pictures, and how one is taken: after all that moves has come to rest.

import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Indexing is waited for so long. */
export const PATIENCE_MS = 1_800_000;

export class Album {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes the picture `name`.png, of the whole page or of the part of it that is in view. */
  async take(page: Page, name: string, fullPage = false): Promise<void> {
    await page.mouse.move(0, 0);
    // What was just shown begins to move in the next frame.
    await page.evaluate(
      () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))),
    );
    await page.waitForFunction(() =>
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    );
    const path = join(this.#folder, `${name}.png`);
    await page.screenshot({ path, fullPage });
    console.log(path);
  }
}
