// docs/troubleshooting.md says of every code of LeannError what it means, and of no other.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { ROOT } from '../../tools/paths.js';

it('every code of an error is explained, and no other', async () => {
  const source = await readFile(`${ROOT}web/base/error.ts`, 'utf8');
  const document = await readFile(`${ROOT}docs/troubleshooting.md`, 'utf8');
  const union = /type LeannErrorCode =.*?';/s.exec(source)?.[0] ?? '';
  const codes = Array.from(union.matchAll(/\| '([a-z-]+)'/g), ([, code = '']) => code);
  assert.ok(codes.length > 15);
  const sections = document.split(/^### /m).slice(1);
  const explained = sections.map((section) => /^`([a-z-]+)`\n\n\S/.exec(section)?.[1] ?? section);
  assert.deepEqual(explained.sort(), codes.sort());
});
