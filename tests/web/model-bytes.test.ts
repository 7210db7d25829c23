// Bytes of strangers' models: whatever they are, what reads them ends at once, with an Error if they are nonsense.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalParts } from '../../web/embed/onnx-parts.js';
import { SafetensorsFile } from '../../web/embed/safetensors.js';
import { moduleFiles } from '../../web/embed/sentence-modules.js';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { safetensors } from './made-up-folder.js';
import { madeUpGraph } from './made-up-graph.js';
import { madeUpWeights, type Shape } from './made-up-weights.js';
import { randomFrom } from './random.js';
import { unigram, wordPiece } from './tokenizer-files.js';

const ROUNDS = 400;
const SHAPE: Shape = {
  kind: 'bert',
  vocabulary: 20,
  hidden: 16,
  heads: 2,
  inner: 16,
  layers: 1,
  positions: 8,
  offset: 0,
};

/** Copies with a few bytes changed, or cut off. */
function* damaged(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const random = randomFrom(9);
  for (let round = 0; round < ROUNDS; round++) {
    const copy = Uint8Array.from(bytes);
    const changes = 1 + Math.floor(random() * 8);
    for (let i = 0; i < changes; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
    yield random() < 0.3 ? copy.slice(0, Math.floor(random() * copy.length)) : copy;
  }
}

/** Errors are fine, others are not. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Error, String(error));
  }
}

test('damaged ONNX files name no endless list of other files', { timeout: 30_000 }, () => {
  const weights = madeUpWeights(SHAPE, 1);
  const keepOutside = (_: string, bytes: Uint8Array) =>
    bytes.length > 500 ? { location: 'data.bin', offset: 8 } : undefined;
  const graph = madeUpGraph(SHAPE, weights, {
    format: 'fp32',
    output: 'tokens',
    ids: 'int64',
    floats: 'float',
    keepOutside,
  });
  const bytes = Buffer.concat(graph.encode('leann-web tests'));
  const whole = externalParts(bytes);
  assert.ok(whole.length > 3);
  assert.ok(whole.every(({ location, end }) => location === 'data.bin' && end > 500));
  for (const copy of damaged(bytes)) attempt(() => assert.ok(externalParts(copy).length <= whole.length + 8));
});

test('graphs within graphs end somewhere', () => {
  // Field 7 of a model is its graph, 1 a node, 5 an attribute, 6 its graph; each message holds the next.
  let bytes = Buffer.alloc(0);
  for (let level = 0; level < 60; level++) {
    for (const field of [6, 5, 1]) {
      const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
      bytes = Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), bytes]);
    }
  }
  const length = [(bytes.length & 127) | 128, bytes.length >> 7];
  const model = Buffer.concat([Buffer.from([(7 << 3) | 2, ...length]), bytes]);
  assert.throws(() => externalParts(model), /its graphs are too deep/);
});

test('damaged safetensors are refused, or have the tensors that they say', () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const bytes = safetensors({
    'linear.weight': { shape: [4, 6], data },
    'linear.bias': { shape: [4], data: data.slice(0, 4) },
  });
  for (const copy of damaged(bytes)) {
    attempt(() => {
      const tensor = new SafetensorsFile(copy).tensor('linear.weight');
      if (tensor !== undefined) {
        assert.equal(
          tensor.data.length,
          tensor.shape.reduce((product, size) => product * size, 1),
        );
      }
    });
  }
  for (const name of ['__proto__', 'constructor'])
    assert.equal(new SafetensorsFile(Uint8Array.from(bytes)).tensor(name), undefined);
});

test('damaged tokenizers and lists of modules are refused, or work', { timeout: 60_000 }, () => {
  const small = {
    ...unigram(),
    normalizer: null,
    model: {
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', 0],
        ['▁', -1],
        ['a', -2],
      ],
    },
  };
  const pieces = {
    ...wordPiece(),
    model: { type: 'WordPiece', unk_token: '[UNK]', vocab: { '[UNK]': 0, a: 1, '##b': 2 } },
  };
  for (const json of [small, pieces]) {
    for (const copy of damaged(Buffer.from(JSON.stringify(json)))) {
      attempt(() =>
        new HuggingFaceTokenizer(JSON.parse(new TextDecoder().decode(copy))).encode('a b [CLS] c'),
      );
    }
  }
  const modules = Buffer.from(
    JSON.stringify([
      { type: 'x.Transformer', path: '' },
      { type: 'x.Pooling', path: '1' },
    ]),
  );
  for (const copy of damaged(modules)) attempt(() => moduleFiles(copy));
});

test('words that objects know are no tokens', () => {
  const json = {
    ...wordPiece(),
    model: { type: 'WordPiece', unk_token: '[UNK]', vocab: { '[UNK]': 0, a: 1 } },
  };
  const tokenizer = new HuggingFaceTokenizer(json);
  assert.deepEqual(tokenizer.encode('constructor toString __proto__ a'), [0, 0, 0, 0, 0, 0, 0, 1]);
});
