// Pictures of the demo page: both colour schemes, a phone, the first answer and the final one, a visitor's files, the costs.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Album, PATIENCE_MS } from './album.js';

const WIDE = { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1 };
const PHONE = {
  viewport: { width: 360, height: 760 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

/** Asked before each pictured query, so that the model is warm. */
const WARM_UP = 'a small boat for one rower';
const QUERY = 'a person with beautiful handwriting';
/** Another one: nothing of it is in memory yet. */
const COSTS_QUERY = 'sleeping through the cold season';
const FILES_QUERY = 'how the keeper paid for school with honey';
/** Settings that are shown in the table of costs, by place; the last one is the usual one. */
const EFFORTS = [0, 2, 3, 4];

/** Some files of a visitor's. */
const FILES: Readonly<Record<string, string>> = {
  'garden/compost.md': `# Compost

Turn the heap every other week, so that air gets to the middle. What is wet and green rots, what is dry and brown keeps it
from smelling; a handful of one for each handful of the other.`,
  'garden/tomatoes.md': `Tomatoes want to be watered at the root, in the morning, and always about the same amount:
fruit bursts when a drought ends with a flood. Pinch out the shoots that grow in the corners of the leaves.`,
  'letters/lighthouse.txt': `The lighthouse stands on a rock two miles off the coast. Its lamp burned whale oil until 1868,
and paraffin afterwards, which was cheaper and gave a steadier flame.

The keeper had bees on the lee side of the tower. In summer he sold honey to passing ships, and in a good year it paid for
the school fees of his three daughters.`,
  'recipes/bread.txt':
    'Knead the dough for ten minutes, let it rise overnight in a cool place, and bake it hot.',
};

/** Takes them of the page at `url`. */
export async function takeDemoPictures(browser: Browser, url: string, album: Album): Promise<void> {
  await takeFirstAnswer(browser, url, album);
  const light = await open(browser, url, { ...WIDE, colorScheme: 'light' });
  await ask(light, 'words', QUERY);
  await album.take(light, 'demo');
  await addFiles(light);
  await ask(light, 'notes', FILES_QUERY);
  await album.take(light, 'demo-files', true);
  await compareEfforts(light);
  await album.take(light, 'demo-costs', true);
  await light.context().close();

  const dark = await open(browser, url, { ...WIDE, colorScheme: 'dark' });
  await ask(dark, 'words', QUERY);
  await album.take(dark, 'demo-dark');
  await dark.context().close();

  const phone = await open(browser, url, { ...PHONE, colorScheme: 'light' });
  await ask(phone, 'words', QUERY);
  await album.take(phone, 'demo-narrow');
  await phone.context().close();
}

/** While the model is on its way, as it is for minutes on a slow line. */
async function takeFirstAnswer(browser: Browser, url: string, album: Album): Promise<void> {
  const context = await browser.newContext({ ...WIDE, colorScheme: 'light' });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.route('**/encoder.bin', () => {});
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('text=/^The dictionary answers already/');
  for (const query of [WARM_UP, QUERY]) {
    await page.fill('#words-query', '');
    await page.waitForSelector('#words [role="option"]', { state: 'detached' });
    await page.fill('#words-query', query);
    await page.waitForSelector('text=/^By words and a table of their meanings/');
  }
  await album.take(page, 'demo-first');
  await context.close();
}

async function open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('#start', { state: 'hidden' });
  await ask(page, 'words', WARM_UP);
  return page;
}

async function ask(page: Page, shelf: 'words' | 'notes', query: string): Promise<void> {
  await page.click(`#${shelf}-tab`);
  // The answer before it is settled, too: it goes first.
  await page.press(`#${shelf}-query`, 'Escape');
  await page.fill(`#${shelf}-query`, query);
  await page.waitForSelector(`#${shelf} .settled`);
}

async function addFiles(page: Page): Promise<void> {
  await page.click('#notes-tab');
  const files = Object.entries(FILES).map(([name, text]) => ({
    name: name.replace('/', ' – '),
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  }));
  await page.setInputFiles('.choose-files', files);
  await page.waitForSelector('text=/Added; 4 texts/');
}

/** Asks a new query with one setting after the other, and stays where the costs are shown. */
async function compareEfforts(page: Page): Promise<void> {
  const [first, ...others] = EFFORTS;
  await setEffort(page, first ?? 0);
  await ask(page, 'words', COSTS_QUERY);
  for (const effort of others) await setEffort(page, effort);
}

/** The last query is asked again with it. */
async function setEffort(page: Page, effort: number): Promise<void> {
  await page.click('#costs-tab');
  await page.fill('#effort', String(effort));
  await page.waitForFunction((place) => {
    const cell = document.querySelectorAll('.trials tbody tr')[place]?.children[1];
    return cell !== undefined && cell.textContent !== '–';
  }, effort);
}
