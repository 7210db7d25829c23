// A LeannIndex with the real model and real texts, against exact search.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { Core, type Document, type Hit, LeannIndex, MemoryStore, OnnxEmbedder } from '../../web/index.js';
import { dot } from './dot.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { modelFolder } from './model-folder.js';

const QUERIES = [
  'a small animal',
  'someone who makes music',
  'a place where people live',
  'an illness',
  'a plant',
];

describe('LeannIndex with a model', () => {
  let embedder: OnnxEmbedder;
  let index: LeannIndex;
  let documents: Document[];
  let vectors: Float32Array[];
  const store = new MemoryStore();

  before(async () => {
    embedder = await OnnxEmbedder.load(modelFolder());
    documents = readGlosses({ limit: 200 });
    vectors = await embedder.embed(documents.map(({ text }) => text));
    index = await LeannIndex.open('glosses', { embedder, store, cacheBytes: 0 });
    await addAll(index, documents);
  });

  after(async () => {
    await index.close();
    await embedder.close();
  });

  it('says in its file which model made it, in which number format and where', async () => {
    const core = await Core.load();
    const file = core.read(new Uint8Array(await (await index.export()).arrayBuffer()));
    assert.deepEqual([file.fingerprint, file.dtype], [embedder.fingerprint, embedder.dtype]);
    assert.equal(file.device, embedder.device);
    assert.match(file.corpus, /^[0-9a-f]{64}$/);
  });

  async function exactBest(query: string, k: number): Promise<string[]> {
    const [vector = new Float32Array()] = await embedder.embed([query], { kind: 'query' });
    const scores = vectors.map((other) => dot(vector, other));
    const rows = scores
      .map((_, row) => row)
      .toSorted((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
    return rows.slice(0, k).flatMap((row) => documents[row]?.id ?? []);
  }

  it('says how many tokens a search has embedded', async () => {
    const given: string[] = [];
    const embed = embedder.embed.bind(embedder);
    embedder.embed = (texts, options) => {
      if (options?.kind === 'passage') given.push(...texts);
      return embed(texts, options);
    };
    try {
      const last = (await updatesOf(index, 'an illness', { maxRecomputes: 8 })).at(-1) ?? assert.fail();
      const tokens = given.map((text) => 2 + (embedder.tokenizer?.encode(text).length ?? 0));
      assert.equal(last.stats.embedded, 8);
      assert.equal(
        last.stats.tokens,
        tokens.reduce((sum, each) => sum + each, 0),
      );
    } finally {
      embedder.embed = embed;
    }
  });

  it('finds what exact search finds', async () => {
    let found = 0;
    for (const query of QUERIES) {
      const best = new Set(await exactBest(query, 10));
      const hits = await hitsOf(index, query, { mode: 'meaning', k: 10 });
      assert.ok(hits.every(({ exact }) => exact));
      found += hits.filter(({ id }) => best.has(id)).length;
    }
    assert.ok(found >= 29, `${found} of 30`);
  });

  it('answers at once from the codes, then better', async () => {
    const updates = await updatesOf(index, 'a small animal', { k: 5 });
    assert.equal(updates[0]?.stats.recomputed, 0);
    assert.equal(updates[0]?.hits.length, 5);
    assert.ok((updates.at(-1)?.stats.recomputed ?? 0) >= 5);
  });

  it('gives the same answers after it was stored and grown', async () => {
    const expected: Hit[][] = [];
    for (const query of QUERIES) expected.push(await hitsOf(index, query, { maxRecomputes: 16 }));
    await index.save();
    const reopened = await LeannIndex.open('glosses', { embedder, store, cacheBytes: 0 });
    for (const [row, query] of QUERIES.entries()) {
      assert.deepEqual(await hitsOf(reopened, query, { maxRecomputes: 16 }), expected[row]);
    }
    const text = 'A tiny rodent that nibbles cheese in the pantry at night.';
    await addAll(reopened, [{ id: 'mouse', text }]);
    assert.equal((await hitsOf(reopened, 'mouse that eats cheese', { k: 1 }))[0]?.id, 'mouse');
    await reopened.close();
  });

  it('splits by the tokens of the model', async () => {
    const long = await LeannIndex.open('long', { embedder, store: 'memory', split: { maxTokens: 40 } });
    const text = documents
      .slice(0, 30)
      .map((document) => `${document.text}.`)
      .join('\n\n');
    await addAll(long, [{ id: 'long', text }]);
    const { passages } = (await long.get('long')) ?? assert.fail();
    assert.ok(passages.length > 5);
    for (const passage of passages) {
      assert.ok((embedder.tokenizer?.encode(passage.text).length ?? 41) <= 40);
      assert.equal(text.slice(passage.start, passage.end), passage.text);
    }
    await long.close();
  });

  it('is refused to the same model with other settings', async () => {
    await index.save();
    const other = await OnnxEmbedder.load(modelFolder(), { pooling: 'cls' });
    await assert.rejects(LeannIndex.open('glosses', { embedder: other, store }), {
      code: 'embedder-mismatch',
      message: /it was built with the embedder "\w+:mean:.*", this one is "\w+:cls:/,
    });
    await other.close();
  });
});
