// The demo's tab for photos as a visitor meets it: files through the page, search, likeness, deletion, and what survives.

import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Served } from '../../cli/static-server.js';
import { ROOT } from '../../tools/paths.js';
import { colourClassifier } from '../web/made-up-classifier.js';
import { jpegOf } from '../web/made-up-images.js';
import { BrowserSuite } from './fixture.js';
import { buildSmallDemo } from './small-demo.js';
import { watch } from './watch.js';

const SITE = `${ROOT}build/browser-tests/demo-photos-site`;
const PHOTOS = `${ROOT}build/browser-tests/demo-photos`;
const COLOURS: Record<string, [number, number, number]> = {
  red: [230, 20, 30],
  green: [20, 200, 40],
  blue: [30, 40, 220],
};

/** Photos of one colour each, by that name and a number, taken in the years from 2020 on; one file that is none. */
async function makePhotos(each: number): Promise<string[]> {
  await mkdir(PHOTOS, { recursive: true });
  const paths: string[] = [];
  for (const [name, colour] of Object.entries(COLOURS)) {
    for (let number = 1; number <= each; number++) {
      const shade = colour.map((value) => Math.max(0, value - 3 * number));
      const path = join(PHOTOS, `IMG_${name === 'red' ? 1 : name === 'green' ? 2 : 3}${number}.jpg`);
      await writeFile(path, await jpegOf(shade, 120, 90, `${2019 + number}:05:31 10:00:00`));
      paths.push(path);
    }
  }
  return paths;
}

async function titles(page: Page): Promise<string[]> {
  return await page.$$eval('#photos .photo-tile', (tiles) =>
    tiles.map((tile) => (tile as HTMLElement).title),
  );
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('#start', { state: 'hidden' });
  await page.click('#photos-tab');
}

async function said(page: Page, text: string | RegExp, place = '.add-status'): Promise<void> {
  await page.locator(`#photos ${place}`, { hasText: text }).waitFor();
}

describe('photos in the demo', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let classifier: string;
  let served: Served;
  let photos: string[];

  before(async () => {
    classifier = await colourClassifier('red\ngreen\nblue\n');
    await buildSmallDemo(SITE, classifier);
    served = await suite.serve({ roots: { '/': SITE } });
    photos = await makePhotos(3);
  });
  after(() => rm(classifier, { recursive: true }));

  test('without a model it says how to add one', async () => {
    const context = await suite.newContext();
    const page = await context.newPage();
    // What the service worker fetches does not pass here.
    await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
    await page.route('**/photos.json', (route) => route.fulfill({ json: { files: [] } }));
    await open(page, served.url);
    await said(page, /no model beside this page.*--photo-model FOLDER/, '.photo-none');
    assert.equal(await page.isVisible('#photos .drop'), false);
    await context.close();
  });

  test('photos are added, found by words, by year and by one another, deleted, and kept', async () => {
    const context = await suite.newContext();
    const page = await context.newPage();
    const { problems } = watch(page);
    await open(page, served.url);
    const broken = join(PHOTOS, 'broken.jpg');
    await writeFile(broken, 'no picture');
    // Once the model is there, scripts of the page are all that is asked for.
    await page.waitForSelector('#photos .drop:not([hidden])');
    const asked = await page.textContent('.state .requests');
    assert.match(asked ?? '', /for the model of photos/);
    assert.doesNotMatch(asked ?? '', /something else/);
    await page.setInputFiles('#photos .choose-files', [...photos, broken]);
    await said(page, '9 photos can be searched. Not added: broken.jpg (this browser cannot read it');
    assert.equal((await titles(page)).length, 9);

    await page.fill('#photos .query', 'blue');
    await said(page, /photos? for “blue”, best first/, '.photo-said');
    assert.deepEqual((await titles(page)).slice(0, 3).sort(), ['IMG 31', 'IMG 32', 'IMG 33']);
    await page.fill('#photos .query', 'the quarterly tax declaration');
    await said(page, 'Nothing like that for', '.photo-said');
    assert.deepEqual(await titles(page), []);

    await page.fill('#photos .query', '');
    await page.selectOption('#photos .photo-year', '2021');
    await said(page, '3 photos in that year', '.photo-said');
    assert.deepEqual((await titles(page)).sort(), ['IMG 12', 'IMG 22', 'IMG 32']);
    await page.selectOption('#photos .photo-year', '');

    await page.click('#photos .photo-tile[title="IMG 22"]');
    await page.click('#photo .photo-like');
    await said(page, 'like “IMG 22”', '.photo-said');
    assert.deepEqual((await titles(page)).slice(0, 3).sort(), ['IMG 21', 'IMG 22', 'IMG 23']);
    await page.click('#photos .photo-tile[title="IMG 21"]');
    await page.click('#photo .photo-delete');
    await said(page, 'Deleted IMG 21.');
    await page.setInputFiles('#photos .choose-files', photos);
    await said(page, '9 photos can be searched. 8 photos had been added before.');
    const model = /\d+ for the model of photos/;
    const later = (await page.textContent('.state .requests')) ?? '';
    assert.equal(model.exec(later)?.[0], model.exec(asked ?? '')?.[0]);
    assert.match(later, /photos, \d+ for parts of this page$/);
    assert.deepEqual(problems, []);

    await open(page, served.url);
    await said(page, '9 photos; index', '.photo-said');
    await page.fill('#photos .query', 'red');
    await said(page, 'for “red”', '.photo-said');
    assert.deepEqual((await titles(page)).slice(0, 3).sort(), ['IMG 11', 'IMG 12', 'IMG 13']);
    const foreign = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:')),
    );
    assert.deepEqual(foreign, []);

    await page.click('#photos .forget');
    await page.click('#photos .forget');
    await said(page, 'All photos were deleted.');
    assert.equal(await page.isVisible('#photos .photo-library'), false);
    await context.close();
  });

  test('closing the tab in the middle loses nothing: it goes on by itself', async () => {
    const context = await suite.newContext();
    const page = await context.newPage();
    await open(page, served.url);
    await page.waitForSelector('#photos .drop:not([hidden])');
    const many = await makePhotos(40);
    await page.setInputFiles('#photos .choose-files', many);
    await said(page, 'Looking at photos');
    await page.close();
    const again = await context.newPage();
    await open(again, served.url);
    await said(again, '120 photos can be searched.');
    // Stopping keeps what was read, too.
    await again.setInputFiles('#photos .choose-files', photos);
    // What was said before is still there for a moment.
    await again.waitForTimeout(1000);
    await said(again, /^120 photos/);
    await context.close();
  });
});
