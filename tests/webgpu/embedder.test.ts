// The real model in a page, on WebGPU that the processor computes.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SOFTWARE_WEBGPU } from '../../tools/chromium/launch.js';
import { ScriptSuite } from '../browser/fixture.js';
import { dot } from '../web/dot.js';
import { modelFolder } from '../web/model-folder.js';

type Script = typeof import('../browser/embedder-page.js');

const TEXTS = ['Interest rates rose again.', 'cats'];

before(modelFolder);

describe('with WebGPU, computed by the processor', { timeout: 600_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/embedder-page', SOFTWARE_WEBGPU);

  test("gives the vectors of WASM, but 'auto' does not wait for it", async () => {
    const script = await suite.open();
    const settings = { dtype: 'fp32', batchSize: 1 } as const;
    const auto = await script.call('embed', TEXTS, settings);
    assert.deepEqual(
      [auto.device, auto.fallbackReason],
      ['wasm', 'WebGPU is computed by the processor here'],
    );
    const gpu = await script.call('embed', TEXTS, { ...settings, device: 'webgpu' });
    assert.deepEqual([gpu.device, gpu.fallbackReason], ['webgpu', undefined]);
    assert.equal(gpu.fingerprint, auto.fingerprint);
    for (const [i, vector] of gpu.vectors.entries()) {
      assert.ok(dot(vector, auto.vectors[i] ?? []) > 0.999);
    }
    assert.deepEqual(script.problems, []);
    assert.deepEqual(script.foreignRequests(), []);
    await script.page.close();
  });

  for (const when of ['before', 'during'] as const) {
    test(`WASM goes on when the device is lost ${when} a run`, async () => {
      const script = await suite.open();
      const loss = await script.call('embedThroughLoss', 'cats', when);
      assert.ok(loss.destroyed > 0);
      assert.deepEqual([loss.device, loss.changes, loss.again], ['wasm', ['wasm'], 1]);
      assert.ok(loss.cosine > 0.999, `cosine ${loss.cosine}`);
      assert.match(loss.fallbackReason ?? '', /./);
      await script.page.close();
    });
  }
});
