// What becomes of embedding when the device fails, with the real model.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { LeannError } from '../../web/base/error.js';
import { OnnxModel } from '../../web/embed/onnx-model.js';
import type { OrtDevice } from '../../web/embed/ort-runtime.js';
import type { SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, updatesOf } from './drive.js';
import { expectCode } from './expect.js';
import { type Fault, type FaultyDevices, faultyDevices } from './failing-session.js';
import { modelFolder } from './model-folder.js';

const TEXTS = ['A tiger is a large striped cat.', 'Interest rates rose again.', 'cats', 'rain'];

function failing(message: string): Fault {
  return () => {
    throw new LeannError('embedding-failed', `leann: cannot embed 1 texts: ${message}`);
  };
}

const FAULTS: Record<string, Fault> = {
  'a lost device': failing('WebGPU lost its device (destroyed)'),
  'no memory': failing('GPUOutOfMemoryError'),
  'NaN in the output': ({ data, dims }) => ({ data: data.map(() => Number.NaN), dims }),
  'zeros in the output': ({ data, dims }) => ({ data: data.map(() => 0), dims }),
  'infinity in the output': ({ data, dims }) => ({ data: data.map((x, i) => (i === 7 ? 1 / 0 : x)), dims }),
};

describe('a model whose graphics device fails', () => {
  let expected: Float32Array[];
  let devices: FaultyDevices;
  let model: OnnxModel;
  const changes: [OrtDevice, string][] = [];

  before(async () => {
    const plain = await OnnxModel.load(modelFolder(), { device: 'wasm', runtime: 'onnxruntime' });
    expected = await plain.embed(TEXTS);
    await plain.close();
  });

  /** Loads the model on a graphics device that can fail. */
  async function load(): Promise<void> {
    devices = faultyDevices();
    changes.length = 0;
    const onDevice = (device: OrtDevice, reason: string) => changes.push([device, reason]);
    model = await OnnxModel.load(modelFolder(), { device: 'webgpu', onDevice, batchSize: 1 }, devices.create);
  }

  /** Closes it, and checks that no session is left. */
  async function close(): Promise<void> {
    await model.close();
    assert.equal(devices.open(), 0);
  }

  for (const [name, fault] of Object.entries(FAULTS)) {
    test(`${name}: WASM goes on with the same batch`, async () => {
      await load();
      assert.deepEqual([model.device, model.fallbackReason], ['webgpu', undefined]);
      const { fingerprint } = model;
      await model.embed(['before']);
      devices.faults.webgpu = fault;
      assert.deepEqual(await model.embed(TEXTS), expected);
      assert.equal(model.device, 'wasm');
      assert.equal(model.fingerprint, fingerprint);
      assert.ok(model.fallbackReason !== undefined && model.fallbackReason !== '');
      assert.deepEqual(changes, [['wasm', model.fallbackReason]]);
      assert.deepEqual(await model.embed(TEXTS), expected);
      assert.deepEqual(devices.made, ['webgpu', 'wasm']);
      await close();
    });
  }

  test('calls side by side all go on, with one session', async () => {
    await load();
    devices.faults.webgpu = failing('lost');
    const calls = await Promise.all([model.embed(TEXTS), model.embed(TEXTS), model.embed(TEXTS)]);
    assert.deepEqual(calls, [expected, expected, expected]);
    assert.deepEqual([changes.length, devices.made], [1, ['webgpu', 'wasm']]);
    await close();
  });

  test('where WASM cannot take over either, the call is rejected, and the next one tries again', async () => {
    await load();
    devices.faults.webgpu = failing('lost');
    devices.refusals.wasm = 'its files are not served';
    const message = await expectCode(model.embed(TEXTS), 'embedding-failed');
    assert.match(message, /its files are not served/);
    await expectCode(model.embed(TEXTS), 'embedding-failed');
    delete devices.refusals.wasm;
    assert.deepEqual(await model.embed(TEXTS), expected);
    await close();
  });

  test('what fails on WASM is rejected, and the next call has a new session', async () => {
    devices = faultyDevices();
    model = await OnnxModel.load(modelFolder(), { device: 'wasm' }, devices.create);
    devices.faults.wasm = failing('out of memory');
    assert.match(await expectCode(model.embed(TEXTS), 'embedding-failed'), /out of memory/);
    assert.deepEqual(await model.embed(TEXTS), expected);
    assert.deepEqual(devices.made, ['wasm', 'wasm']);
    devices.faults.wasm = ({ data, dims }) => ({ data: data.map(() => Number.NaN), dims });
    assert.match(await expectCode(model.embed(TEXTS), 'embedding-failed'), /not finite/);
    await close();
  });

  test('a call goes on if another one beside it fails, and the session with that', async () => {
    devices = faultyDevices();
    model = await OnnxModel.load(modelFolder(), { device: 'wasm', batchSize: 1 }, devices.create);
    let second: () => void = () => undefined;
    const isRunning = new Promise<void>((resolve) => {
      second = resolve;
    });
    devices.faults.wasm = async () => {
      devices.faults.wasm = async () => {
        second();
        while (devices.open() > 0) await setTimeout(1);
        throw new LeannError('closed', 'leann: cannot embed texts: the embedder is closed');
      };
      await isRunning;
      throw new LeannError('embedding-failed', 'leann: cannot embed 1 texts: out of memory');
    };
    const [first, other] = await Promise.allSettled([model.embed(['rain']), model.embed(['cats'])]);
    assert.equal(first.status, 'rejected');
    assert.deepEqual(other, { status: 'fulfilled', value: [expected[2]] });
    assert.deepEqual(devices.made, ['wasm', 'wasm']);
    await close();
  });

  test('an abort is no failure of the device', async () => {
    await load();
    await assert.rejects(model.embed(TEXTS, { signal: AbortSignal.abort('enough') }), (e) => e === 'enough');
    assert.equal(model.device, 'webgpu');
    await close();
    await expectCode(model.embed(TEXTS), 'closed');
    assert.deepEqual(devices.made, ['webgpu']);
  });

  test('a search goes on, and says where', async () => {
    await load();
    const index = await LeannIndex.open('faults', { embedder: model, store: 'memory', cacheBytes: 0 });
    const documents = TEXTS.map((text, row) => ({ id: String(row), text }));
    await addAll(index, documents);
    const answer = async () => {
      const updates = await updatesOf(index, 'felines', { confidence: 1 });
      const { hits, stats } = updates.at(-1) ?? assert.fail();
      return { devices: updates.map(({ stats }) => stats.device), hits, recomputed: stats.recomputed };
    };
    const whole = await answer();
    assert.ok(whole.devices.every((device) => device === 'webgpu'));
    const updates = index.search('felines', { confidence: 1, batchSize: 1 });
    assert.equal((await updates.next()).value?.stats.device, 'webgpu');
    devices.faults.webgpu = failing('lost');
    let last: SearchUpdate | undefined;
    for await (const update of updates) last = update;
    assert.deepEqual([last?.stats.device, last?.hits], ['wasm', whole.hits]);
    assert.equal(index.info().embedder.device, 'wasm');
    await index.close();
    await close();
  });

  after(() => assert.equal(devices.open(), 0));
});
