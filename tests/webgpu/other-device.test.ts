// An index that one device or number format has built is searched with another in Chromium: with the recall that was promised.
import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { SOFTWARE_WEBGPU } from '../../tools/chromium/launch.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import type { OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import { ScriptSuite } from '../browser/fixture.js';
import { madeUpFolder } from '../web/made-up-folder.js';
import { modelFolder } from '../web/model-folder.js';
import { wordPiece } from '../web/tokenizer-files.js';
import type { Texts } from './other-device-page.js';

type Script = typeof import('./other-device-page.js');

const FLOATS = { dtype: 'fp32', device: 'wasm' } as const;
const OWN = { runtime: 'leann' } as const;
const ON_WEBGPU = { dtype: 'fp32', device: 'webgpu' } as const;
const REAL = '/models/all-MiniLM-L6-v2';
/** Others are not asked for, and none is missed. */
const FILES = { files: ['tokenizer.json', 'config.json', 'onnx/model.onnx'] };
const ASKED = { k: 10, confidence: 0.95 };

before(modelFolder);

/** Glosses, every so many; the last ones ask. */
function texts(passages: number, queries: number): Texts {
  const all = readGlosses();
  const step = Math.floor(all.length / (passages + queries));
  const some = all.filter((_, row) => row % step === 0).slice(0, passages + queries);
  const asking = (row: number) => row % 5 === 4 && row < 5 * queries;
  return {
    passages: some.filter((_, row) => !asking(row)).map(({ id, text }) => ({ id, text })),
    queries: some.filter((_, row) => asking(row)).map(({ text }) => text),
  };
}

describe('an index that was built', { timeout: 900_000 }, () => {
  const suite = new ScriptSuite<Script>('webgpu/other-device-page', SOFTWARE_WEBGPU);

  /** A page of its own: what one loads of ONNX Runtime stays in it. */
  async function check(
    folder: string,
    some: Texts,
    pair: [OnnxEmbedderOptions, OnnxEmbedderOptions],
    devices: string[],
  ) {
    const script = await suite.open();
    const found = await script.call('search', folder, some, pair, ASKED);
    assert.deepEqual(found.devices, devices);
    const { recalls } = found;
    const mean = recalls.reduce((sum, each) => sum + each, 0) / recalls.length;
    const variance = recalls.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (recalls.length - 1);
    const error = Math.sqrt(variance / recalls.length);
    console.log(`# recall@10 ${mean.toFixed(3)}, standard error ${error.toFixed(3)}`);
    assert.ok(mean >= ASKED.confidence - 2 * error, `recall ${mean}, standard error ${error}`);
    assert.deepEqual(script.problems, []);
    await script.page.close();
  }

  test('in floats is searched with our own encoder', async () => {
    await check(REAL, texts(200, 30), [FLOATS, OWN], ['wasm', 'wasm']);
  });

  // A small model: the processor takes seconds in place of a graphics card for each text of the real one.
  test('on WASM is searched on WebGPU, and the other way round', async () => {
    const { folder } = await madeUpFolder({
      shape: { kind: 'bert', hidden: 64, heads: 2, inner: 128 },
      tokenizer: wordPiece(),
    });
    const [onWasm, onWebGpu] = [
      { ...FLOATS, ...FILES },
      { ...ON_WEBGPU, ...FILES },
    ];
    await cp(folder, `${suite.served.folder}/made`, { recursive: true });
    await check('/made', texts(150, 20), [onWasm, onWebGpu], ['wasm', 'webgpu']);
    await check('/made', texts(150, 20), [onWebGpu, onWasm], ['webgpu', 'wasm']);
    await rm(folder, { recursive: true });
  });
});
