// Models whose sizes are fixed before they run, as WebNN has them: the vectors are those of texts as they come.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { dimensionNames } from '../../web/embed/onnx-dimensions.js';
import { OnnxSession, type SessionSettings } from '../../web/embed/onnx-session.js';
import { pool } from '../../web/embed/pooling.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { expectCode } from './expect.js';
import { type MadeUpModel, madeUpFolder } from './made-up-folder.js';
import { modelFolder } from './model-folder.js';
import { bytePairs, wordPiece } from './tokenizer-files.js';

const TEXTS = [[5, 6, 7], [8], [9, 10, 11, 12, 13, 14]];
const TOKENS = 24;

const MODELS: Record<string, MadeUpModel> = {
  BERT: { shape: { kind: 'bert' }, tokenizer: wordPiece() },
  'a decoder': { shape: { kind: 'decoder' }, tokenizer: bytePairs() },
};

for (const [name, model] of Object.entries(MODELS)) {
  test(`${name} of a fixed size gives the vectors that it gives otherwise`, async () => {
    const { folder } = await madeUpFolder(model);
    const bytes = await readFile(join(folder, 'onnx/model.onnx'));
    await rm(folder, { recursive: true });
    assert.equal(dimensionNames(bytes, 'input_ids').filter((each) => each !== undefined).length, 2);
    assert.deepEqual(dimensionNames(bytes, 'pixels'), []);
    const lengths = TEXTS.map(({ length }) => length);
    const run = async (settings: SessionSettings) => {
      const session = await OnnxSession.create(bytes, 'wasm', 1, settings);
      const output = await session.run(TEXTS);
      await session.close();
      return { dims: output.dims, vectors: pool(output, lengths, 'mean', true) };
    };
    const [fixed, free] = [await run({ fixedTokens: TOKENS }), await run({})];
    assert.deepEqual(fixed.dims.slice(0, 2), [TEXTS.length, TOKENS]);
    assert.deepEqual(free.dims.slice(0, 2), [TEXTS.length, 6]);
    for (const [row, vector] of fixed.vectors.entries()) {
      for (const [at, value] of vector.entries())
        assert.ok(Math.abs(value - (free.vectors[row]?.[at] ?? 0)) < 1e-5, `text ${row}, value ${at}`);
    }
  });
}

test('WebNN is refused where it is not, whatever the folder has', async () => {
  const message = await expectCode(OnnxEmbedder.load(modelFolder(), { device: 'webnn' }), 'model-load');
  assert.match(message, /: WebNN is not available here$/);
  const own = OnnxEmbedder.load(modelFolder(), { device: 'webnn', runtime: 'leann' });
  await expectCode(own, 'invalid-argument');
});
