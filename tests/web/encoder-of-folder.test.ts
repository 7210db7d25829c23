// Weights for our own encoder, made of the files that model folders have: found by what the graph computes, or refused.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bertWeights } from '../../cli/model/bert-weights.js';
import { encoderOfFolder, SAFETENSORS } from '../../cli/model/encoder-of-folder.js';
import { bertInOnnx } from '../../cli/model/onnx-bert.js';
import { OnnxSession } from '../../web/embed/onnx-session.js';
import { pool, toUnitLength } from '../../web/embed/pooling.js';
import { readHeader } from '../../web/encoder/encoder-file.js';
import { dot } from './dot.js';
import { encoderModule } from './encoder-modules.js';
import { type ExportOptions, exportedBert } from './exported-bert.js';
import {
  type BertSizes,
  loadMadeUp,
  type MadeUpBert,
  madeUpBert,
  madeUpText,
  unsharedFiles,
} from './made-up-bert.js';
import { modelFolder } from './model-folder.js';

const SMALL: BertSizes = { hidden: 128, heads: 4, inner: 256, layers: 2 };
const FLOAT = 'onnx/model.onnx';
const INT8 = 'onnx/model_quantized.onnx';

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'leann-encoder-'));
});
after(() => rm(root, { recursive: true }));

/** A model's folder with these files, and configuration and tokenizer. */
async function folderOf({ config }: MadeUpBert, files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = await mkdtemp(join(root, 'model-'));
  const all: Record<string, Uint8Array | string> = {
    'config.json': JSON.stringify({ ...config, model_type: 'bert' }),
    // Its first tokens are in reserve, and would get no rows; here they are what texts are made of.
    'tokenizer.json': (await readFile(join(modelFolder(), 'tokenizer.json'), 'utf8')).replaceAll(
      '[unused',
      '[used',
    ),
    'tokenizer_config.json': await readFile(join(modelFolder(), 'tokenizer_config.json')),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

function graphOf(model: MadeUpBert, options?: ExportOptions): Uint8Array {
  return Buffer.concat(exportedBert(model, options));
}

/** A vocabulary that has the tokenizer's special tokens. */
function modelOf(sizes: BertSizes): MadeUpBert {
  return madeUpBert(sizes, sizes.hidden, 200);
}

async function reasonOf(folder: string): Promise<string> {
  const start = `leann: cannot make encoder of ${folder}: `;
  const error = await encoderOfFolder(folder).then(
    () => new Error(`${start}none`),
    (cause: Error) => cause,
  );
  assert.ok(error.message.startsWith(start), error.message);
  return error.message.slice(start.length);
}

describe('weights found in a graph', () => {
  for (const [how, options] of [
    ['norms whole', {}],
    ['norms in parts', { norms: 'parts' }],
    ['dense layers with their bias', { dense: 'gemm' }],
  ] as const) {
    it(`are those that it was made of, whatever they are called: ${how}`, () => {
      const model = modelOf(SMALL);
      assert.deepEqual(
        bertInOnnx(graphOf(model, options), model.config),
        bertWeights(model.config, model.weights),
      );
    });
  }

  it('in 8 bits are the same, whichever operator multiplies them', () => {
    const model = modelOf(SMALL);
    const found = (dense?: 'dynamic') =>
      bertInOnnx(graphOf(model, { quantised: true, ...(dense && { dense }) }), model.config);
    assert.deepEqual(found('dynamic'), found());
  });

  it('in 8 bits are within half a step of those', () => {
    const model = modelOf(SMALL);
    const found = bertInOnnx(graphOf(model, { quantised: true }), model.config);
    const exact = bertWeights(model.config, model.weights);
    for (const [near, true_] of [
      [found.tokens, exact.tokens],
      [found.layers[1]?.lowered.weights, exact.layers[1]?.lowered.weights],
      [found.layers[0]?.query.weights, exact.layers[0]?.query.weights],
    ] as const) {
      assert.ok(near && true_ && near.length === true_.length);
      const range = Math.max(...true_) - Math.min(...true_);
      const off = near.reduce((most, value, i) => Math.max(most, Math.abs(value - (true_[i] ?? 0))), 0);
      assert.ok(off > 0 && off <= (range / 255) * 0.51, `${off} of ${range}`);
    }
    assert.deepEqual(found.layers[1]?.loweredNorm, exact.layers[1]?.loweredNorm);
    assert.deepEqual(found.layers[0]?.raised.bias, exact.layers[0]?.raised.bias);
  });
});

describe('an encoder made of a folder', () => {
  for (const [sizes, options, pooling] of [
    [SMALL, {}, 'mean'],
    [{ hidden: 256, heads: 4, inner: 1024, layers: 2 }, { norms: 'parts' }, 'cls'],
    [{ hidden: 384, heads: 12, inner: 768, layers: 2 }, { quantised: true }, 'mean'],
    [{ hidden: 768, heads: 12, inner: 768, layers: 2 }, { quantised: true, norms: 'parts' }, 'cls'],
  ] as const) {
    const { hidden, heads } = sizes;
    const kind = 'quantised' in options ? '8 bits' : 'floats';
    it(`has the vectors of ONNX Runtime: ${heads} heads of ${hidden / heads}, ${kind}, ${pooling}`, async () => {
      const model = modelOf(sizes);
      const onnx = graphOf(model, options);
      const folder = await folderOf(model, { ['quantised' in options ? INT8 : FLOAT]: onnx });
      const { files } = await encoderOfFolder(folder);
      const module = await loadMadeUp(unsharedFiles(files), await encoderModule('plain'));
      const session = await OnnxSession.create(onnx, 'wasm', 0, { numThreads: 1 });
      for (const length of [2, 9, 40]) {
        const text = madeUpText(length, length);
        const [exact] = pool(await session.run([text]), [length], pooling, true);
        const near = toUnitLength(module.embed([text], pooling));
        const cosine = dot(exact ?? [], near);
        assert.ok(cosine > 0.9985, `${length} tokens: ${cosine}`);
      }
      await session.close();
    });
  }

  it('is made of the floats if there are both, and stands for what pages would run', async () => {
    const model = modelOf(SMALL);
    const files = { [FLOAT]: graphOf(model), [INT8]: graphOf(model, { quantised: true }) };
    const both = await encoderOfFolder(await folderOf(model, files));
    const float = await encoderOfFolder(await folderOf(model, { [FLOAT]: files[FLOAT] ?? '' }));
    const wasm = await encoderModule('plain');
    const [one, other] = [unsharedFiles(both.files), unsharedFiles(float.files)];
    const hashOf = async ({ encoder }: typeof one) => (await readHeader(encoder)).modelHash;
    assert.notEqual(await hashOf(one), await hashOf(other));
    const vectorOf = async (files: typeof one) =>
      (await loadMadeUp(files, wasm)).embed([madeUpText(12, 3)], 'mean');
    assert.deepEqual(await vectorOf(one), await vectorOf(other));
  });

  it('is made of safetensors alone, and taken from where it was kept', async () => {
    const model = modelOf(SMALL);
    const folder = await folderOf(model, { [SAFETENSORS]: model.safetensors });
    const { key, files } = await encoderOfFolder(folder);
    const kept = { encoder: Uint8Array.of(1, 2, 3), tokens: Uint8Array.of(4) };
    const again = await encoderOfFolder(folder, undefined, async (wanted) =>
      wanted === key ? kept : undefined,
    );
    assert.deepEqual(again, { key, files: kept });
    const module = await loadMadeUp(unsharedFiles(files), await encoderModule('plain'));
    assert.equal(module.shape.hidden, 128);
  });
});

describe('an encoder is refused', () => {
  const model = modelOf(SMALL);

  for (const [odd, reason] of [
    ['scale', /^BERT with its weights makes other vectors \(\d\.\d+ off\)$/],
    ['activation', /^BERT with its weights makes other vectors/],
    ['positions', /^BERT with its weights makes other vectors/],
    ['fused', /^it has no norm after its tables$/],
  ] as const) {
    it(`if its ${odd} is not as in BERT`, async () => {
      assert.match(await reasonOf(await folderOf(model, { [FLOAT]: graphOf(model, { odd }) })), reason);
    });
  }

  it('if the configuration says otherwise, or nothing', async () => {
    const files = { [FLOAT]: graphOf(model) };
    const reason = async (config: object | undefined) =>
      reasonOf(await folderOf(model, { ...files, 'config.json': JSON.stringify(config ?? {}) }));
    assert.equal(await reason(undefined), 'its config.json does not say hidden_size');
    assert.equal(await reason({ ...model.config, num_hidden_layers: 3 }), '2 of its 3 layers are as in BERT');
    assert.match(await reason({ ...model.config, num_attention_heads: 2 }), /makes other vectors/);
    assert.equal(await reason({ ...model.config, hidden_act: 'relu' }), 'its activation is relu');
    const roberta = JSON.stringify({ ...model.config, model_type: 'roberta' });
    const folder = await folderOf(model, { [SAFETENSORS]: model.safetensors, 'config.json': roberta });
    assert.equal(await reasonOf(folder), 'its model_type is roberta');
  });

  it('if its files are missing or damaged', async () => {
    assert.match(await reasonOf(await folderOf(model, {})), /^it has neither an ONNX file/);
    const whole = graphOf(model);
    for (const bytes of [whole.subarray(0, whole.length >> 1), Buffer.from('no model'), Buffer.alloc(0)]) {
      const reason = await reasonOf(await folderOf(model, { [FLOAT]: bytes }));
      assert.match(reason, /^it (is cut short|is no ONNX file, or is damaged|has no graph)$/);
    }
  });
});
