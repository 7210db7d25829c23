// The playground as a visitor uses it; the code that it shows is run, in Node and in a page.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { MODEL, ROOT } from '../../tools/paths.js';
import { BrowserSuite } from '../browser/fixture.js';
import { watch } from '../browser/watch.js';
import { BASE, SITE } from './built-site.js';

/** In the project, where `leann-web` means the package itself. */
const FOLDER = join(ROOT, 'build/playground-test');

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "leann-web": "/standalone/leann-web.js" } }</script>
<script type="module" src="code.js"></script>`;

describe('the playground', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let page: Page;
  let problems: string[];

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    await symlink(MODEL, join(FOLDER, 'model'), 'dir');
    const { url } = await suite.serve({ roots: { [BASE]: SITE } });
    page = await suite.context.newPage();
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    problems = watch(page).problems;
    await page.goto(`${url}${BASE}playground.html`);
  });
  after(() => rm(FOLDER, { recursive: true, force: true }));

  const part = (selector: string) => page.locator(`leann-playground ${selector}`);
  const first = part.bind(undefined, '.hits li >> nth=0');
  const code = async (place: 'page' | 'node'): Promise<string> => {
    await part('[name=place]').selectOption(place);
    return (await part('pre code').textContent()) ?? '';
  };

  /** Pastes and indexes; resolves when the status tells of so many documents. */
  const index = async (text: string, told: RegExp): Promise<void> => {
    await part('textarea').fill(text);
    await part('.main').click();
    await part('.status').filter({ hasText: told }).waitFor();
  };

  it('indexes the example and finds what its query means', async () => {
    await part('.example').click();
    await part('.status').filter({ hasText: '6 documents, 6 passages; index' }).waitFor();
    await first().filter({ hasText: 'Rain' }).waitFor();
    assert.match((await part('.cost').textContent()) ?? '', /ms, \d+ passages recomputed/);
    assert.deepEqual(problems, []);
  });

  it('shows code that gives the same answer in Node', async () => {
    await part('[name=where]').fill('{ "year": { "gte": 2024 } }');
    await part('#query').fill('planets');
    await first().filter({ hasText: 'Saturn' }).waitFor();
    const file = join(FOLDER, 'code.mjs');
    await writeFile(file, await code('node'));
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: FOLDER });
    const answers = stdout.split('\n').filter((line) => /^\d\.\d\d /.test(line));
    assert.match(answers[0] ?? '', /Saturn Through the telescope/);
    assert.equal(answers.length, 4);
  });

  it('shows code that gives the same answer in a page', async () => {
    await writeFile(join(FOLDER, 'code.js'), await code('page'));
    await writeFile(join(FOLDER, 'index.html'), PAGE);
    const roots = { '/': FOLDER, '/model/': MODEL, '/standalone/': join(ROOT, 'dist/standalone') };
    const { url } = await suite.serve({ roots });
    const tab = await suite.context.newPage();
    const printed = tab.waitForEvent('console', {
      predicate: (message) => /^\d\.\d\d /.test(message.text()),
    });
    await tab.goto(`${url}/`);
    assert.match((await printed).text(), /Saturn Through the telescope/);
    await tab.close();
  });

  it('searches by words alone, as many as asked for', async () => {
    await part('[name=where]').fill('');
    await part('[name=mode]').selectOption('words');
    await part('#query').fill('getting wet');
    await part('.cost').filter({ hasText: 'Nothing found' }).waitFor();
    await part('#query').fill('the');
    await part('[name=k]').fill('2');
    await page.waitForFunction(() => {
      const root = document.querySelector('leann-playground')?.shadowRoot;
      return root?.querySelectorAll('.hits li').length === 2;
    });
    assert.match(await code('page'), /\{ k: 2, mode: 'words' \}/);
    await part('[name=mode]').selectOption('hybrid');
  });

  it('reads files, and the code then reads a file, too', async () => {
    const long = 'A long line of no meaning at all. '.repeat(80);
    await part('input[type=file]').setInputFiles([
      {
        name: 'storm.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('# Storm\n\nThe wind took the roof.\n'),
      },
      {
        name: 'page.html',
        mimeType: 'text/html',
        buffer: Buffer.from('<title>Oven</title><main>Hot and ready.</main>'),
      },
      { name: 'long.txt', mimeType: 'text/plain', buffer: Buffer.from(long) },
      {
        name: 'lines.jsonl',
        mimeType: '',
        buffer: Buffer.from('{"id":7,"text":"Seven."}\n{"text":"Eight."}\n'),
      },
    ]);
    await part('.status').filter({ hasText: '5 documents' }).waitFor();
    await part('[name=k]').fill('5');
    await part('#query').fill('bad weather');
    await first().filter({ hasText: 'Storm' }).waitFor();
    assert.match(await code('node'), /readFile\('documents\.json'/);
    const downloading = page.waitForEvent('download');
    await part('.download').click();
    const download = await downloading;
    await download.saveAs(join(FOLDER, 'documents.json'));
    await writeFile(join(FOLDER, 'code.mjs'), await code('node'));
    const { stdout } = await promisify(execFile)(process.execPath, ['code.mjs'], { cwd: FOLDER });
    assert.match(stdout, /^\d\.\d\d Storm/m);
  });

  it('makes an index of the size that was asked for', async () => {
    await part('[name=preset]').selectOption('small');
    await index('["One text.", "Another text."]', /^2 documents/);
    assert.match(await code('page'), /build: \{ preset: 'small' \}/);
  });

  it('says in people’s words what is wrong, and keeps the former index', async () => {
    for (const [text, told] of [
      ['[{ "id": 1, "txt": "x" }]', 'Document 1 has no “text”; it has “id”, “txt”.'],
      ['[{ "id": 1, "text": "x" }', 'This begins like JSON, but is none'],
      ['{"id":"a","text":"x"}\n{"id":', 'Line 2 is no JSON'],
      ['[{"id":"a","text":"x"},{"id":"a","text":"y"}]', 'Two documents have the same id'],
      [' ', 'There is nothing to index yet.'],
    ] as const) {
      await part('textarea').fill(text);
      await part('.main').click();
      await part('.failure').filter({ hasText: told }).waitFor();
    }
    await part('[name=where]').fill('{ "year": ');
    await part('.failure').filter({ hasText: 'The condition is no JSON yet' }).waitFor();
    await part('[name=where]').fill('{ "year": { "over": 3 } }');
    await part('.failure').filter({ hasText: 'where.year' }).waitFor();
    await part('[name=where]').fill('');
    await part('#query').fill('another');
    await first().filter({ hasText: 'Another text.' }).waitFor();
    assert.deepEqual(problems, []);
  });
});
