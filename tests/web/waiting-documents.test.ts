// Documents whose addition has not ended: found by their words, by the table of terms, and by the model as far as it has come.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { heldTexts } from './held-texts.js';
import { ALL, COUNT, isLate, LATE, WAYS, waitingOf } from './late-documents.js';
import { topicDocuments, topicOf } from './topic-documents.js';
import { stateOf, withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

describe('documents that are being added', () => {
  it('are found by their words, also in an index that is empty yet', () =>
    withIndex(async ({ index, embedder }) => {
      const held = heldTexts(embedder);
      const adding = addAll(index, [
        { id: 'a', title: 'Storms', text: 'wind and hail' },
        ...someDocuments(50),
      ]);
      await held.reached;
      for (const mode of ['hybrid', 'words'] as const) {
        const [hit] = await hitsOf(index, 'hail', { mode });
        assert.deepEqual([hit?.id, hit?.waiting, hit?.exact, hit?.meaning], ['a', true, false, undefined]);
        assert.ok((hit?.score ?? 0) > 0.4 && hit?.weak === undefined);
      }
      assert.equal((await hitsOf(index, 'storms'))[0]?.id, 'a', 'by the title');
      assert.equal((await hitsOf(index, 'storrms'))[0]?.id, 'a', 'with a typing error');
      assert.deepEqual(await hitsOf(index, 'hail', { mode: 'meaning' }), [], 'nothing is known of meaning');
      held.letGo();
      await adding;
      const hits = await hitsOf(index, 'hail', { k: 100 });
      assert.equal(hits.filter(({ id }) => id === 'a').length, 1);
      assert.deepEqual([hits[0]?.id, hits[0]?.waiting], ['a', undefined]);
    }));

  it('are found by meaning at once where there is a table of terms, with words that they do not have', () =>
    withIndex(
      async ({ index, embedder }) => {
        await addAll(index, topicDocuments(COUNT));
        const held = heldTexts(embedder, LATE);
        const adding = addAll(index, LATE);
        await held.reached;
        for (const options of [{ model: false }, {}, { model: false, mode: 'meaning' }] as const) {
          const hits = await hitsOf(index, 'referee', { ...options, ...ALL });
          const late = hits.filter(isLate);
          assert.equal(late.length, 3, JSON.stringify(options));
          for (const { waiting, exact, matched } of late)
            assert.deepEqual([waiting, exact, matched], [true, false, 'meaning']);
          // Before four in five of those of other topics.
          const before = hits.slice(0, hits.findLastIndex(isLate)).filter(({ id }) => topicOf(id) !== 3);
          assert.ok(before.filter((hit) => !isLate(hit)).length < 60, `${before.length}`);
        }
        const butter = await hitsOf(index, 'butter', { model: false, k: 95 });
        assert.ok(!butter.some(isLate), 'nor where they have no place');
        held.letGo();
        await adding;
        const after = (await hitsOf(index, 'referee', ALL)).filter(isLate);
        assert.deepEqual(
          after.map(({ id, waiting, exact }) => [id, waiting, exact]).toSorted(),
          LATE.map(({ id }) => [id, undefined, true]),
        );
      },
      { table: true },
    ));

  it('are ranked by the model as far as it has come', () =>
    withIndex(async ({ index, embedder }) => {
      // Sixty-four are embedded before the others.
      const documents = someDocuments(100);
      const held = heldTexts(embedder, documents.slice(64));
      const adding = addAll(index, documents);
      await held.reached;
      const [first] = await hitsOf(index, documents[3]?.text ?? '', { mode: 'meaning' });
      assert.deepEqual([first?.id, first?.waiting, first?.exact], ['d3', true, true]);
      assert.ok((first?.meaning ?? 0) > 0.999);
      const found = await hitsOf(index, 'rain', { mode: 'meaning', k: 100 });
      assert.equal(found.length, 64);
      const [last] = await hitsOf(index, 'number80');
      assert.deepEqual([last?.id, last?.exact], ['d80', false]);
      held.letGo();
      await adding;
      const hits = await hitsOf(index, 'rain', { mode: 'meaning', k: 100, confidence: 1 });
      assert.deepEqual([hits.length, hits.some(({ waiting }) => waiting)], [100, false]);
    }));

  it('have their own vectors also when all others are embedded again before them', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(40, 500));
      const documents = someDocuments(100);
      const held = heldTexts(embedder, documents.slice(88));
      const adding = addAll(index, documents);
      await held.reached;
      for (const { id, text } of [documents[0], documents[23], documents[24], documents[87]].flatMap(
        (d) => d ?? [],
      )) {
        const [first] = await hitsOf(index, text, { mode: 'meaning' });
        assert.deepEqual([first?.id, first?.waiting, first?.exact], [id, true, true]);
        assert.ok((first?.meaning ?? 0) > 0.999);
      }
      const hits = await hitsOf(index, 'rain', { mode: 'meaning', k: 200, maxRecomputes: 4 });
      assert.equal(hits.length, 40 + 88);
      held.letGo();
      await adding;
    }));

  it('get the new index’s answers when they are part of it: none twice, at any moment', () =>
    withIndex(
      async ({ index, embedder }) => {
        embedder.before = () => new Promise((resolve) => setTimeout(resolve, 2));
        await addAll(index, topicDocuments(40));
        const added = new Set<string>();
        for (const [count, first] of [
          [10, 40], // buffered
          [30, 50], // built again
          [300, 80], // built again
          [260, 380], // linked
        ] as const) {
          const documents = topicDocuments(count, first);
          let isDone = false;
          const adding = addAll(index, documents).then(() => {
            isDone = true;
          });
          let seen = 0;
          while (!isDone) {
            for (const { hits } of await updatesOf(index, 'rain wind', { ...ALL, k: 1000 })) {
              assert.equal(new Set(hits.map(({ id }) => id)).size, hits.length);
              const late = hits.filter(({ id }) => Number(id.slice(1)) >= first);
              assert.ok(late.every(({ waiting }) => waiting) || late.every(({ waiting }) => !waiting));
              if (late.some(({ waiting }) => waiting)) seen++;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          await adding;
          assert.ok(seen > 0, `${count}`);
          for (const { id } of documents) added.add(id);
        }
        const hits = await hitsOf(index, 'rain', { k: 1000, mode: 'meaning' });
        assert.equal(hits.filter(({ id, waiting }) => added.has(id) && !waiting).length, 600);
      },
      { table: true },
    ));

  it('obey filters, conditions, groups and orders', () =>
    withIndex(
      async ({ index, embedder }) => {
        await addAll(index, topicDocuments(COUNT));
        const held = heldTexts(embedder, LATE);
        const adding = addAll(index, LATE);
        await held.reached;
        const ids = async (options: object) =>
          (await hitsOf(index, 'goal', { ...ALL, ...options }))
            .filter(isLate)
            .map(({ id }) => id)
            .toSorted();
        assert.deepEqual(await ids({ where: { lang: 'en' } }), ['late1', 'late2']);
        assert.deepEqual(await ids({ filter: ['late2', 'd3', 'none'] }), ['late2']);
        assert.deepEqual(await ids({ filter: ({ id }: { id: string }) => id === 'late0' }), ['late0']);
        assert.deepEqual(await ids({ group: 'document' }), ['late0', 'late1', 'late2']);
        const sorted = await hitsOf(index, 'goal', { k: 500, sort: { by: 'lang', order: 'desc' } });
        assert.deepEqual(
          sorted.filter(isLate).map(({ metadata }) => metadata?.lang),
          ['en', 'en', 'de'],
        );
        const { lang } = await index.facets(['lang'], { where: { lang: 'en' } });
        assert.deepEqual(lang, [{ value: 'en', count: 2 }]);
        const like = await index.more('late0', { k: 200 });
        assert.ok(like.some(({ id }) => id === 'late1') && like.every(({ id }) => id !== 'late0'));
        held.letGo();
        await adding;
      },
      { table: true },
    ));

  it('can be read, but are not in the index before the end', async () => {
    const store = new MemoryStore();
    await withIndex(
      async ({ index, embedder }) => {
        await addAll(index, topicDocuments(COUNT));
        const before = index.info();
        const held = heldTexts(embedder, LATE);
        const adding = addAll(index, LATE);
        await held.reached;
        const { id, title, metadata, passages } = (await index.get('late0')) ?? assert.fail();
        assert.deepEqual([id, title, metadata], ['late0', 'Sports', { lang: 'de' }]);
        assert.deepEqual(passages, [{ text: 'goal match player', start: 0, end: 17 }]);
        assert.deepEqual([await index.has('late0'), (await index.ids()).length], [false, COUNT]);
        assert.deepEqual(index.info(), before);
        await index.save();
        const reader = await LeannIndex.open('test', { embedder: wordEmbedder(), store });
        assert.deepEqual([reader.info().documents, await reader.get('late0')], [COUNT, undefined]);
        assert.ok(!(await hitsOf(reader, 'goal', { k: 500 })).some(isLate));
        await reader.close();
        assert.deepEqual(waitingOf((await hitsOf(index, 'goal late', ALL)).filter(isLate)).length, 3);
        held.letGo();
        await adding;
        assert.ok(await index.has('late0'));
        await index.save();
        assert.equal((await store.load())?.documents.length, COUNT + 3);
      },
      { table: true, store },
    );
  });

  it('are shown up to 65,536 passages, and what is not is not replaced either', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, [{ id: 'w65600', text: 'old' }]);
      const held = heldTexts(embedder);
      const controller = new AbortController();
      const many = Array.from({ length: 65_601 }, (_, row) => ({ id: `w${row}`, text: `word${row}` }));
      const adding = updateAll(index, many, { signal: controller.signal });
      await held.reached;
      assert.equal((await hitsOf(index, 'word65535', { mode: 'words' }))[0]?.id, 'w65535');
      const late = await hitsOf(index, 'word65536', { mode: 'words' });
      assert.ok(!late.some(({ id }) => id === 'w65536'));
      assert.equal((await hitsOf(index, 'old', { mode: 'words' }))[0]?.text, 'old');
      controller.abort(new Error('enough'));
      held.letGo();
      await assert.rejects(adding, /enough/);
    }));

  it('are exact at once if they came with their vectors', () =>
    withIndex(async ({ index, embedder }) => {
      const [vector = new Float32Array(64)] = await wordEmbedder().embed(['cloud']);
      const held = heldTexts(embedder, LATE);
      const adding = addAll(index, [{ id: 'given', text: 'a picture of the sky', vector }, ...LATE]);
      await held.reached;
      const [hit] = await hitsOf(index, 'cloud', { mode: 'meaning' });
      assert.deepEqual([hit?.id, hit?.exact, hit?.waiting], ['given', true, true]);
      held.letGo();
      await adding;
    }));
});

describe('documents that are being replaced', () => {
  it('are found as they will be, and never as they were', () =>
    withIndex(
      async ({ index, embedder }) => {
        await addAll(index, topicDocuments(COUNT));
        // One that is buffered.
        await addAll(index, [{ id: 'late0', text: 'rain storm' }]);
        const replacing = [
          { id: 'd0', text: 'violin choir opera' },
          { id: 'late0', text: 'organ concert' },
        ];
        const held = heldTexts(embedder, replacing);
        const updating = updateAll(index, replacing);
        await held.reached;
        for (const options of WAYS) {
          for (const filter of [undefined, () => true]) {
            const found = { ...ALL, ...options, ...(filter && { filter }) };
            for (const query of ['rain', 'violin choir', 'number0', 'organ', 'storm']) {
              for (const { hits } of await updatesOf(index, query, found)) {
                const changed = hits.filter(({ id }) => id === 'd0' || id === 'late0');
                assert.ok(new Set(changed.map(({ id }) => id)).size === changed.length);
                for (const { id, text } of changed)
                  assert.equal(text, replacing.find((document) => document.id === id)?.text);
              }
            }
          }
        }
        assert.equal((await hitsOf(index, 'violin choir opera', { mode: 'words' }))[0]?.id, 'd0');
        assert.equal((await index.get('d0'))?.passages[0]?.text, 'violin choir opera');
        assert.equal(index.info().documents, COUNT + 1);
        held.letGo();
        await updating;
        const hits = await hitsOf(index, 'violin choir opera', { k: 500 });
        assert.deepEqual(waitingOf(hits.filter(({ id }) => id === 'd0')), [['d0', undefined]]);
        assert.equal(index.info().documents, COUNT + 1);
      },
      { table: true },
    ));

  it('are as they were if the update fails', () =>
    withIndex(
      async ({ index, embedder }) => {
        await addAll(index, topicDocuments(COUNT));
        const before = await stateOf(index);
        const replacing = [{ id: 'd0', text: 'violin choir opera' }];
        const held = heldTexts(embedder, replacing);
        const updating = updateAll(index, replacing);
        await held.reached;
        const hits = await hitsOf(index, 'number0', { mode: 'words', k: 500 });
        assert.ok(!hits.some(({ id }) => id === 'd0'));
        held.fail(new Error('no model'));
        await assert.rejects(updating);
        assert.deepEqual(await stateOf(index), before);
        assert.equal((await hitsOf(index, 'number0', { mode: 'words' }))[0]?.id, 'd0');
      },
      { table: true },
    ));
});

describe('documents that are being added in a worker', () => {
  it('are found as without one, and gone if it fails', async () => {
    const seen: unknown[] = [];
    for (const worker of [false, fakeWorkers().start]) {
      const embedder = wordEmbedder();
      const options: OpenOptions = { embedder, store: 'memory', cacheBytes: 0, worker, table: true };
      const index = await LeannIndex.open('a', options);
      await addAll(index, topicDocuments(COUNT));
      const answers: unknown[] = [];
      for (const fails of [true, false]) {
        const held = heldTexts(embedder, LATE);
        const adding = addAll(index, LATE);
        adding.catch(() => undefined);
        await held.reached;
        answers.push(await hitsOf(index, 'referee', { ...ALL, model: false }), await index.get('late1'));
        assert.equal((await hitsOf(index, 'referee', { ...ALL, model: false })).filter(isLate).length, 3);
        if (fails) held.fail(new Error('no model'));
        else held.letGo();
        if (fails) await assert.rejects(adding, /no model/);
        else await adding;
        const late = (await hitsOf(index, 'goal', ALL)).filter(isLate);
        assert.equal(late.length, fails ? 0 : 3);
        answers.push(waitingOf(late));
      }
      seen.push(answers);
      await index.close();
    }
    assert.deepEqual(seen[1], seen[0]);
  });
});
