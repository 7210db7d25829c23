// Search by words and meaning as one: what comes first, what scores say, and what is refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import type { Tokenizer } from '../../web/text/tokenizer.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { plainEmbedder } from './plain-embedder.js';
import { type Tested, withIndex } from './with-index.js';
import { someDocuments, vectorOf, wordEmbedder } from './word-embedder.js';

const QUERIES = [
  'rain',
  'rain snow number3',
  'snow on the hill',
  'numb',
  '"rain"',
  'sun -rain',
  'zxqv plomb',
];

function checkScores({ hits }: SearchUpdate, what: string): void {
  const scores = hits.map(({ score }) => score);
  assert.ok(
    scores.every((score) => score >= 0 && score <= 1),
    what,
  );
  assert.deepEqual(
    scores,
    scores.toSorted((left, right) => right - left),
    what,
  );
}

/** One token for each of these words, two for each of the others. */
function tokenizerOf(known: string): Tokenizer {
  const encode = (text: string) => {
    const words = text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? [];
    return words.flatMap((word) => (known.split(' ').includes(word) ? [1] : [2, 3]));
  };
  return { encode, specialTokens: { prefix: [], suffix: [] } };
}

const idsOf = (hits: readonly Hit[]) => hits.map(({ id }) => id);

describe('search by words and meaning', () => {
  it('says what words find before the query is embedded', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(60));
      await addAll(index, someDocuments(5, 60));
      let embed = () => {};
      let asked = 0;
      const embedding = new Promise<void>((begun) => {
        embedder.before = () => {
          asked++;
          begun();
          return new Promise((resolve) => {
            embed = resolve;
          });
        };
      });
      const search = index.search('bread number61 ', { k: 5 });
      const { value: first } = await search.next();
      assert.ok(first !== undefined && !first.final);
      assert.equal(asked, 0);
      const { ended, expectedRecall, strategy, recomputed } = first.stats;
      assert.deepEqual([ended, expectedRecall, strategy, recomputed], [undefined, 0, 'scan', 0]);
      assert.equal(first.hits[0]?.id, 'd61');
      assert.equal(first.hits.length, 5);
      assert.deepEqual(first.matchedWords.toSorted(), ['bread', 'number61']);
      for (const hit of first.hits) {
        assert.deepEqual([hit.matched, hit.exact, hit.weak], ['words', false, undefined]);
        assert.ok(!('meaning' in hit) && hit.text !== '' && hit.words > 0 && hit.score > 0);
      }
      const next = search.next();
      await embedding;
      assert.equal(asked, 1);
      embedder.before = () => {};
      embed();
      const { value: second } = await next;
      assert.ok(second?.hits.every(({ meaning }) => typeof meaning === 'number'));
      let last: SearchUpdate | undefined;
      for await (const update of search) last = update;
      assert.deepEqual([last?.final, last?.hits[0]?.id, last?.hits[0]?.matched], [true, 'd61', 'both']);
    }));

  it('embeds a query without its typing errors, and without what is left out', () => {
    const embedder = Object.assign(wordEmbedder(), { tokenizer: tokenizerOf('breed raid bread salt') });
    const act = async ({ index }: Tested) => {
      await addAll(index, someDocuments(60));
      const embedded = async (query: string, options: SearchOptions = {}) => {
        const given: string[] = [];
        embedder.before = (texts) => void given.push(...texts);
        await updatesOf(index, query, { ...options, maxRecomputes: 0 });
        return given;
      };
      assert.deepEqual(await embedded('Breaad, with sall '), ['bread, with salt']);
      // The model knows these, though no document has them; and "rain" it knows no better than "raiin".
      for (const query of ['Breed, with raid', 'raiin']) assert.deepEqual(await embedded(query), [query]);
      assert.deepEqual(await embedded('"Bread" with -rain milk'), ['Bread with milk']);
      for (const query of ['bread ', 'brea', 'zxqvw '])
        assert.deepEqual(await embedded(query), [query.trim()]);
      assert.deepEqual(await embedded('Breaad "x"', { mode: 'meaning' }), ['Breaad "x"']);
    };
    return withIndex(act, { embedder });
  });

  it('embeds a query as it is typed if nothing is known of the tokens of the model', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(60));
      const given: string[] = [];
      embedder.before = (texts) => void given.push(...texts);
      await updatesOf(index, 'Breaad, with sall ', { maxRecomputes: 0 });
      assert.deepEqual(given, ['Breaad, with sall']);
    }));

  it('embeds nothing for someone who goes on typing', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, someDocuments(60));
      const started = embedder.embedded();
      for (const query of ['r', 'ra', 'rai', 'rain']) for await (const _ of index.search(query)) break;
      const controller = new AbortController();
      const search = index.search('rain', { signal: controller.signal });
      await search.next();
      controller.abort(new Error('typed on'));
      await assert.rejects(search.next(), /typed on/);
      assert.equal(embedder.embedded(), started);
    }));

  it('has no such update where words find nothing, or are not asked for', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(60));
      const first = async (query: string, options: SearchOptions) =>
        (await updatesOf(index, query, options))[0];
      for (const [query, options] of [
        ['zxqv ', {}],
        ['rain', { mode: 'meaning' }],
      ] as [string, SearchOptions][]) {
        const { hits = [] } = (await first(query, options)) ?? {};
        assert.ok(
          hits.length === 10 && hits.every(({ meaning, words }) => meaning !== undefined && words === 0),
        );
      }
    }));

  it('has scores from 0 to 1 that descend, in every update and of every kind', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(300));
      await addAll(index, someDocuments(40, 300));
      for (const query of QUERIES) {
        for (const mode of ['hybrid', 'meaning', 'words'] as const) {
          for (const options of [
            { k: 340 },
            { batchSize: 4 },
            { group: 'document' as const },
            { maxRecomputes: 0 },
          ]) {
            const what = `${query}, ${mode}, ${JSON.stringify(options)}`;
            const updates = await updatesOf(index, query, { ...options, mode });
            for (const update of updates) checkScores(update, what);
            assert.deepEqual(
              updates.map(({ final }) => final),
              updates.map((_, row) => row === updates.length - 1),
            );
          }
        }
      }
    }));

  it('finds the same ten as by trying all passages', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(300));
      for (const query of QUERIES) {
        const few = await hitsOf(index, query, { confidence: 1, maxRecomputes: 300 });
        const all = await hitsOf(index, query, { k: 300, confidence: 1, maxRecomputes: 300 });
        assert.deepEqual(idsOf(few), idsOf(all.slice(0, 10)), query);
        for (const { meaning = Number.NaN, text, exact } of few) {
          assert.ok(exact && Math.abs(meaning - dotOf(query, text)) < 1e-5, query);
        }
      }
    }));

  it('says whether it is words or meaning that match', () =>
    withIndex(async ({ index }) => {
      // Of this embedder, snow and sleet are near; "KX-4711" means nothing.
      await addAll(index, [
        ...someDocuments(100),
        { id: 'code', text: `KX-4711 ${someDocuments(5, 200).map(({ text }) => text)}` },
        { id: 'both', text: 'quartz mineral' },
      ]);
      const [code] = await hitsOf(index, 'KX-4711 violin concert', { filter: ['code'] });
      assert.equal(code?.matched, 'words');
      const [both] = await hitsOf(index, 'quartz mineral');
      assert.deepEqual([both?.id, both?.matched], ['both', 'both']);
      assert.ok((both?.score ?? 0) > 0.5);
      const { hits = [] } = (await updatesOf(index, 'rains', { k: 100 })).at(-1) ?? {};
      for (const { words, matched, meaning = 0 } of hits) {
        assert.equal(matched, words === 0 ? 'meaning' : meaning >= 0.3 ? 'both' : 'words');
      }
    }));

  it('marks what is hardly an answer', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, [
          ...someDocuments(100),
          { id: 'part', text: 'A part, KX-4711-B, for the clock.' },
        ]);
        for (const mode of ['hybrid', 'meaning', 'words'] as const) {
          const { hits = [] } = (await updatesOf(index, 'how is it ', { mode })).at(-1) ?? {};
          assert.ok(
            hits.every(({ weak }) => weak === true),
            mode,
          );
          assert.equal(hits.length, mode === 'words' ? 0 : 10);
        }
        for (const query of ['KX-4711-B', 'clock', 'rain snow sun']) {
          const [first] = await hitsOf(index, query);
          assert.ok(first !== undefined && !('weak' in first), query);
        }
      },
      { embedder: plainEmbedder() },
    ));

  it('leaves out what scores less than is asked for', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(200));
      for (const mode of ['hybrid', 'meaning', 'words'] as const) {
        const all = await hitsOf(index, 'rain snow number3 ', { mode, k: 200 });
        for (const minScore of [0, 0.2, 0.5, 1]) {
          const updates = await updatesOf(index, 'rain snow number3 ', { mode, k: 200, minScore });
          for (const { hits } of updates) assert.ok(hits.every(({ score }) => score >= minScore));
          assert.deepEqual(
            updates.at(-1)?.hits,
            all.filter(({ score }) => score >= minScore),
          );
          assert.ok(updates.at(-1)?.final);
        }
      }
    }));
});

const dotOf = (query: string, text: string) => {
  const [left, right] = [vectorOf(query.replace(/-\w+|"/g, '').trim()), vectorOf(text)];
  return left.reduce((sum, value, row) => sum + value * (right[row] ?? 0), 0);
};

describe('options of a search by words and meaning', () => {
  const WRONG: [SearchOptions, string][] = [
    [{ mode: 'both' as never }, "mode both: it must be 'hybrid', 'meaning' or 'words'"],
    [{ mode: null as never }, ''],
    [{ group: 'site' as never }, "group site: it must be 'passage' or 'document'"],
    [{ minScore: -0.1 }, 'minScore -0.1: it must be 0 to 1'],
    [{ minScore: 1.1 }, 'minScore 1.1: it must be 0 to 1'],
    [{ minScore: Number.NaN }, 'minScore NaN: it must be 0 to 1'],
    [{ minScore: '0' as never }, 'minScore 0: it must be 0 to 1'],
    [{ mode: 'hybrid', strategy: 'walk' }, "strategy walk: experimental strategies are for mode 'meaning'"],
    [{ mode: 'words', strategy: 'two-level' }, ''],
  ];

  it('are refused if they are wrong, and say why', () =>
    withIndex(async ({ index }) => {
      const empty = await LeannIndex.open('empty', { embedder: wordEmbedder(), store: 'memory' });
      await addAll(index, someDocuments(20));
      for (const [options, reason] of WRONG) {
        if (options.mode === null) continue;
        for (const searched of [index, empty]) {
          const message = new RegExp(`^leann: cannot search with ${reason}`);
          await assert.rejects(hitsOf(searched, 'rain', options), { code: 'invalid-argument', message });
        }
      }
      await empty.close();
    }));

  it('leave experimental strategies to search by meaning', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(60));
      for (const strategy of ['walk', 'two-level', 'best-first'] as const) {
        const { hits, stats } = (await updatesOf(index, 'rain', { strategy })).at(-1) ?? assert.fail();
        assert.ok(stats.strategy === strategy && hits.every(({ words }) => words === 0));
      }
    }));
});

describe('a search under way', () => {
  const CHANGES: [string, (index: LeannIndex) => Promise<unknown>][] = [
    ['additions', (index) => addAll(index, someDocuments(300, 1000))],
    ['few additions', (index) => addAll(index, someDocuments(3, 1000))],
    ['deletions', (index) => index.delete(someDocuments(20).map(({ id }) => id))],
    [
      'updates',
      (index) =>
        updateAll(
          index,
          someDocuments(20).map(({ id }) => ({ id, text: 'rain of stones' })),
        ),
    ],
    [
      'a compaction',
      async (index) => {
        await index.delete(someDocuments(20).map(({ id }) => id));
        await compactAll(index);
      },
    ],
    ['a rebuild', (index) => compactAll(index, { rebuild: true })],
  ];

  for (const [what, change] of CHANGES) {
    for (const at of ['after what words found', 'after estimates', 'while the query is embedded'] as const) {
      it(`goes on through ${what}, ${at}`, () =>
        withIndex(async ({ index, embedder }) => {
          await addAll(index, someDocuments(200));
          await addAll(index, someDocuments(10, 200));
          const options = { k: 8, batchSize: 4 };
          let done = false;
          const once = async () => {
            if (done) return;
            done = true;
            embedder.before = () => {};
            await change(index);
          };
          if (at === 'while the query is embedded') embedder.before = once;
          const place = at === 'after estimates' ? 2 : 1;
          let count = 0;
          let last: SearchUpdate | undefined;
          for await (const update of index.search('rain snow number7 ', options)) {
            last = update;
            checkScores(update, what);
            assert.equal(new Set(idsOf(update.hits)).size, update.hits.length);
            if (++count === place && at !== 'while the query is embedded') await once();
          }
          assert.ok(done && last?.final && last.hits.length === 8);
          // What is deleted while the search looks at estimates may still be among them.
          if (at !== 'after estimates')
            for (const { id, text } of last.hits)
              assert.equal((await index.get(id))?.passages[0]?.text, text);
          // The next search knows all of it.
          const all = await hitsOf(index, 'rain snow number7 ', { k: 2000 });
          assert.equal(all.length, index.info().documents);
          if (at === 'while the query is embedded') {
            const now = await hitsOf(index, 'rain snow number7 ', options);
            assert.deepEqual(idsOf(last.hits), idsOf(now));
          }
        }));
    }
  }
});
