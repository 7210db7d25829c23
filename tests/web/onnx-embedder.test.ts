// The real model in Node: what its vectors are like, and what an embedder promises about them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { dot } from './dot.js';
import { expectCode } from './expect.js';
import { modelFolder } from './model-folder.js';
import { randomFrom } from './random.js';
import { randomText } from './split-random.js';

/** Each with a query that only it answers. */
const PAIRS = [
  ['A tiger is a large striped cat that hunts alone.', 'big felines'],
  ['The central bank raised interest rates again.', 'monetary policy'],
  ['Knead the dough and let it rise for an hour.', 'how to bake bread'],
  ['The compiler rejected the program because of a type error.', 'programming mistakes'],
  ['A new vaccine protects children against measles.', 'preventing disease'],
  ['The goalkeeper saved a penalty in extra time.', 'football match'],
] as const;
const passages = PAIRS.map(([passage]) => passage);

for (const dtype of ['fp32', 'int8'] as const) {
  describe(`all-MiniLM-L6-v2 in ${dtype}`, () => {
    let embedder: OnnxEmbedder;
    before(async () => {
      embedder = await OnnxEmbedder.load(modelFolder(), { dtype, device: 'wasm' });
    });
    after(() => embedder.close());

    const one = async (text: string, from = embedder) => {
      const [vector] = await from.embed([text]);
      assert.ok(vector);
      return vector;
    };

    test('it says what it is', () => {
      const { dimension, device, maxTokens, fallbackReason, fingerprint } = embedder;
      assert.deepEqual([dimension, device, maxTokens, embedder.dtype], [384, 'wasm', 256, dtype]);
      assert.equal(fallbackReason, undefined);
      assert.match(fingerprint, /^[0-9a-f]{16}:mean:unit:256:/);
    });

    test('each query is nearest to the passage that answers it', async () => {
      const vectors = await embedder.embed([...passages]);
      const queries = await embedder.embed(
        PAIRS.map(([, query]) => query),
        { kind: 'query' },
      );
      for (const [i, query] of queries.entries()) {
        const scores = vectors.map((vector) => dot(query, vector));
        assert.equal(scores.indexOf(Math.max(...scores)), i, PAIRS[i]?.[1]);
      }
    });

    test('vectors are of unit length, in the order of the texts, and as if embedded one by one', async () => {
      const texts = [
        ...passages,
        'Cat',
        `${passages.join(' ')} ${passages.join(' ')}`,
        '',
        'a b c d e f g h',
      ];
      const together = await embedder.embed(texts);
      for (const [i, vector] of together.entries()) {
        const alone = await one(texts[i] ?? '');
        assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
        assert.ok(dot(vector, alone) > 0.99999, `text ${i}: ${dot(vector, alone)}`);
      }
    });

    test('the same texts give the same bits', async () => {
      const again = await OnnxEmbedder.load(modelFolder(), { dtype, device: 'wasm' });
      const [first, second] = [await embedder.embed([...passages]), await again.embed([...passages])];
      assert.deepEqual(first, second);
      assert.equal(embedder.fingerprint, again.fingerprint);
      await again.close();
    });

    test('what comes after maxTokens is not seen', async () => {
      const most = 'house '.repeat(254);
      assert.deepEqual(await one(`${most}river`), await one(most));
      assert.notDeepEqual(await one(`${'house '.repeat(253)}river`), await one(most));
    });

    test('strange texts have vectors too', async () => {
      const random = randomFrom(4);
      const strange = [
        '',
        ' ',
        '\0',
        '\ud800',
        'a\udc00b',
        '😀'.repeat(300),
        'x'.repeat(5000),
        '[SEP] [PAD]',
      ];
      for (let i = 0; i < 24; i++) strange.push(randomText(random));
      const vectors = await embedder.embed(strange);
      assert.equal(vectors.length, strange.length);
      assert.deepEqual(await one('a\ud800b'), await one('a\ufffdb'));
    });
  });
}

describe('an embedder', () => {
  const load = (options = {}) => OnnxEmbedder.load(modelFolder(), { device: 'wasm', ...options });

  test('takes settings, and its fingerprint says which', async () => {
    const plain = await load();
    const prints = new Set([plain.fingerprint]);
    const variants = [
      { pooling: 'cls' },
      { normalize: false },
      { maxTokens: 16 },
      { queryPrefix: 'query: ', passagePrefix: 'passage: ' },
    ];
    for (const options of variants) {
      const embedder = await load(options);
      assert.ok(!prints.has(embedder.fingerprint), JSON.stringify(options));
      prints.add(embedder.fingerprint);
      await embedder.close();
    }
    // Another number format of the model: its folder has formats.json.
    const floats = await load({ dtype: 'fp32' });
    assert.equal(floats.fingerprint, plain.fingerprint);
    await floats.close();
    const sameVectors = await load({ batchSize: 2, numThreads: 1 });
    assert.equal(sameVectors.fingerprint, plain.fingerprint);
    assert.equal(sameVectors.batchSize, 2);
    await Promise.all([sameVectors.close(), plain.close()]);
  });

  test('cuts at maxTokens, prefix and special tokens included', async () => {
    const embedder = await load({ maxTokens: 8, passagePrefix: 'passage: ' });
    assert.equal(embedder.maxTokens, 6);
    const [cut, whole, other] = await embedder.embed([
      'red green blue white black',
      'red green blue white',
      'red green blue black',
    ]);
    assert.deepEqual(cut, whole);
    assert.notDeepEqual(other, whole);
    await embedder.close();
  });

  test('puts the prefix of its kind before a text', async () => {
    const [prefixed, plain] = [await load({ queryPrefix: 'query: ' }), await load()];
    const [query] = await prefixed.embed(['red'], { kind: 'query' });
    const [passage] = await prefixed.embed(['red']);
    assert.deepEqual([query, passage], await plain.embed(['query: red', 'red']));
    await Promise.all([prefixed.close(), plain.close()]);
  });

  test('reads little of a huge text', { timeout: 60_000 }, async () => {
    const embedder = await load({ maxTokens: 32 });
    const [huge, start] = await embedder.embed(['house '.repeat(2_000_000), 'house '.repeat(40)]);
    assert.deepEqual(huge, start);
    await embedder.close();
  });

  test('does calls that come at once one after another', async () => {
    const [first, second] = [await load(), await load({ dtype: 'fp32' })];
    const expected = [await first.embed([...passages]), await second.embed([...passages])];
    const calls = [first, second, first, second].map((embedder) => embedder.embed([...passages]));
    assert.deepEqual(await Promise.all(calls), [...expected, ...expected]);
    await Promise.all([first.close(), second.close()]);
  });

  test('stops between batches when aborted, with the reason, and goes on working', async () => {
    const embedder = await load({ batchSize: 1 });
    const many = Array.from({ length: 2000 }, (_, i) => `text number ${i}`);
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 100);
    const start = performance.now();
    await assert.rejects(embedder.embed(many, { signal: controller.signal }), reason);
    assert.ok(performance.now() - start < 5000);
    await assert.rejects(embedder.embed(['a'], { signal: AbortSignal.abort(reason) }), reason);
    assert.equal((await embedder.embed(['a'])).length, 1);
    await embedder.close();
  });

  test('is closed once it was closed, also in the middle of a call', async () => {
    const embedder = await load({ batchSize: 1 });
    const running = expectCode(embedder.embed(Array.from({ length: 500 }, String)), 'closed');
    await embedder.embed(['a']);
    await embedder.close();
    await embedder.close();
    await running;
    await expectCode(embedder.embed(['a']), 'closed');
    await expectCode(embedder.embed([]), 'closed');
  });
});
