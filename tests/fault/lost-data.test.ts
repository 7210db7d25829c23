// Databases that Chromium finds damaged, and deletes: whoever opens an index then is told.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CrashingBrowser } from '../../tools/chromium/crashing-browser.js';
import { ScriptSuite } from '../browser/fixture.js';
import { heldAfter } from './rounds.js';

type Script = typeof import('./fault-page.js');

describe('what Chromium finds damaged', () => {
  const suite = new ScriptSuite<Script>('fault/fault-page');
  const chromium = new CrashingBrowser();

  after(() => chromium.close());

  it('is deleted by it with all databases of the site, which the next index to be opened tells', async () => {
    await chromium.launch();
    const page = await suite.open(await chromium.newPage());
    await page.call('run', 'lost', 0);
    await page.call('run', 'other', 0);
    assert.deepEqual(await page.call('told'), []);
    await chromium.kill();
    damageLogs(chromium.profile);
    await chromium.launch();
    const again = await suite.open(await chromium.newPage());
    assert.deepEqual(await again.call('held', 'lost'), {});
    assert.deepEqual(await again.call('told'), ['data-lost']);
    // It goes on with what is left: nothing.
    await again.call('run', 'lost', 0);
    assert.deepEqual(await again.call('held', 'lost'), heldAfter({}, 0));
    assert.deepEqual(await again.call('held', 'other'), {});
    assert.deepEqual(await again.call('told'), []);
  });
});

/** Turns a byte over in the middle of each file that databases are written into first. */
function damageLogs(profile: string): void {
  const logs = readdirSync(profile, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /IndexedDB.*\.log$/.test(path),
  );
  const written = logs.map((path) => join(profile, path)).filter((path) => statSync(path).size > 0);
  assert.ok(written.length > 0, 'there is a file to damage');
  for (const path of written) {
    const bytes = readFileSync(path);
    const middle = bytes.length >> 1;
    bytes.writeUInt8(255 - bytes.readUInt8(middle), middle);
    writeFileSync(path, bytes);
  }
}
