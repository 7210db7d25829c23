// The vectors of our own encoder beside those of ONNX Runtime with the same model in floats.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { bertGraph } from '../../cli/model/bert-graph.js';
import { floatPrecision } from '../../cli/model/float-precision.js';
import { readSentencePairs } from '../../tools/corpora/shared-data.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { toUnitLength } from '../../web/embed/pooling.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { dot } from './dot.js';
import { encoderModule } from './encoder-modules.js';
import { loadMadeUp, type MadeUpBert, madeUpBert, madeUpFiles, madeUpText } from './made-up-bert.js';
import { modelFolder } from './model-folder.js';
import { spearman } from './rank-correlation.js';

const pairs = readSentencePairs();
const GLOSSES = readGlosses({ limit: 400 }).map(({ text }) => text);

describe('all-MiniLM-L6-v2', () => {
  let own: OnnxEmbedder;
  let int8: OnnxEmbedder;
  let float: OnnxEmbedder;

  before(async () => {
    own = await OnnxEmbedder.load(modelFolder(), { device: 'wasm' });
    int8 = await OnnxEmbedder.load(modelFolder(), { device: 'wasm', runtime: 'onnxruntime' });
    float = await OnnxEmbedder.load(modelFolder(), { device: 'wasm', dtype: 'fp32' });
  });
  after(async () => {
    for (const embedder of [own, int8, float]) await embedder?.close();
  });

  it('is run by our own encoder unless another model or runtime is asked for', () => {
    assert.deepEqual([own.runtime, own.device, own.dtype], ['leann', 'wasm', 'int8']);
    assert.deepEqual([int8.runtime, float.runtime], ['onnxruntime', 'onnxruntime']);
    assert.equal(own.fingerprint, int8.fingerprint, 'its vectors can be compared');
    assert.equal(own.dimension, 384);
  });

  it('has the vectors of the float model, nearly', async () => {
    const texts = [1, 2, 6].flatMap((count) => {
      return Array.from({ length: 16 }, (_, i) => GLOSSES.slice(i * 7, i * 7 + count).join('. '));
    });
    const exact = await float.embed(texts);
    const near = await own.embed(texts);
    const likeness = near.map((vector, i) => dot(vector, exact[i] ?? []));
    const mean = likeness.reduce((a, b) => a + b) / likeness.length;
    assert.ok(mean > 0.997, `mean cosine ${mean}`);
    assert.ok(Math.min(...likeness) > 0.99, `least cosine ${Math.min(...likeness)}`);
  });

  const skip = pairs ? false : 'the development data are not beside the project';
  it('judges sentence pairs as the float model does', { skip }, async () => {
    assert.ok(pairs);
    const some = pairs.filter((_, i) => i % 10 === 0);
    const score = async (embedder: OnnxEmbedder) => {
      const first = await embedder.embed(some.map((pair) => pair.first));
      const second = await embedder.embed(some.map((pair) => pair.second));
      return spearman(
        some.map(({ gold }) => gold),
        first.map((vector, i) => dot(vector, second[i] ?? [])),
      );
    };
    const [exact, near] = [await score(float), await score(own)];
    assert.ok(Math.abs(exact - near) < 0.003, `${near}, float ${exact}`);
  });

  it('gives a text the same vector in any batch', async () => {
    const texts = GLOSSES.slice(0, 20);
    const together = await own.embed(texts);
    for (const [i, text] of texts.entries()) assert.deepEqual((await own.embed([text]))[0], together[i]);
  });
});

describe('models with random weights', () => {
  for (const sizes of [
    { hidden: 128, heads: 4, inner: 512, layers: 2 },
    { hidden: 384, heads: 12, inner: 1536, layers: 3 },
    { hidden: 512, heads: 8, inner: 1024, layers: 2 },
    { hidden: 1024, heads: 16, inner: 2048, layers: 1 },
  ]) {
    const { hidden, heads, layers } = sizes;
    it(`of ${layers} layers, ${heads} heads of ${hidden / heads}: near the float model`, async () => {
      const model = madeUpBert(sizes, hidden);
      const module = await loadMadeUp(madeUpFiles(model), await encoderModule('plain'));
      const session = await floatSession(model);
      for (const length of [1, 5, 24, 80]) {
        const text = madeUpText(length, length);
        const exact = await floatVector(session, text, hidden);
        const near = toUnitLength(module.embed([text], 'mean'));
        // 7-bit weights and 8-bit activations: one part in some hundred of each product, which averages out.
        assert.ok(dot(exact, near) > 0.998, `${length} tokens: ${dot(exact, near)}`);
      }
      await session.release();
    });
  }
});

async function floatSession({ config, weights }: MadeUpBert): Promise<InferenceSession> {
  env.wasm.numThreads = 1;
  const pieces = bertGraph(config, weights, floatPrecision).encode('leann-web tests');
  return await InferenceSession.create(Buffer.concat(pieces));
}

async function floatVector(session: InferenceSession, ids: number[], hidden: number): Promise<Float32Array> {
  const tensor = (values: number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
  const { last_hidden_state: states } = await session.run({
    input_ids: tensor(ids),
    attention_mask: tensor(ids.map(() => 1)),
    token_type_ids: tensor(ids.map(() => 0)),
  });
  const sum = new Float32Array(hidden);
  assert.ok(states?.data instanceof Float32Array);
  states.data.forEach((value, i) => {
    sum[i % hidden] = (sum[i % hidden] ?? 0) + value;
  });
  return toUnitLength(sum);
}
