// The same vectors and seed give the same file in Chromium as in Node.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { ScriptSuite } from './fixture.js';

const suite = new ScriptSuite<typeof import('./golden-page.js')>('browser/golden-page');

it('an index built in Chromium has the bytes of the golden file', async () => {
  const page = await suite.open();
  const built = Uint8Array.from(await page.call('bytes'));
  assert.deepEqual(built, new Uint8Array(await readFile('tests/golden/format-3.leann')));
});
