// Pages compare their release with that of a published folder.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { ROOT } from '../../tools/paths.js';
import { VERSION } from '../../web/base/version.js';

it('the release that pages know is that of the package', async () => {
  const { version } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
  assert.equal(VERSION, version);
});
