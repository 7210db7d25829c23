// Many photos through the demo page in Chromium: how fast they are read and indexed, what memory the tab takes, whether closing
// it in the middle costs anything, and how smoothly the grid scrolls.
// npm run bench:photos-many -- [COUNT] [MODEL]; default: 5000 generated pictures, and a made-up classifier of colours.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { serve } from '../../cli/static-server.js';
import { launchChromium } from '../../tools/chromium/launch.js';
import { ROOT } from '../../tools/paths.js';
import { colourClassifier } from '../web/made-up-classifier.js';
import { jpegOf } from '../web/made-up-images.js';
import { buildSmallDemo } from './small-demo.js';

const [count = '5000', given] = process.argv.slice(2);
const SITE = join(ROOT, 'build/bench/photos-site');
const PHOTOS = join(ROOT, 'build/bench/photos');
const PATIENCE_MS = 3_600_000;
const FRAMES = 120;
/** After which what is no longer needed has been freed. */
const REST_MS = 30_000;

const model = given ?? (await colourClassifier('red\ngreen\nblue\n'));
const paths = await photos(Number(count));
await buildSmallDemo(SITE, model);
const served = await serve({ roots: { '/': SITE } });
const browser = await launchChromium();
const context = await browser.newContext();
context.setDefaultTimeout(PATIENCE_MS);
try {
  const first = await opened();
  await memory(browser, 'before the first');
  let began = performance.now();
  await first.setInputFiles('#photos .choose-files', paths);
  await said(first, 'Looking at photos');
  log(`read: ${rate(began)} a second`);
  began = performance.now();
  await said(first, /Looking at photos: [1-9],?\d\d\d of/);
  await memory(browser, 'while they are looked at');
  await first.close();
  const again = await opened();
  const resumed = performance.now();
  await said(again, 'can be searched');
  const seconds = (performance.now() - began) / 1000;
  log(`indexed: ${Math.round(Number(count) / seconds)} a second, the tab closed in the middle included`);
  log(`after the tab was opened again: ${((performance.now() - resumed) / 1000).toFixed(0)} s`);
  await memory(browser, 'with all of them');
  await again.waitForTimeout(REST_MS);
  await memory(browser, `${REST_MS / 1000} s later`);
  log(`a frame while scrolling: median ${await frames(again)} ms`);
} finally {
  await browser.close();
  await served.close();
  if (given === undefined) await rm(model, { recursive: true });
}

function log(text: string): void {
  console.log(`${Number(count)} photos, ${text}`);
}

function rate(since: number): string {
  return (Number(count) / ((performance.now() - since) / 1000)).toFixed(1);
}

async function photos(number: number): Promise<string[]> {
  await rm(PHOTOS, { recursive: true, force: true });
  await mkdir(PHOTOS, { recursive: true });
  const made: string[] = [];
  for (let at = 0; at < number; at++) {
    const colour = [(at * 37) % 256, (at * 91) % 256, (at * 17) % 256];
    const path = join(PHOTOS, `photo-${String(at).padStart(5, '0')}.jpg`);
    await writeFile(path, await jpegOf(colour, 640, 480, `${2000 + (at % 25)}:01:02 03:04:05`));
    made.push(path);
  }
  return made;
}

async function opened(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForSelector('#start', { state: 'hidden' });
  await page.click('#photos-tab');
  await page.waitForSelector('#photos .drop:not([hidden])');
  return page;
}

async function said(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('#photos .add-status', { hasText: text }).waitFor();
}

/** Of the process of the tab, workers and all that it has loaded included: memory that is no file's. */
async function memory(from: Browser, when: string): Promise<void> {
  const session = await from.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  let most = 0;
  for (const { type, id } of processInfo as { type: string; id: number }[]) {
    if (type !== 'renderer') continue;
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    most = Math.max(most, Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }
  log(`memory ${when}: ${Math.round((most * 1024) / 1e6)} MB of the tab's process`);
}

async function frames(page: Page): Promise<string> {
  const times = await page.evaluate(async (wanted) => {
    const taken: number[] = [];
    let before = performance.now();
    for (let at = 0; at < wanted; at++) {
      scrollBy(0, 300);
      await new Promise(requestAnimationFrame);
      taken.push(performance.now() - before);
      before = performance.now();
    }
    return taken.sort((a, b) => a - b);
  }, FRAMES);
  return (times[FRAMES >> 1] ?? 0).toFixed(0);
}
