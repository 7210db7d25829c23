// The same vectors and seed give the same file in Chromium as in Node.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { launchChromium, ScriptPage, serveScript } from './chromium.js';

it('an index built in Chromium has the bytes of the golden file', async () => {
  const served = await serveScript('golden-page');
  const browser = await launchChromium();
  try {
    const page: ScriptPage<typeof import('./golden-page.js')> = await ScriptPage.open(
      await browser.newPage(),
      served,
    );
    const built = Uint8Array.from(await page.call('bytes'));
    assert.deepEqual(built, new Uint8Array(await readFile('tests/golden/format-3.leann')));
  } finally {
    await browser.close();
    await served.close();
  }
});
