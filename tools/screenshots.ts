// Takes the pictures of the demo that the documentation shows, from the built page.
// Run as: node dist/tools/screenshots.js [--site FOLDER] [--out FOLDER], after npm run build:site

import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { serve } from '../cli/static-server.js';
import { launchChromium } from './chromium/launch.js';
import { ROOT, SITE } from './paths.js';

const { values } = parseArgs({
  options: {
    site: { type: 'string', default: SITE },
    out: { type: 'string', default: `${ROOT}docs/images` },
  },
});

const WIDE = { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1 };
const NARROW = { viewport: { width: 360, height: 760 }, deviceScaleFactor: 2 };
const PATIENCE_MS = 600_000;

const QUESTION = 'a person with beautiful handwriting';

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

async function open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('#start', { state: 'hidden' });
  return page;
}

async function ask(page: Page, shelf: 'words' | 'notes', question: string): Promise<void> {
  await page.fill(`#${shelf}-query`, question);
  await page.waitForSelector(`#${shelf} .settled`);
  // The rows move to their places.
  await page.waitForTimeout(500);
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

async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${values.out}/${name}.png`, fullPage });
  console.log(`${values.out}/${name}.png`);
}

const { url, close } = await serve({ roots: { '/': values.site } });
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open(browser, url, { ...WIDE, colorScheme });
    await ask(page, 'words', QUESTION);
    await shoot(page, colorScheme === 'light' ? 'demo' : 'demo-dark');
    if (colorScheme === 'light') {
      await addFiles(page);
      await ask(page, 'notes', 'how the keeper paid for school with honey');
      await shoot(page, 'demo-files', true);
      await page.click('#words-tab');
      await ask(page, 'words', QUESTION);
      await page.click('#costs-tab');
      for (const effort of [0, 3, 5, 4]) {
        const searched = page.waitForFunction((place) => {
          const row = document.querySelectorAll('.trials tbody tr')[place];
          return row?.children[1]?.textContent !== '–';
        }, effort);
        await page.fill('#effort', String(effort));
        await searched;
      }
      await shoot(page, 'demo-costs', true);
    }
    await page.context().close();
  }
  const phone = await open(browser, url, { ...NARROW, hasTouch: true, isMobile: true });
  await ask(phone, 'words', QUESTION);
  await shoot(phone, 'demo-narrow');
} finally {
  await browser.close();
  await close();
}
