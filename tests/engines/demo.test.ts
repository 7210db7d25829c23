// The demo page in every engine: its first answer, and own texts and a PDF that are added, found and kept.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { EnginePage } from '../../tools/engines/engine.js';
import { launchEngine } from '../../tools/engines/launch.js';
import { ROOT } from '../../tools/paths.js';
import { buildSmallDemo } from '../browser/small-demo.js';
import { tinyPdf } from '../browser/tiny-pdf.js';
import { assertNoProblems, ENGINE, EngineSuite, until, without } from './engine-suite.js';

const FOLDER = `${ROOT}build/browser-tests/engines-demo-${ENGINE}`;

const UNBLOCKABLE = {
  chromium: 'only of Firefox are preferences set',
  webkit: 'only of Firefox are preferences set',
};

describe(`the demo page in ${ENGINE}`, { timeout: 300_000 }, () => {
  const suite = new EngineSuite();
  let url: string;

  before(async () => {
    const site = join(FOLDER, 'site');
    await buildSmallDemo(site);
    await mkdir(join(FOLDER, 'files'), { recursive: true });
    await writeFile(
      join(FOLDER, 'files/bread.pdf'),
      tinyPdf(['Knead the dough for ten minutes,', 'bake it hot.']),
    );
    const served = await suite.serve({ roots: { '/demo/': site, '/files/': join(FOLDER, 'files') } });
    ({ url } = served);
  });

  it('finds the word for a meaning', async () => {
    const page = await suite.open(`${url}/demo/`);
    await page.type('#words-query', 'money that makes a witness say nothing');
    await settled(page, '#words');
    const found = await titles(page, '#words');
    assert.ok(found.slice(0, 3).includes('hush money'), found.join());
    assertNoProblems(page);
    await page.close();
  });

  it('finds it where all storage is blocked', { skip: without(UNBLOCKABLE) }, async () => {
    const blocking = await launchEngine(ENGINE, {
      preferences: { 'network.cookie.cookieBehavior': 2 },
    });
    try {
      const page = await (await blocking.newContext()).newPage();
      await page.goto(`${url}/demo/`);
      await page.type('#words-query', 'money that makes a witness say nothing');
      await settled(page, '#words');
      const found = await titles(page, '#words');
      assert.ok(found.slice(0, 3).includes('hush money'), found.join());
    } finally {
      await blocking.close();
    }
  });

  it('has its plot where the browser names no language', async () => {
    // As a browser of Linux is told where no locale is set.
    const wordless = await launchEngine(ENGINE, { language: 'C' });
    try {
      const page = await (await wordless.newContext()).newPage();
      await page.goto(`${url}/demo/`);
      const language = await page.evaluate(() => navigator.language, null);
      assert.throws(() => Intl.getCanonicalLocales(language), RangeError, language);
      await page.type('#words-query', 'money that makes a witness say nothing');
      await settled(page, '#words');
      await page.click('#costs-tab');
      await until(page, () => document.querySelector('.plot canvas') !== null, null);
      assert.equal(await page.evaluate(() => navigator.language, null), language, 'as it was');
      assertNoProblems(page);
    } finally {
      await wordless.close();
    }
  });

  it('reads a PDF, finds what it says, and keeps it', async () => {
    const page = await suite.open(`${url}/demo/`);
    await page.click('#notes-tab');
    await until(page, () => document.body.innerText.includes('Nothing has been added yet.'), null);
    await page.evaluate(async (source) => {
      const response = await fetch(source);
      const chosen = new DataTransfer();
      chosen.items.add(new File([await response.blob()], 'bread.pdf', { type: 'application/pdf' }));
      const input = document.querySelector<HTMLInputElement>('#notes .choose-files');
      if (input === null) throw new Error('no field for files');
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, '/files/bread.pdf');
    await until(page, () => /1 text in 1 passage/.test(document.body.innerText), null);
    await page.reload();
    await page.click('#notes-tab');
    await until(page, () => /1 text in 1 passage/.test(document.body.innerText), null);
    await page.type('#notes-query', 'how to make a loaf');
    await settled(page, '#notes');
    assert.deepEqual(await titles(page, '#notes'), ['bread.pdf']);
    const text = await page.evaluate(() => document.body.innerText, null);
    assert.doesNotMatch(text, /\b(undefined|null|NaN)\b|\[object/, 'nothing that a script left behind');
    assert.ok(text.trimEnd().endsWith('(licence).'), text.slice(-100));
    assertNoProblems(page);
    await page.close();
  });
});

/** Resolves when the answer in that panel is the last one. */
async function settled(page: EnginePage, panel: string): Promise<void> {
  await until(page, (id) => document.querySelector(`${id} .settled`) !== null, panel);
}

async function titles(page: EnginePage, panel: string): Promise<string[]> {
  return await page.evaluate((id) => {
    const found = document.querySelectorAll(`${id} .hit .title`);
    return [...found].map(({ textContent }) => textContent ?? '');
  }, panel);
}
