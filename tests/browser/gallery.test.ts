// A gallery that the command line has published, searched by <leann-search> in a page.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../../tools/paths.js';
import { start } from '../web/cli-program.js';
import { colourClassifier } from '../web/made-up-classifier.js';
import { jpegOf } from '../web/made-up-images.js';
import { modelFolder } from '../web/model-folder.js';
import { BrowserSuite } from './fixture.js';
import { watch } from './watch.js';

const PAGE = `<!doctype html><title>Gallery</title><link rel="icon" href="data:,">
<script type="module" src="/gallery/leann-search.js"></script><leann-search src="/gallery/"></leann-search>`;

describe('a published gallery', { timeout: 600_000 }, () => {
  const suite = new BrowserSuite();
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-gallery-page-'));
    await mkdir(join(root, 'photos'));
    await mkdir(join(root, 'page'));
    await writeFile(join(root, 'page/index.html'), PAGE);
    const colours = { rose: [220, 20, 40], leaf: [20, 190, 50], lake: [30, 40, 210] };
    for (const [name, colour] of Object.entries(colours))
      await writeFile(join(root, `photos/${name}.jpg`), await jpegOf(colour, 80, 60, '2021:07:01 12:00:00'));
    const model = await colourClassifier('red\ngreen\nblue\n');
    const models = ['--photo-model', model, '--model', modelFolder()];
    const places = ['--out', join(root, 'gallery'), '--cache', join(root, 'cache')];
    // sharp is installed there.
    const built = start(['build', join(root, 'photos'), ...models, ...places], `${ROOT}tests/photos`);
    const { code, stderr } = await built.ended;
    assert.equal(code, 0, stderr);
    await rm(model, { recursive: true });
  });
  after(() => rm(root, { recursive: true }));

  test('answers a description with pictures, from its own files', async () => {
    const served = await suite.serve({
      roots: { '/': join(root, 'page'), '/gallery/': join(root, 'gallery') },
    });
    const page = await suite.context.newPage();
    const { requests } = watch(page);
    await page.goto(`${served.url}/index.html`);
    await page.locator('leann-search input').fill('something blue');
    await page.locator('leann-search .option', { hasText: 'lake' }).waitFor();
    await page.waitForFunction(() => {
      const [first] = document.querySelector('leann-search')?.shadowRoot?.querySelectorAll('.title') ?? [];
      return first?.textContent === 'lake';
    });
    const source = await page.locator('leann-search .option img').first().getAttribute('src');
    assert.match(source ?? '', /^data:image\/jpeg;base64,/);
    const foreign = requests.filter((url) => !url.startsWith(served.url) && !url.startsWith('data:'));
    assert.deepEqual(foreign, []);
  });
});
