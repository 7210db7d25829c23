// Our own encoder in Chromium, which has relaxed SIMD: the bits of Node from every kernel, before and after it is optimised.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { ENCODER_FILE, TOKENS_FILE } from '../../web/embed/defaults.js';
import { loadWhole } from '../../web/encoder/whole-encoder.js';
import { encoderModule } from '../web/encoder-modules.js';
import { modelFolder } from '../web/model-folder.js';
import { hexOf } from './encoder-page.js';
import { ScriptSuite } from './fixture.js';
import { ScriptPage } from './script-page.js';

type Script = typeof import('./encoder-page.js');

const FOLDER = '/models/all-MiniLM-L6-v2';
const TEXTS = [1, 3, 6, 7, 12, 30, 64, 101, 256].map((length) => {
  return [
    101,
    ...Array.from({ length: Math.max(0, length - 2) }, (_, i) => 1000 + ((37 * i * length) % 28_000)),
    102,
  ];
});

describe('our own encoder', { timeout: 300_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/encoder-page');

  async function inPage(use: (script: ScriptPage<Script>) => Promise<void>): Promise<void> {
    const script = await ScriptPage.open<Script>(await suite.context.newPage(), suite.served);
    await use(script);
    assert.deepEqual(script.problems, []);
    await script.page.close();
  }

  test('every kernel gives the known answer, from the first run to the last', async () => {
    await inPage(async (script) => {
      assert.deepEqual(await script.call('wrongAnswers', 1000), {
        plain: 0,
        'relaxed-sum': 0,
        'relaxed-pairs': 0,
      });
    });
  });

  test('every kernel gives the bits that Node gives, alone and in a batch', async () => {
    const bytes = async (path: string) => new Uint8Array(await readFile(`${modelFolder()}/${path}`));
    const tokens = [{ path: TOKENS_FILE, bytes: await bytes(TOKENS_FILE) }];
    const { module } = await loadWhole(await encoderModule('plain'), await bytes(ENCODER_FILE), tokens);
    const expected = hexOf(module.embed(TEXTS, 'mean'));
    await inPage(async (script) => {
      const found = await script.call('vectorsOf', FOLDER, TEXTS);
      assert.deepEqual(Object.keys(found), ['plain', 'relaxed-sum', 'relaxed-pairs']);
      for (const [kernel, bits] of Object.entries(found)) {
        for (const each of bits) assert.ok(each === expected, kernel);
      }
    });
  });

  test('a kernel is chosen in some milliseconds, and always one of those that are right', async () => {
    await inPage(async (script) => {
      const { kernel, ms } = await script.call('choice');
      assert.ok(['plain', 'relaxed-sum', 'relaxed-pairs'].includes(kernel));
      assert.ok(ms < 5000, `${ms} ms`);
      console.log(`# ${kernel} in ${ms.toFixed(0)} ms`);
    });
  });
});
