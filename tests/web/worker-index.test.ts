// LeannIndex in a worker does what it does in this thread; the worker's end runs here, behind a channel.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { AddProgress } from '../../web/interface/change-options.js';
import type { Document } from '../../web/interface/document.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { expectCode } from './expect.js';
import { HEADED_PASSAGES, WITH_HEADINGS, WRONG_HEADINGS } from './headed-document.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { FakeWorker, fakeWorkers } from './worker-fake.js';

/** An index in a worker, for one test. */
async function inWorker(
  act: (tested: {
    index: LeannIndex;
    embedder: ReturnType<typeof wordEmbedder>;
    made: FakeWorker[];
  }) => Promise<void>,
  options: Partial<OpenOptions> = {},
): Promise<void> {
  const embedder = wordEmbedder();
  const { start, made } = fakeWorkers();
  const fixed = { embedder, store: 'memory', worker: start, cacheBytes: 0 } as const;
  const index = await LeannIndex.open('test', { ...fixed, ...options });
  try {
    await act({ index, embedder, made });
  } finally {
    await index.close();
  }
}

/** The last step of each phase: how many steps there are depends on the time they take. */
function endsOfPhases(progress: AddProgress[]): AddProgress[] {
  return progress.filter(({ phase }, row) => progress[row + 1]?.phase !== phase);
}

/** The types of messages that a worker was sent since the last call. */
function sentTo(worker: FakeWorker | undefined): string[] {
  return worker?.sent.splice(0).map(({ type }) => type) ?? [];
}

describe('LeannIndex in a worker', () => {
  afterEach(() => assert.equal(FakeWorker.alive.size, 0, 'workers left'));

  it('does the same as without one', async () => {
    const states: unknown[] = [];
    for (const worker of [false, fakeWorkers().start]) {
      const store = new MemoryStore();
      const options = { embedder: wordEmbedder(), store, worker } as const;
      const index = await LeannIndex.open('same', options);
      const progress = [await addAll(index, someDocuments(70)), await addAll(index, someDocuments(5, 70))];
      progress.push(await updateAll(index, [{ id: 'd1', text: 'a new text of wind and snow' }]));
      const deleted = [await index.delete(['d5', 'none']), await index.delete('d6')];
      progress.push(await compactAll(index));
      const hits = await hitsOf(index, 'rain number3', { k: 7, filter: ({ id }) => id !== 'd3' });
      const updates = (await updatesOf(index, 'snow', { filter: ['d1', 'd2', 'none'] })).map(
        ({ hits, final }) => ({ hits, final }),
      );
      await index.save();
      const info = index.info();
      const got = [await index.has('d74'), await index.has('d75'), await index.get('d3')];
      const ids = (await index.ids()).sort();
      const refreshed = await index.refresh();
      await index.close();
      const stored = (await store.load()) ?? assert.fail();
      // Drawn at random, and part of the file.
      stored.manifest.commit = '';
      stored.manifest.index.crc32 = 0;
      stored.index.fill(0);
      states.push({
        progress: progress.map(endsOfPhases),
        hits,
        updates,
        info,
        got,
        ids,
        deleted,
        refreshed,
        stored,
        name: index.name,
      });
    }
    assert.deepEqual(states[1], states[0]);
  });

  it('works on an addition only as far as it is asked for, and takes it back when left', () =>
    inWorker(async ({ index, embedder, made }) => {
      const adding = index.add(someDocuments(100));
      while ((await adding.next()).value?.phase !== 'embed');
      const embedded = embedder.embedded();
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(embedder.embedded(), embedded);
      assert.ok(embedded < 100);
      sentTo(made[0]);
      await adding.return();
      const sent = sentTo(made[0]);
      assert.ok(sent.includes('leave') && !sent.includes('next'), sent.join());
      assert.equal(index.info().documents, 0);
      await addAll(index, someDocuments(3));
      assert.equal(index.info().documents, 3);
    }));

  it('takes documents as they come, and lets go of them when it ends', () =>
    inWorker(async ({ index }) => {
      let given = 0;
      let ended = 0;
      async function* documents(): AsyncGenerator<Document> {
        try {
          for (const document of someDocuments(20)) {
            given++;
            yield document;
          }
        } finally {
          ended++;
        }
      }
      await addAll(index, documents());
      assert.deepEqual([given, ended, index.info().documents], [20, 1, 20]);
      // One that is there already is met after two.
      const again = function* () {
        try {
          yield* someDocuments(2, 50);
          yield* someDocuments(1);
          yield* someDocuments(1000, 100);
        } finally {
          ended++;
        }
      };
      await expectCode(addAll(index, again()), 'duplicate-id');
      assert.deepEqual([ended, index.info().documents], [2, 20]);
      await expectCode(addAll(index, 7 as unknown as Document[]), 'invalid-argument');
      const wrong = [
        null,
        { id: '' },
        { id: 'a' },
        { id: () => 1, text: 'a' },
        { id: 'a', text: '', title: {} },
        ...WRONG_HEADINGS.map((headings) => ({ id: 'a', text: 'some text', headings })),
      ];
      for (const document of wrong) {
        await expectCode(addAll(index, [document as unknown as Document]), 'invalid-argument');
      }
    }));

  it('takes headings along with a document', () =>
    inWorker(
      async ({ index }) => {
        await addAll(index, [{ ...WITH_HEADINGS, id: 'a' }]);
        const { passages = [] } = (await index.get('a')) ?? {};
        assert.deepEqual(
          passages.map(({ text }) => text),
          HEADED_PASSAGES,
        );
      },
      { split: { maxTokens: 8, overlapTokens: 0 } },
    ));

  it('is aborted with the reason that was given, and goes on working', () =>
    inWorker(async ({ index, embedder }) => {
      const reason = { why: 'enough' };
      const controller = new AbortController();
      embedder.before = () => controller.abort(reason);
      const caught = await addAll(index, someDocuments(9), { signal: controller.signal }).catch(
        (error) => error,
      );
      assert.equal(caught, reason);
      embedder.before = () => undefined;
      await addAll(index, someDocuments(9));
      const aborted = updatesOf(index, 'rain', { signal: AbortSignal.abort(reason) }).catch((error) => error);
      assert.equal(await aborted, reason);
      assert.ok((await hitsOf(index, 'rain')).length > 0);
    }));

  it('rejects with the very errors that functions of the page threw', () =>
    inWorker(async ({ index, embedder }) => {
      const failure = new TypeError('no vectors today');
      embedder.before = () => {
        throw failure;
      };
      await assert.rejects(addAll(index, someDocuments(3)), (error) => error === failure);
      embedder.before = () => undefined;
      await addAll(index, someDocuments(3));
      const filter = () => {
        throw failure;
      };
      await assert.rejects(hitsOf(index, 'rain', { filter }), (error) => error === failure);
      function* documents(): Generator<Document> {
        yield* someDocuments(1, 10);
        throw failure;
      }
      await assert.rejects(addAll(index, documents()), (error) => error === failure);
    }));

  it('says what is wrong as it does without a worker', () =>
    inWorker(async ({ index }) => {
      await addAll(index, someDocuments(3));
      const wrong = [
        { k: 0 },
        { budgetMs: -1 },
        { filter: 7 as never },
        { filter: [7 as never] },
        { filter: () => 1 as never },
        { filter: (async () => true) as never },
        { budgetMs: '5' as never },
        { batchSize: (() => 1) as never },
      ];
      for (const options of wrong) {
        const message = await expectCode(hitsOf(index, 'rain', options), 'invalid-argument');
        assert.match(message, /^leann: cannot /);
      }
      const { start } = fakeWorkers();
      const options = { embedder: wordEmbedder('others'), worker: start, store: 'memory' } as const;
      await expectCode(LeannIndex.open('x', { ...options, build: { M: 1 } }), 'invalid-argument');
      await expectCode(LeannIndex.open('x', { ...options, store: 'disk' as never }), 'invalid-argument');
    }));

  it('is exported to a file and made from one', async () => {
    const { start } = fakeWorkers();
    const options = { embedder: wordEmbedder(), store: 'memory', worker: start } as const;
    const from = await LeannIndex.open('from', options);
    await addAll(from, someDocuments(70));
    const file = await from.export();
    for (const source of [file, new Uint8Array(await file.arrayBuffer()), new Response(file)]) {
      const to = await LeannIndex.import('to', source, options);
      assert.deepEqual((await to.ids()).sort(), (await from.ids()).sort());
      assert.deepEqual(to.info().documents, 70);
      await to.close();
    }
    const other = LeannIndex.import('to', file, { ...options, sha256: '0'.repeat(64) });
    await expectCode(other, 'corrupt');
    await expectCode(LeannIndex.import('to', new Response('', { status: 404 }), options), 'not-found');
    await expectCode(LeannIndex.import('to', 7 as never, options), 'invalid-argument');
    const reason = new Error('enough');
    const aborted = LeannIndex.import('to', file, { ...options, signal: AbortSignal.abort(reason) });
    await assert.rejects(aborted, reason);
    await from.close();
  });

  it('begins no batch after its time', () =>
    inWorker(async ({ index }) => {
      await addAll(index, someDocuments(60));
      const search = index.search('rain', { mode: 'meaning', budgetMs: 30, batchSize: 1 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      const updates = [];
      for await (const update of search) updates.push(update);
      assert.deepEqual(
        updates.map(({ stats }) => [stats.recomputed, stats.ended]),
        [[0, 'budget']],
      );
    }));

  it('is described as it is after a compaction in idle time too', () =>
    inWorker(async ({ index }) => {
      await addAll(index, someDocuments(300));
      await index.delete(someDocuments(100).map(({ id }) => id));
      await index.save();
      assert.deepEqual([index.info().compaction.removed, index.info().saved], [100, true]);
      while (index.info().compaction.removed > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual([index.info().documents, index.info().generation, index.info().saved], [200, 2, true]);
    }));

  it('closes as it does without a worker, and ends the worker with the last that uses it', async () => {
    const { start, made } = fakeWorkers();
    const options = { embedder: wordEmbedder(), store: 'memory', worker: start } as const;
    const [first, second] = [await LeannIndex.open('a', options), await LeannIndex.open('b', options)];
    assert.equal(made.length, 1);
    await addAll(first, someDocuments(60));
    const searching = first.search('rain', { batchSize: 1 });
    await searching.next();
    await first.close();
    await expectCode(searching.next(), 'closed');
    await expectCode(addAll(first, someDocuments(1)), 'closed');
    await expectCode(first.save(), 'closed');
    await expectCode(first.has('a'), 'closed');
    assert.throws(() => first.info(), { code: 'closed' });
    assert.equal(FakeWorker.alive.size, 1);
    await addAll(second, someDocuments(1));
    await second.close();
    await second.close();
    assert.equal(FakeWorker.alive.size, 0);
  });

  it('lets a save that was asked for finish', async () => {
    const store = new MemoryStore();
    const options = { embedder: wordEmbedder(), store, worker: fakeWorkers().start };
    const index = await LeannIndex.open('kept', options);
    await addAll(index, someDocuments(3));
    const saving = index.save();
    await index.close();
    await saving;
    assert.equal((await store.load())?.manifest.documents, 3);
  });

  it('is refused where a part of it is in this thread', async () => {
    const tokenizer = { encode: () => [1], specialTokens: { prefix: [], suffix: [] } };
    const embedder = { ...wordEmbedder(), embed: async () => [], tokenizer, close: async () => undefined };
    const open = LeannIndex.open('x', { embedder, store: 'memory', worker: fakeWorkers().start });
    assert.match(await expectCode(open, 'invalid-argument'), /in a worker: its tokenizer is in this thread/);
  });
});

describe('a worker that crashes', () => {
  afterEach(() => assert.equal(FakeWorker.alive.size, 0, 'workers left'));

  it('is replaced: what waits is rejected, and what was saved is there again', () =>
    inWorker(async ({ index, made, embedder }) => {
      await addAll(index, someDocuments(20));
      await index.save();
      const { generation } = index.info();
      await addAll(index, someDocuments(5, 20));
      const searching = index.search('rain', { batchSize: 1 });
      await searching.next();
      embedder.before = () => made[0]?.crash('out of memory');
      const message = await expectCode(searching.next(), 'worker-crashed');
      assert.equal(message, 'leann: cannot go on: the worker crashed: out of memory');
      embedder.before = () => undefined;
      assert.equal((await hitsOf(index, 'rain', { k: 3 })).length, 3);
      const info = index.info();
      assert.deepEqual([info.documents, info.generation, made.length], [20, generation, 2]);
      await addAll(index, someDocuments(5, 20));
      await index.save();
      assert.equal(index.info().documents, 25);
    }));

  it('is not replaced for ever, until something is opened', async () => {
    const { start, made } = fakeWorkers();
    const options = { embedder: wordEmbedder(), store: new MemoryStore(), worker: start } as const;
    const index = await LeannIndex.open('a', options);
    await addAll(index, someDocuments(3));
    await index.save();
    for (let crash = 0; crash < 3; crash++) {
      await index.has('d0');
      made.at(-1)?.crash('');
    }
    const message = await expectCode(index.has('d0'), 'worker-crashed');
    assert.match(message, /crashed 3 times in a minute/);
    await expectCode(hitsOf(index, 'rain'), 'worker-crashed');
    assert.deepEqual([made.length, FakeWorker.alive.size], [3, 0]);
    const again = await LeannIndex.open('a', options);
    assert.ok(await again.has('d0'));
    assert.ok(await index.has('d0'));
    await Promise.all([index.close(), again.close()]);
  });

  it('crashes with a trap in WASM, which the call that met it is told', async (test) => {
    await inWorker(async ({ index, made }) => {
      await addAll(index, someDocuments(3));
      await index.save();
      const trap = () => {
        throw new WebAssembly.RuntimeError('unreachable');
      };
      const { mock } = test.mock.method(TextEncoder.prototype, 'encode', trap);
      const message = await expectCode(addAll(index, someDocuments(3, 3)), 'worker-crashed');
      assert.equal(message, 'leann: cannot go on: the worker crashed: unreachable');
      mock.restore();
      await addAll(index, someDocuments(3, 3));
      assert.deepEqual([index.info().documents, made.length], [6, 2]);
    });
  });

  it('leaves no iterator of documents behind', () =>
    inWorker(async ({ index, made }) => {
      let ended = 0;
      async function* documents(): AsyncGenerator<Document> {
        try {
          for (const document of someDocuments(20)) {
            if (document.id === 'd7') made[0]?.crash('');
            yield document;
          }
        } finally {
          ended++;
        }
      }
      await expectCode(addAll(index, documents()), 'worker-crashed');
      while (ended === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await addAll(index, someDocuments(20));
      assert.equal(index.info().documents, 20);
    }));

  it('may crash while an index is closed', () =>
    inWorker(async ({ index, made }) => {
      const closing = index.close();
      made[0]?.crash('');
      await closing;
    }));

  it('that cannot be started says so', async () => {
    const worker = () => {
      throw new Error('no workers here');
    };
    const open = LeannIndex.open('x', { embedder: wordEmbedder(), store: 'memory', worker });
    const message = await expectCode(open, 'worker-crashed');
    assert.equal(message, 'leann: cannot start the worker: no workers here');
  });
});
