// LeannIndex.add: all or nothing, whatever happens, and no more embedding than promised.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { LeannIndex } from '../../web/leann-index.js';
import type { AddProgress, Document, OpenOptions } from '../../web/options.js';
import { addAll, hitsOf } from './drive.js';
import { someDocuments, type WordEmbedder, wordEmbedder } from './word-embedder.js';

describe('LeannIndex.add', () => {
  let core: Core;

  before(async () => {
    core = await Core.load();
  });

  async function withIndex(
    act: (index: LeannIndex, embedder: WordEmbedder) => Promise<void>,
    options: Partial<OpenOptions> = {},
  ): Promise<void> {
    const live = core.liveHandles;
    const embedder = wordEmbedder();
    const index = await LeannIndex.open('add', { embedder, store: 'memory', core, ...options });
    try {
      await act(index, embedder);
    } finally {
      await index.close();
    }
    assert.equal(core.liveHandles, live, 'handles left');
  }

  /** What can be seen of an index from outside. */
  async function stateOf(index: LeannIndex): Promise<unknown> {
    const { documents, passages, trainedPassages, bytes, saved } = index.info();
    return {
      documents,
      passages,
      trainedPassages,
      bytes,
      saved,
      hits: await hitsOf(index, 'rain number3', { k: 7 }),
    };
  }

  it('tells how far it is, phase by phase', () =>
    withIndex(async (index) => {
      const progress = await addAll(index, someDocuments(100));
      const phases = [...new Set(progress.map(({ phase }) => phase))];
      assert.deepEqual(phases, ['split', 'embed', 'graph', 'prune', 'codes']);
      for (const phase of phases) {
        const steps = progress.filter((step) => step.phase === phase);
        const done = steps.map((step) => step.done);
        assert.deepEqual(
          done,
          done.toSorted((left, right) => left - right),
          phase,
        );
        assert.ok(steps.every((step) => step.done <= step.total));
        assert.equal(steps.at(-1)?.done, steps.at(-1)?.total, phase);
      }
    }));

  it('takes arrays, generators and asynchronous generators', () =>
    withIndex(async (index) => {
      await addAll(index, someDocuments(3));
      await addAll(index, new Set(someDocuments(3, 3)));
      async function* late(): AsyncGenerator<Document> {
        for (const document of someDocuments(3, 6)) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield document;
        }
      }
      await addAll(index, late());
      assert.equal(index.info().documents, 9);
      for (const { id, text } of someDocuments(9))
        assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
    }));

  it('works from one passage on', () =>
    withIndex(async (index) => {
      for (let count = 1; count <= 20; count++) {
        await addAll(index, someDocuments(1, count - 1));
        const [document] = someDocuments(1, count - 1);
        const hits = await hitsOf(index, document?.text ?? '', { k: 30 });
        assert.equal(hits.length, count);
        assert.equal(hits[0]?.id, document?.id);
      }
    }));

  it('does nothing when there is nothing to add', () =>
    withIndex(async (index) => {
      await addAll(index, []);
      assert.equal(index.info().documents, 0);
      await addAll(index, someDocuments(5));
      const state = await stateOf(index);
      await addAll(index, []);
      assert.deepEqual(await stateOf(index), state);
    }));

  it('keeps texts without words, and never finds them', () =>
    withIndex(async (index) => {
      await addAll(index, [{ id: 'blank', text: ' \n\t ', title: 'Nothing' }]);
      assert.deepEqual(await index.get('blank'), { id: 'blank', title: 'Nothing', passages: [] });
      assert.deepEqual(await hitsOf(index, 'Nothing'), []);
      await addAll(index, [{ id: 'empty', text: '' }, ...someDocuments(2), { id: 'last', text: '' }]);
      const hits = await hitsOf(index, 'Nothing', { k: 100 });
      assert.deepEqual(hits.map(({ id }) => id).toSorted(), ['d0', 'd1']);
      assert.equal(index.info().documents, 5);
      assert.ok(index.has('last') && !index.has('other'));
    }));

  it('splits long texts, and says where a hit was', () =>
    withIndex(
      async (index) => {
        const text = someDocuments(40)
          .map((document) => `${document.text}.`)
          .join(' ');
        const of = (passage: number, start: number, end: number) => ({
          id: 'long',
          title: 'A long one',
          passage,
          start,
          end,
        });
        await addAll(index, [...someDocuments(5, 500), { id: 'long', text, title: 'A long one' }]);
        assert.ok(index.info().passages > 15);
        const whole = (await index.get('long')) ?? assert.fail();
        assert.equal(whole.passages.length, index.info().passages - 5);
        for (const [passage, { text: part, start, end }] of whole.passages.entries()) {
          assert.equal(text.slice(start, end), part);
          const [hit] = await hitsOf(index, part, { k: 1, ef: 100 });
          assert.deepEqual(
            { ...hit, score: 1 },
            { ...of(passage, start, end), text: part, score: 1, exact: true },
          );
        }
        assert.equal(await index.get('nobody'), undefined);
      },
      { split: { maxTokens: 24 } },
    ));

  it('refuses what is no document, and applies nothing of the call', () =>
    withIndex(async (index) => {
      await addAll(index, someDocuments(4));
      const state = await stateOf(index);
      const good = someDocuments(2, 100);
      const wrong: unknown[] = [
        null,
        7,
        'text',
        {},
        { id: '', text: 'x' },
        { id: 3, text: 'x' },
        { id: 'x' },
      ];
      wrong.push({ id: 'x', text: 3 }, { id: 'x', text: 'x', title: 3 }, { text: 'x' });
      for (const document of wrong) {
        const documents = [...good, document] as Document[];
        await assert.rejects(
          addAll(index, documents),
          { code: 'invalid-argument' },
          JSON.stringify(document),
        );
      }
      for (const documents of [
        undefined,
        null,
        'text',
        7,
        { id: 'a', text: 'b' },
      ] as unknown as Document[][]) {
        await assert.rejects(addAll(index, documents), { code: 'invalid-argument' });
      }
      await assert.rejects(addAll(index, [...good, ...someDocuments(1)]), {
        code: 'duplicate-id',
        message: 'leann: cannot add document "d0": that id is in the index already',
      });
      await assert.rejects(addAll(index, [...good, ...good]), {
        code: 'duplicate-id',
        message: /twice in this call/,
      });
      assert.deepEqual(await stateOf(index), state);
      assert.ok(!index.has('d100'));
      await addAll(index, good);
      assert.ok(index.has('d100'));
    }));

  it('ids may be anything, the names of properties too', () =>
    withIndex(async (index) => {
      const ids = ['__proto__', 'constructor', ' ', '\n', 'ü', '\ud800', 'a'.repeat(10000)];
      await addAll(
        index,
        ids.map((id, row) => ({ id, text: `sun number${row}` })),
      );
      for (const [row, id] of ids.entries()) {
        assert.ok(index.has(id));
        assert.equal((await hitsOf(index, `sun number${row}`, { k: 1 }))[0]?.id, id);
      }
      assert.ok(!index.has('toString'));
    }));

  for (const phase of ['split', 'embed', 'graph', 'prune', 'codes'] as const) {
    it(`leaves everything as it was when ended in the phase ${phase}`, () =>
      withIndex(async (index) => {
        await addAll(index, someDocuments(20));
        const state = await stateOf(index);
        const live = core.liveHandles;
        const more = someDocuments(60, 100);

        for await (const progress of index.add(more)) if (progress.phase === phase) break;
        assert.deepEqual(await stateOf(index), state, 'left early');

        const controller = new AbortController();
        const reason = new Error('enough');
        const aborted = async () => {
          for await (const progress of index.add(more, { signal: controller.signal })) {
            if (progress.phase === phase) controller.abort(reason);
          }
        };
        await assert.rejects(aborted, (error) => error === reason);
        assert.deepEqual(await stateOf(index), state, 'aborted');
        assert.equal(core.liveHandles, live);

        await addAll(index, more);
        assert.equal(index.info().documents, 80);
      }));
  }

  it('leaves everything as it was when documents or the embedder fail', () =>
    withIndex(async (index, embedder) => {
      await addAll(index, someDocuments(20));
      const state = await stateOf(index);
      const live = core.liveHandles;
      function* broken(): Generator<Document> {
        yield* someDocuments(5, 100);
        throw new Error('disk gone');
      }
      await assert.rejects(addAll(index, broken()), /disk gone/);
      for (const count of [5, 60]) {
        embedder.before = (texts) => {
          if (texts.some((text) => text.includes('number104'))) throw new Error('out of power');
        };
        await assert.rejects(addAll(index, someDocuments(count, 100)), /out of power/);
        embedder.before = () => {};
      }
      await assert.rejects(addAll(index, [], { signal: AbortSignal.abort(new Error('no')) }), /no/);
      assert.deepEqual(await stateOf(index), state);
      assert.equal(core.liveHandles, live);
      await addAll(index, someDocuments(5, 100));
      assert.equal(index.info().documents, 25);
    }));

  it('refuses vectors that are none', () => {
    const give = (change: (vectors: Float32Array[]) => Float32Array[]) => {
      const embedder = wordEmbedder();
      const embed = embedder.embed.bind(embedder);
      return Object.assign(embedder, {
        embed: async (texts: string[], options?: object) => change(await embed(texts, options)),
      });
    };
    const cases: [string, (vectors: Float32Array[]) => Float32Array[]][] = [
      ['embedding-failed', (vectors) => vectors.slice(1)],
      ['dimension-mismatch', (vectors) => vectors.map((vector) => vector.slice(1))],
      ['not-finite', (vectors) => vectors.map((vector) => vector.map(() => Number.NaN))],
      ['zero-vector', (vectors) => vectors.map((vector) => vector.fill(0))],
    ];
    return cases.reduce(async (before, [code, change]) => {
      await before;
      await withIndex(
        async (index) => {
          await assert.rejects(addAll(index, someDocuments(3)), { code });
          assert.equal(index.info().documents, 0);
        },
        { embedder: give(change) },
      );
    }, Promise.resolve());
  });

  it('inserts while the codebook fits, and builds anew when the index has doubled', () =>
    withIndex(async (index, embedder) => {
      await addAll(index, someDocuments(40));
      assert.equal(embedder.embedded(), 40);
      await addAll(index, someDocuments(39, 40));
      assert.equal(embedder.embedded(), 79);
      assert.equal(index.info().trainedPassages, 40);
      await addAll(index, someDocuments(1, 79));
      assert.equal(embedder.embedded(), 79 + 80);
      assert.equal(index.info().trainedPassages, 80);
      for (const { id, text } of someDocuments(80))
        assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
    }));

  it('embeds at most twice what it holds, seen over many additions', () =>
    withIndex(async (index, embedder) => {
      let first = 0;
      for (const count of [1, 1, 1, 5, 2, 30, 3, 3, 100, 1, 7, 90, 90, 1]) {
        await addAll(index, someDocuments(count, first));
        first += count;
        assert.ok(embedder.embedded() <= 2 * first, `${embedder.embedded()} for ${first}`);
      }
      assert.equal(index.info().passages, first);
    }));

  it('gives the same index for the same documents', async () => {
    const states: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      await withIndex(async (index) => {
        await addAll(index, someDocuments(30));
        await addAll(index, someDocuments(20, 30));
        states.push(await stateOf(index));
      });
    }
    assert.deepEqual(states[0], states[1]);
  });

  it('lets searches answer from the state before', () =>
    withIndex(async (index) => {
      await addAll(index, someDocuments(20));
      const expected = await stateOf(index);
      const phases = new Set<AddProgress['phase']>();
      for await (const { phase } of index.add(someDocuments(50, 20))) {
        if (phases.has(phase)) continue;
        phases.add(phase);
        assert.deepEqual(await stateOf(index), expected, phase);
      }
      assert.equal(phases.size, 5);
      assert.equal((await hitsOf(index, 'sun', { k: 100 })).length, 70);
    }));

  it('lets a search that began before it ends go on', () =>
    withIndex(async (index) => {
      await addAll(index, someDocuments(20));
      const search = index.search('rain', { k: 20, batchSize: 4 });
      await search.next();
      await addAll(index, someDocuments(100, 20));
      let hits = 0;
      for await (const update of search) hits = update.hits.length;
      assert.equal(hits, 20);
    }));

  it('refuses a second addition at a time, and takes it afterwards', () =>
    withIndex(async (index) => {
      const first = index.add(someDocuments(10));
      await first.next();
      await assert.rejects(addAll(index, someDocuments(5, 10)), {
        code: 'invalid-argument',
        message: /another addition/,
      });
      await first.return();
      await addAll(index, someDocuments(5, 10));
      assert.equal(index.info().documents, 5);
    }));

  it('makes way for timers while it works', () =>
    withIndex(async (index) => {
      let longest = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 1);
      await addAll(index, someDocuments(3000));
      clearInterval(timer);
      assert.ok(longest > 0 && longest < 2000, `${longest} ms without a timer`);
    }));
});
