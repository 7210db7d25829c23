// The real model in a page: on WASM, and what 'auto' makes of what the browser has. On WebGPU: tests/webgpu/.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { dot } from '../web/dot.js';
import { modelFolder } from '../web/model-folder.js';
import { ScriptSuite } from './fixture.js';
import { ScriptPage, serveScript } from './script-page.js';

type Script = typeof import('./embedder-page.js');

const TEXTS = ['A tiger is a large striped cat.', 'Interest rates rose again.', 'cats'];

before(modelFolder);

describe('without a graphics card', { timeout: 300_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/embedder-page');

  /** Opens a page of its own, and checks afterwards that nothing went wrong in it or left its origin. */
  async function inPage(
    use: (script: ScriptPage<Script>) => Promise<void>,
    from = suite.served,
  ): Promise<void> {
    const script = await ScriptPage.open<Script>(await suite.context.newPage(), from);
    await use(script);
    assert.deepEqual(script.problems, []);
    assert.deepEqual(script.foreignRequests(), []);
    await script.page.close();
  }

  for (const dtype of ['int8', 'fp32'] as const) {
    test(`${dtype} on WASM gives the vectors that Node gives`, async () => {
      const embedder = await OnnxEmbedder.load(modelFolder(), { dtype, device: 'wasm' });
      const expected = await embedder.embed(TEXTS);
      await embedder.close();
      await inPage(async (script) => {
        const { device, fingerprint, vectors } = await script.call('embed', TEXTS, { dtype, device: 'wasm' });
        assert.equal(device, 'wasm');
        assert.equal(fingerprint, embedder.fingerprint);
        for (const [i, vector] of vectors.entries()) assert.ok(dot(vector, expected[i] ?? []) > 0.99999);
        assert.ok(!script.requests.some((url) => /webgpu|asyncify/.test(url)), 'only what WASM needs');
      });
    });
  }

  test("'auto' takes WASM and says why", async () => {
    await inPage(async (script) => {
      const { device, fallbackReason } = await script.call('embed', TEXTS, { dtype: 'fp32' });
      assert.deepEqual([device, fallbackReason], ['wasm', 'WebGPU has no adapter here']);
    });
    await inPage(async (script) => {
      const { device, dtype, runtime, fallbackReason } = await script.call('embed', TEXTS, {
        runtime: 'onnxruntime',
      });
      assert.deepEqual([device, dtype, runtime], ['wasm', 'int8', 'onnxruntime']);
      assert.equal(fallbackReason, 'WebGPU does not run the integer operators of the model');
    });
  });

  test('our own encoder runs the model if nothing else is asked for, with the vectors of ONNX Runtime', async () => {
    await inPage(async (script) => {
      const own = await script.call('embed', TEXTS, {});
      assert.deepEqual([own.device, own.dtype, own.runtime], ['wasm', 'int8', 'leann']);
      assert.equal(own.fallbackReason, undefined);
      assert.ok(
        !script.requests.some((url) => /\.onnx|\/ort\//.test(url)),
        'nothing of ONNX Runtime is fetched',
      );
      const other = await script.call('embed', TEXTS, { runtime: 'onnxruntime' });
      assert.equal(own.fingerprint, other.fingerprint);
      for (const [i, vector] of own.vectors.entries()) assert.ok(dot(vector, other.vectors[i] ?? []) > 0.98);
    });
  });

  test("'auto' takes WASM where WebGPU has an adapter that does not work", async () => {
    await inPage(async (script) => {
      await script.call('breakWebGpu');
      const { device, fallbackReason } = await script.call('embed', TEXTS, {
        dtype: 'fp32',
        worker: false,
      });
      assert.equal(device, 'wasm');
      assert.match(fallbackReason ?? '', /^ONNX Runtime failed/);
    });
  });

  test('WebGPU that was asked for and is not there is an error', async () => {
    await inPage(async (script) => {
      const options = { dtype: 'fp32', device: 'webgpu' } as const;
      const error = await script.call('loadError', '/models/all-MiniLM-L6-v2', options);
      assert.equal(error?.code, 'model-load');
      assert.match(
        error.message,
        /cannot load model "\/models\/all-MiniLM-L6-v2": WebGPU has no adapter here/,
      );
    });
  });

  test('WebNN that was asked for and is not there is an error', async () => {
    await inPage(async (script) => {
      const error = await script.call('loadError', '/models/all-MiniLM-L6-v2', { device: 'webnn' });
      assert.equal(error?.code, 'model-load');
      assert.match(error.message, /cannot load model "\S+": WebNN is not available here$/);
    });
  });

  test('a worker embeds too', async () => {
    await inPage(async (script) => {
      const [there, here] = [
        await script.call('embedInWorker', TEXTS, { device: 'wasm' }),
        await script.call('embed', TEXTS, { device: 'wasm' }),
      ];
      assert.deepEqual(there.vectors, here.vectors);
    });
  });

  test('an isolated page can use threads', async () => {
    const isolated = await serveScript('browser/embedder-page', { isolated: true });
    try {
      await inPage(async (script) => {
        const options = { device: 'wasm', runtime: 'onnxruntime', numThreads: 2 } as const;
        const { vectors } = await script.call('embed', TEXTS, options);
        assert.equal(vectors.length, TEXTS.length);
        assert.ok(script.requests.some((url) => url.endsWith('/ort/ort-wasm-simd-threaded.mjs')));
      }, isolated);
    } finally {
      await isolated.close();
    }
  });

  test('a missing model, or missing runtime files, are errors that say so', async () => {
    const script = await suite.open();
    const model = await script.call('loadError', '/models/other', {});
    assert.equal(model?.code, 'model-load');
    assert.match(
      model.message,
      /cannot load model "\/models\/other": tokenizer.json: not found \(HTTP 404\)/,
    );
    const options = { device: 'wasm', runtime: 'onnxruntime', wasmPaths: '/nowhere/' } as const;
    const runtime = await script.call('loadError', '/models/all-MiniLM-L6-v2', options);
    assert.equal(runtime?.code, 'model-load');
    await script.page.close();
  });

  test('the policy of the page forbids other servers, and the tests would see it', async () => {
    const script = await suite.open();
    await script.page.evaluate(() => fetch('http://leann.invalid/').catch(() => undefined));
    assert.match(script.problems.join(), /Content Security Policy/);
    await script.page.close();
  });
});

describe('with the interface of WebNN and nothing behind it', { timeout: 300_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/embedder-page', [
    '--disable-gpu',
    '--enable-features=WebMachineLearningNeuralNetwork',
  ]);

  test('its own reason is told', async () => {
    const script = await suite.open();
    const hasInterface = await script.page.evaluate(() => 'ml' in navigator);
    const error = await script.call('loadError', '/models/all-MiniLM-L6-v2', { device: 'webnn' });
    assert.equal(error?.code, 'model-load');
    assert.match(error.message, hasInterface ? /WebNN is not supported/ : /WebNN is not available here/);
    await script.page.close();
  });
});
