// Files of released formats open for ever, and give the answers that they gave; the present format has the same bytes
// as when its file was made. GOLDEN=write makes the file of a new format.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { goldenBytes, QUERIES, search } from './golden-index.js';

const FORMAT = 3;
const FORMATS = [3];

/** The file, and what its index answered when it was made. */
const pathOf = (format: number) => ({
  index: `tests/golden/format-${format}.leann`,
  answers: `tests/golden/format-${format}.json`,
});

describe('golden files', () => {
  let core: Core;
  before(async () => {
    core = await Core.load();
    if (process.env.GOLDEN !== 'write') return;
    const bytes = goldenBytes(core);
    await writeFile(pathOf(FORMAT).index, bytes);
    const answers = QUERIES.map((query) => search(core, bytes, query));
    await writeFile(pathOf(FORMAT).answers, `${JSON.stringify(answers)}\n`);
  });

  for (const format of FORMATS) {
    it(`format ${format} opens and answers as it did`, async () => {
      const bytes = await readFile(pathOf(format).index);
      const answers = JSON.parse(await readFile(pathOf(format).answers, 'utf8'));
      assert.deepEqual(
        QUERIES.map((query) => search(core, bytes, query)),
        answers,
      );
      const file = core.read(bytes);
      assert.equal(file.generation, 3);
      assert.equal(file.commit, '00112233445566778899aabbccddeeff');
      assert.deepEqual([file.fingerprint, file.dtype, file.device], ['xorshift', 'fp32', 'none']);
      assert.equal(file.corpus, 'ab'.repeat(32));
      assert.deepEqual([...file.attachments], [['NOTE', Uint8Array.of(1, 2, 3)]]);
      const index = core.open(bytes);
      const { size } = index;
      const kept = new Set(index.compact());
      assert.deepEqual(
        Array.from({ length: size }, (_, node) => node).filter((node) => !kept.has(node)),
        [2, 3, 500],
      );
      index.free();
    });
  }

  it('the same vectors and seed give the bytes of the file', async () => {
    assert.deepEqual(goldenBytes(core), new Uint8Array(await readFile(pathOf(FORMAT).index)));
  });

  it('an attachment needs a name of its own', () => {
    const bytes = goldenBytes(core);
    const index = core.open(bytes);
    for (const name of ['GRPH', 'note', 'TOOLONG', '']) {
      const attachments = new Map([[name, Uint8Array.of(1)]]);
      assert.throws(() => index.encode({ attachments }), { code: 'invalid-argument' }, name);
    }
    index.free();
    assert.equal(core.liveHandles, 0);
  });
});
