// The picture of the demo's photo search: drawn photos, and what is found among them with a model from elsewhere.

import type { Browser } from 'playwright-core';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { serve } from '../../cli/static-server.js';
import { publishWords } from '../dictionary/published-words.js';
import { MODEL, ROOT } from '../paths.js';
import { buildSite } from '../site/build.js';
import { type Album, PATIENCE_MS } from './album.js';
import { drawPhotos } from './drawn-photos.js';

const SITE = `${ROOT}build/screenshots/photo-site`;
/** The dictionary is not in the picture. */
const WORDS = 100;
const WIDE = { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1, colorScheme: 'light' } as const;
const QUERY = 'fruit';
/** The last answer comes a few recomputed photos after the first, and the page says of neither which it is. */
const SETTLED_MS = 3000;

/** Builds a page with the model of photos in the folder, and takes it. */
export async function takePhotoPictures(browser: Browser, photoModel: string, album: Album): Promise<void> {
  await buildPhotoSite(photoModel);
  const photos = await drawPhotos(browser);
  const { url, close } = await serve({ roots: { '/': SITE } });
  try {
    const context = await browser.newContext(WIDE);
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForSelector('#start', { state: 'hidden' });
    await page.click('#photos-tab');
    await page.waitForSelector('#photos .drop:not([hidden])');
    await page.setInputFiles('#photos .choose-files', photos);
    await page.waitForSelector(`text=${photos.length} photos can be searched.`);
    await page.fill('#photos .query', QUERY);
    await page.waitForSelector(`#photos .photo-said:has-text("for “${QUERY}”, best first")`);
    await page.waitForTimeout(SETTLED_MS);
    await album.take(page, 'demo-photos');
    await context.close();
  } finally {
    await close();
  }
}

async function buildPhotoSite(photoModel: string): Promise<void> {
  await exportModel(MODEL);
  const { signal } = new AbortController();
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    const words = await publishWords({ count: WORDS, embedder, terminal: process.stderr, signal });
    await buildSite({ out: SITE, words, photoModel });
  } finally {
    await embedder.close();
  }
}
