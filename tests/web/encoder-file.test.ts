// The file of an encoder's weights: read as written, and refused with a reason if anything is wrong with it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bertWeights } from '../../cli/model/bert-weights.js';
import { encoderFault } from '../../cli/model/encoder-file.js';
import { LeannError } from '../../web/base/error.js';
import { loadEncoder, readHeader } from '../../web/encoder/encoder-file.js';
import { encoderModule } from './encoder-modules.js';
import {
  loadMadeUp,
  MODEL_HASH,
  madeUpBert,
  madeUpFiles,
  madeUpText,
  POSITIONS,
  VOCABULARY,
} from './made-up-bert.js';
import { randomFrom } from './random.js';

const SIZES = { hidden: 128, heads: 2, inner: 256, layers: 2 };
const START = 12;
const model = madeUpBert(SIZES);
const files = madeUpFiles(model);
const file = files.encoder;
const wasm = await encoderModule('plain');

/** The file with its content changed. */
function repacked(change: (content: Buffer) => Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  const content = gunzipSync(file.subarray(START));
  return new Uint8Array(Buffer.concat([file.subarray(0, START), gzipSync(change(content) ?? content)]));
}

async function reasonOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    await loadEncoder(bytes, wasm);
  } catch (error) {
    assert.ok(error instanceof LeannError && error.code === 'model-load', String(error));
    const [, reason] = /^leann: cannot load encoder: (.*)$/.exec(error.message) ?? [];
    assert.ok(reason !== undefined, error.message);
    return reason;
  }
  return 'none';
}

describe('the file of an encoder', () => {
  it('says what it is', async () => {
    const { shape, modelHash } = await readHeader(file);
    assert.equal(modelHash, MODEL_HASH);
    const { epsilon, ...sizes } = shape;
    assert.deepEqual(sizes, { ...SIZES, vocabulary: VOCABULARY, positions: POSITIONS });
    assert.equal(epsilon, Math.fround(1e-12));
  });

  it('is the same whenever it is made', () => {
    assert.deepEqual(madeUpFiles(madeUpBert(SIZES)), files);
  });

  it('embeds', async () => {
    const module = await loadMadeUp(files, wasm);
    const vectors = module.embed([madeUpText(9, 1), madeUpText(80, 2)], 'mean');
    assert.equal(vectors.length, 2 * SIZES.hidden);
    assert.ok(vectors.every(Number.isFinite));
    assert.ok(module.bytes < 6e6, `${module.bytes} bytes of memory`);
    for (const [text, reason] of [
      [[], /no such tokens/],
      [[VOCABULARY], /no such tokens/],
      [[-1], /no such tokens/],
      [madeUpText(POSITIONS + 1, 1), /more than 80/],
    ] as const) {
      assert.throws(() => module.embed([[...text]], 'mean'), reason);
    }
    assert.deepEqual(module.embed([], 'mean'), new Float32Array(0));
  });

  it('is refused if it is not whole', async () => {
    for (const length of [0, 5, 11]) assert.equal(await reasonOf(file.slice(0, length)), 'it is cut short');
    for (const length of [12, 13, 40, 500, file.length >> 1, file.length - 1]) {
      assert.match(await reasonOf(file.slice(0, length)), /^it is (damaged|cut short)$/, `${length} bytes`);
    }
  });

  it('is refused if any byte of it is damaged', async () => {
    const random = randomFrom(7);
    for (let i = 0; i < 60; i++) {
      const damaged = file.slice();
      const at = i < 24 ? i : Math.floor(random() * file.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      const reason = await reasonOf(damaged);
      // Of the ten bytes that begin a gzip stream, some say only when and on what system it was made.
      if (at >= START + 4 && at < START + 10) continue;
      assert.notEqual(reason, 'none', `byte ${at}`);
    }
  });

  it('is refused if it is another file, or of another version', async () => {
    const html = new TextEncoder().encode('<!doctype html><title>Not found</title>');
    assert.equal(await reasonOf(html), 'it is no file of an encoder');
    const newer = file.slice();
    newer[8] = 3;
    assert.equal(await reasonOf(newer), 'it is of version 3, not 2');
  });

  it('is refused if its shape is not taken, or is not that of its weights', async () => {
    const shaped = (place: number, value: number) =>
      reasonOf(repacked((content) => void content.writeUInt32LE(value, 4 * place)));
    const none = /^(there is no encoder for a model of its shape|its size cannot be true)$/;
    for (const [place, values] of [
      [0, [0, 64, 100, 2048, 2 ** 31]],
      [1, [0, 1, 3, 2 ** 31]],
      [2, [0, 32, 8192]],
      [3, [0, 49, 2 ** 32 - 1]],
      [4, [0, 2 ** 20 + 1]],
      [5, [0, 1025]],
    ] as const) {
      for (const value of values) assert.match(await shaped(place, value), none, `${place}: ${value}`);
    }
    const empty = repacked((content) => {
      content.writeUInt32LE(2 ** 20, 16);
      content.writeUInt32LE(1024, 0);
      content.writeUInt32LE(16, 4);
      return content.subarray(0, 100);
    });
    assert.equal(await reasonOf(empty), 'its size cannot be true');
    assert.match(await shaped(5, POSITIONS + 1), /^(it is cut short|its section \d+ has wrong values)$/);
    assert.match(await shaped(5, POSITIONS - 1), /has wrong values|there is more of it/);
    const more = repacked((content) => Buffer.concat([content, Buffer.alloc(1)]));
    assert.equal(await reasonOf(more), 'there is more of it than it says');
  });

  it('is refused for a weight out of range and a float that is not finite', async () => {
    const floats = repacked((content) => void content.writeFloatLE(Number.NaN, 64));
    assert.equal(await reasonOf(floats), 'its section 2 has wrong values');
    const tables = POSITIONS * (4 + SIZES.hidden) + 8 * SIZES.hidden;
    const weights = 64 + tables + 4 * SIZES.hidden + 8 * 3 * SIZES.hidden;
    const wide = repacked((content) => void content.writeInt8(64, weights));
    assert.equal(await reasonOf(wide), 'its section 9 has wrong values');
  });
});

describe('models that are not taken', () => {
  it('are named with the reason', () => {
    const weights = bertWeights(model.config, model.weights);
    const fault = (changes: object) => encoderFault({ config: { ...model.config, ...changes }, weights });
    assert.equal(fault({}), undefined);
    assert.equal(fault({ hidden_act: 'gelu' }), undefined);
    assert.equal(fault({ hidden_act: 'relu' }), 'its activation is relu');
    assert.equal(fault({ position_embedding_type: 'relative_key' }), 'its positions are relative');
    assert.equal(fault({ num_attention_heads: 8 }), 'its heads have 16 values');
    assert.equal(fault({ intermediate_size: 5000 }), 'its inner layers have 5000 values');
    assert.equal(fault({ num_hidden_layers: 64 }), 'it has 64 layers');
  });
});
