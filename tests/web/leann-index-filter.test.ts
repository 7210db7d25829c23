// LeannIndex.search with a filter: what is left out is neither found nor embedded.

import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import type { DocumentFilter } from '../../web/interface/search-request.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { exactBest } from './exact-search.js';
import { finalOf, type GlossIndex, openGlosses } from './gloss-index.js';
import { withIndex } from './with-index.js';
import { someDocuments } from './word-embedder.js';

const COUNT = 1000;

/** About a third of the words: those whose first letter is in the first part of the alphabet. */
function wanted({ title }: { title?: string }): boolean {
  return /^[a-e]/i.test(title ?? '');
}

describe('LeannIndex.search with a filter', () => {
  let glosses: GlossIndex;
  let allowed: Document[];

  before(async () => {
    glosses = await openGlosses(COUNT);
    allowed = glosses.documents.filter(wanted);
    assert.ok(allowed.length > 200 && allowed.length < 500, String(allowed.length));
  });

  afterEach(() => {
    glosses.embedder.before = () => {};
  });

  for (const strategy of ['auto', 'scan', 'walk', 'two-level', 'best-first'] as const) {
    it(`finds and embeds nothing that is left out, ${strategy}`, async () => {
      const ids = new Set(allowed.map(({ id }) => id));
      const texts = new Set(allowed.map(({ text }) => text));
      for (const query of glosses.queries.slice(0, 10)) {
        const embedded: string[] = [];
        glosses.embedder.before = (batch) => void embedded.push(...batch);
        const updates = await updatesOf(glosses.index, query, {
          mode: 'meaning',
          strategy,
          filter: wanted,
          ef: 100,
        });
        assert.equal(embedded.shift(), query);
        assert.ok(embedded.every((text) => texts.has(text)));
        for (const { hits } of updates) assert.ok(hits.every(({ id }) => ids.has(id)));
        assert.equal(updates.at(-1)?.hits.length, 10);
      }
    });
  }

  it('agrees with exact search among what is left', async () => {
    for (const query of glosses.queries.slice(0, 5)) {
      const options = { strategy: 'scan', filter: wanted, confidence: 1, maxRecomputes: COUNT } as const;
      const { hits, stats } = await finalOf(glosses.index, query, options);
      assert.ok(stats.recomputed + stats.cached <= allowed.length);
      const scores = new Map(hits.map(({ id, score }) => [id, score]));
      const best = exactBest(allowed, query, 10);
      assert.ok(best.filter((id) => scores.has(id)).length >= 9, `${best} and ${[...scores.keys()]}`);
    }
  });

  it('takes ids too, from whatever gives them', async () => {
    const [query = ''] = glosses.queries;
    const ids = allowed.slice(0, 30).map(({ id }) => id);
    function* given(): Generator<string> {
      yield* ids;
      yield 'nobody';
    }
    const byFunction = await hitsOf(glosses.index, query, { filter: ({ id }) => ids.includes(id) });
    assert.ok(byFunction.every(({ id }) => ids.includes(id)));
    for (const filter of [ids, new Set(ids), given()]) {
      const hits = await hitsOf(glosses.index, query, { filter });
      assert.deepEqual(
        hits.map(({ id }) => id),
        byFunction.map(({ id }) => id),
      );
    }
  });

  it('asks about each document once, before anything is recomputed', async () => {
    const asked: unknown[] = [];
    const filter: DocumentFilter = (document) => {
      asked.push(document);
      return wanted(document);
    };
    const search = glosses.index.search(glosses.queries[0] ?? '', { filter });
    await search.next();
    assert.equal(asked.length, COUNT);
    for await (const _ of search);
    assert.deepEqual(
      asked,
      glosses.documents.map(({ id, title }) => ({ id, title })),
    );
  });

  it('gives what there is where that is less than k', async () => {
    const few = allowed.slice(0, 4).map(({ id }) => id);
    const { hits, stats } = await finalOf(glosses.index, glosses.queries[0] ?? '', { filter: few });
    assert.deepEqual(hits.map(({ id }) => id).toSorted(), few.toSorted());
    assert.ok(stats.recomputed + stats.cached <= 4);
  });

  it('embeds nothing at all where all is left out', async () => {
    const started = glosses.embedder.embedded();
    const nothing: DocumentFilter[] = [() => false, [], new Set(['nobody'])];
    for (const filter of nothing) {
      const updates = await updatesOf(glosses.index, 'a small animal', { filter });
      assert.deepEqual(
        updates.map(({ hits, final, stats }) => [hits, final, stats.ended]),
        [[[], true, 'exhausted']],
      );
    }
    assert.equal(glosses.embedder.embedded(), started);
  });

  it('ends with what the filter throws, and goes on afterwards', async () => {
    const reason = new Error('no such list');
    const live = glosses.core.liveHandles;
    const failing = hitsOf(glosses.index, 'a plant', {
      filter: () => {
        throw reason;
      },
    });
    await assert.rejects(failing, (error) => error === reason);
    assert.equal(glosses.core.liveHandles, live);
    assert.equal((await hitsOf(glosses.index, 'a plant', { filter: wanted })).length, 10);
  });

  it('refuses what is no filter', async () => {
    const wrong: unknown[] = ['n00001740', 7, {}, null, [7], () => 'yes', async () => true];
    for (const filter of wrong) {
      const searching = hitsOf(glosses.index, 'a plant', { filter: filter as DocumentFilter });
      await assert.rejects(searching, { code: 'invalid-argument', message: /with a filter/ }, String(filter));
    }
  });

  it('lets through all passages of a document, and documents that come while the query is embedded', () =>
    withIndex(
      async ({ index, embedder }) => {
        const text = someDocuments(20, 500)
          .map((document) => `${document.text}.`)
          .join(' ');
        await addAll(index, [...someDocuments(30), { id: 'long', text }, { id: 'blank', text: ' ' }]);
        const passages = (await index.get('long'))?.passages.length ?? 0;
        assert.ok(passages > 5);
        const filter = ['long', 'blank', 'd700'];
        const hits = await hitsOf(index, 'rain', { k: 50, filter });
        assert.equal(hits.length, passages);
        assert.ok(hits.every(({ id }) => id === 'long'));

        embedder.before = async () => {
          embedder.before = () => {};
          await addAll(index, someDocuments(5, 700));
        };
        const grown = await hitsOf(index, 'rain', { k: 50, filter });
        assert.equal(grown.length, passages + 1);
        assert.ok(grown.some(({ id }) => id === 'd700'));
      },
      { split: { maxTokens: 24 } },
    ));
});
