// The demo page in every engine: its first answer, and own texts and a PDF that are added, found and kept.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { ROOT } from '../../tools/paths.js';
import { buildSmallDemo } from '../browser/small-demo.js';
import { tinyPdf } from '../browser/tiny-pdf.js';
import { settled, titles } from './demo-panels.js';
import { assertNoProblems, ENGINE, EngineSuite, until } from './engine-suite.js';

const FOLDER = `${ROOT}build/browser-tests/engines-demo-${ENGINE}`;

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
