// The package beside onnxruntime-node, which is large: LEANN_CONSUMERS=all or LEANN_CONSUMERS=native.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { dot } from '../web/dot.js';
import { madeUpFolder } from '../web/made-up-folder.js';
import { modelFolder } from '../web/model-folder.js';
import { wordPiece } from '../web/tokenizer-files.js';
import { install, installPackage, npm } from './install.js';

const wanted = (process.env.LEANN_CONSUMERS ?? '').split(',');
const skip = !wanted.includes('all') && !wanted.includes('native');

interface Embedded {
  device: string;
  runtime: string;
  fingerprint: string;
  vectors: number[][];
}

interface Result {
  outside: [native: Embedded, wasm: Embedded];
  real: [native: Embedded, wasm: Embedded];
  searched: { built: string; ids: string[] };
}

describe('with onnxruntime-node', { skip, timeout: 900_000 }, () => {
  it('models run on it by themselves, with weights in one file or two, and are searched without it', async () => {
    modelFolder();
    const { folder } = await madeUpFolder({
      shape: { kind: 'bert' },
      tokenizer: wordPiece(),
      outside: 'model.onnx_data',
    });
    const app = await install('native', await installPackage());
    process.env.LEANN_FOLDER = folder;
    const { code, output } = await npm(app, 'run', 'check');
    await rm(folder, { recursive: true });
    assert.equal(code, 0, output);
    const result: Result = JSON.parse(/^RESULT (.*)$/m.exec(output)?.[1] ?? assert.fail(output));
    for (const [native, wasm] of [result.outside, result.real]) {
      assert.deepEqual([native.device, wasm.device], ['node', 'wasm']);
      assert.deepEqual([native.runtime, wasm.runtime], ['onnxruntime', 'onnxruntime']);
      assert.equal(native.fingerprint, wasm.fingerprint);
      for (const [i, vector] of native.vectors.entries())
        assert.ok(dot(vector, wasm.vectors[i] ?? []) > 0.9999, `text ${i}`);
    }
    assert.deepEqual([result.searched.built, result.searched.ids[0]], ['node', '1']);
  });
});
