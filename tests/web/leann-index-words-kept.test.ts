// Words wherever an index is kept: what was deleted or replaced is never found, and everything else always is.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { LeannError } from '../../web/base/error.js';
import { Core } from '../../web/core/core.js';
import type { Embedder } from '../../web/embed/embedder.js';
import { publish } from '../../web/hosted/publish.js';
import type { Document } from '../../web/interface/document.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { wordless } from './wordless-file.js';
import { fakeWorkers } from './worker-fake.js';

const DOCUMENTS: Document[] = [
  ...someDocuments(60),
  {
    id: 'violin',
    title: 'The violin',
    text: '# Strings\n\nFour of them.\n\n# Bow\n\nOf horsehair, KX-4711-B.',
  },
  { id: 'cello', text: 'Deeper than a violin, with a spike.' },
  { id: 'drum', text: 'No strings at all: a skin.' },
];
const LATER: Document[] = [
  ...someDocuments(6, 60),
  { id: 'harp', title: 'Harp', text: 'Forty-seven strings, and "seven pedals".' },
];

/** Queries of every kind. */
const QUERIES = [
  'violin',
  'viol',
  'voilin strings',
  'kx-4711-b',
  'strings -violin',
  '"seven pedals"',
  '"forty seven" -salt',
  'number3 rain',
  'rain -number',
];

/** What words say of an index: which passages, and how well they match. */
async function wordsOf(index: LeannIndex): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const query of QUERIES) {
    const [update] = await updatesOf(index, query, { mode: 'words', k: 500 });
    const { hits = [], matchedWords = [] } = update ?? {};
    const found = hits.map(({ id, passage, score, words }) => `${id} ${passage} ${score} ${words}`);
    answers.push({ query, found: found.toSorted(), matchedWords: matchedWords.toSorted() });
  }
  return answers;
}

async function foundBy(index: LeannIndex, query: string): Promise<string[]> {
  const hits = await hitsOf(index, query, { mode: 'words', k: 500 });
  return [...new Set(hits.map(({ id }) => id))].toSorted();
}

async function bytesOf(index: LeannIndex): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await index.export()).arrayBuffer());
}

/** Opens a published index, made of an exported one, for a while. */
async function withPublished(
  exported: Uint8Array,
  worker: OpenOptions['worker'] & {},
  act: (index: LeannIndex) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-words-'));
  const write = async (path: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  try {
    const core = await Core.load();
    const manifest = await publish({ core, exported, name: 'words', others: [], write });
    await write('manifest.json', new TextEncoder().encode(JSON.stringify(manifest)));
    await using index = await LeannIndex.fromUrl(folder, { embedder: wordEmbedder(), worker, cacheBytes: 0 });
    await act(index);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const OPTIONS = { cacheBytes: 0, autoCompact: false } as const;

describe('words of an index', () => {
  it('are the same after saving, compacting, copying and publishing, in a worker too', async () => {
    const store = new MemoryStore();
    const open = (worker: OpenOptions['worker'] & {} = false) =>
      LeannIndex.open('kept', { ...OPTIONS, embedder: wordEmbedder(), store, worker });
    const index = await open();
    await addAll(index, DOCUMENTS);
    await addAll(index, LATER);
    const expected = await wordsOf(index);
    assert.deepEqual(await foundBy(index, 'violin'), ['cello', 'violin']);
    assert.deepEqual(await foundBy(index, '"seven pedals"'), ['harp']);
    await index.save();
    for (const worker of [false, fakeWorkers().start]) {
      const reopened = await open(worker);
      assert.deepEqual(await wordsOf(reopened), expected, 'reopened');
      await reopened.close();
    }
    const exported = await bytesOf(index);
    for (const rebuild of [false, true]) {
      await compactAll(index, { rebuild });
      assert.deepEqual(await wordsOf(index), expected, `compacted, ${rebuild}`);
      await index.save();
    }
    await index.close();
    const compacted = await open();
    assert.deepEqual(await wordsOf(compacted), expected, 'compacted and reopened');
    await compacted.close();
    const options = { ...OPTIONS, embedder: wordEmbedder(), store: 'memory' } as const;
    for (const worker of [false, fakeWorkers().start]) {
      const copy = await LeannIndex.import('copy', exported, { ...options, worker });
      assert.deepEqual(await wordsOf(copy), expected, 'imported');
      await copy.close();
      await withPublished(exported, worker, async (published) => {
        assert.deepEqual(await wordsOf(published), expected, 'published');
        const again = await LeannIndex.import('again', await bytesOf(published), options);
        assert.deepEqual(await wordsOf(again), expected, 'exported from what is published');
        await again.close();
      });
    }
  });

  it('are never those of documents that were deleted or replaced', async () => {
    const store = new MemoryStore();
    const open = () => LeannIndex.open('kept', { ...OPTIONS, embedder: wordEmbedder(), store });
    let index = await open();
    const check = async (how: string) => {
      assert.deepEqual(await foundBy(index, 'violin'), ['violin'], how);
      assert.deepEqual(await foundBy(index, 'strings'), [], how);
      assert.deepEqual(await foundBy(index, 'kx-4711-b bow horsehair'), [], how);
      assert.deepEqual(await foundBy(index, 'oboe reed'), ['violin'], how);
      assert.deepEqual(await foundBy(index, '"seven pedals"'), [], how);
      assert.deepEqual(await foundBy(index, 'trumpet'), ['harp'], how);
      assert.deepEqual(await foundBy(index, 'number61 '), await foundBy(index, 'number '), how);
      assert.ok(!(await foundBy(index, 'number')).includes('d61'), how);
      for (const query of ['violin', 'strings', 'number3 number61']) {
        for (const { hits } of await updatesOf(index, query, { k: 500 })) {
          for (const { id, text } of hits) {
            assert.ok(!['cello', 'drum', 'd3', 'd61'].includes(id), how);
            assert.doesNotMatch(text, /strings|horsehair|pedals/i, how);
          }
        }
      }
    };
    await addAll(index, DOCUMENTS);
    await addAll(index, LATER);
    await index.save();
    await index.delete(['cello', 'drum', 'd3', 'd61']);
    await updateAll(index, [
      { id: 'violin', text: 'Once a violin, now an oboe with its reed.' },
      { id: 'harp', text: 'A trumpet.' },
    ]);
    await check('changed');
    await index.save();
    await index.close();
    index = await open();
    await check('reopened');
    const exported = await bytesOf(index);
    await compactAll(index);
    await check('compacted');
    await index.save();
    await index.close();
    index = await open();
    await check('compacted and reopened');
    await compactAll(index, { rebuild: true });
    await check('rebuilt');
    await index.close();
    index = await LeannIndex.import('copy', exported, {
      ...OPTIONS,
      embedder: wordEmbedder(),
      store: 'memory',
    });
    await check('imported');
    await index.close();
    await withPublished(exported, false, async (published) => {
      index = published;
      await check('published');
    });
  });

  it('come back with a document that was deleted and added again', () =>
    withIndex(async ({ index }) => {
      await addAll(index, DOCUMENTS);
      const before = await foundBy(index, 'strings');
      await index.delete(['violin', 'drum']);
      assert.deepEqual(await foundBy(index, 'strings'), []);
      await addAll(
        index,
        DOCUMENTS.filter(({ id }) => id === 'violin' || id === 'drum'),
      );
      assert.deepEqual(await foundBy(index, 'strings'), before);
      await compactAll(index);
      assert.deepEqual(await foundBy(index, 'strings'), before);
    }));

  it('are found once some hundred passages were linked one by one', () =>
    withIndex(async ({ index }) => {
      await addAll(index, someDocuments(200));
      for (let first = 200; first < 600; first += 40) await addAll(index, someDocuments(40, first));
      const fresh = await index.info().compaction.buffered;
      assert.ok(fresh > 0 && fresh < 256);
      for (const row of [0, 199, 200, 455, 456, 599]) {
        const [hit] = await hitsOf(index, `number${row} `, { mode: 'words' });
        assert.equal(hit?.id, `d${row}`);
      }
      assert.equal((await foundBy(index, 'number ')).length, 500);
    }));
});

describe('an index without words', () => {
  async function withWordless(act: (index: LeannIndex, file: Uint8Array, core: Core) => Promise<void>) {
    const core = await Core.load();
    const options = { ...OPTIONS, embedder: wordEmbedder(), store: 'memory', core } as const;
    const whole = await LeannIndex.open('whole', options);
    await addAll(whole, DOCUMENTS);
    const file = wordless(core, await bytesOf(whole));
    await whole.close();
    const index = await LeannIndex.import('wordless', file, { ...options, store: new MemoryStore() });
    await act(index, file, core);
    await index.close();
    assert.equal(core.liveHandles, 0);
  }

  const TEXT = 'Deeper than a violin, with a spike.';

  async function checkMeaning(index: LeannIndex): Promise<void> {
    for (const options of [{}, { mode: 'hybrid' }, { mode: 'meaning' }, { group: 'document' }] as const) {
      const updates = await updatesOf(index, TEXT, { ...options, confidence: 1 });
      for (const { hits, matchedWords } of updates) {
        assert.deepEqual(matchedWords, []);
        assert.ok(
          hits.length > 0 && hits.every(({ matched, words }) => matched === 'meaning' && words === 0),
        );
      }
      const [hit] = updates.at(-1)?.hits ?? [];
      assert.equal(hit?.id, 'cello');
      assert.ok((hit?.score ?? 0) > 0.99, 'the cosine');
    }
    const message = /^leann: cannot search by words: the index was made without them/;
    await assert.rejects(hitsOf(index, 'violin', { mode: 'words' }), { code: 'invalid-argument', message });
  }

  it('is searched by meaning, and says so if only words are wanted', () =>
    withWordless(async (index, file) => {
      assert.equal(index.info().bytes.words, 0);
      await checkMeaning(index);
      await addAll(index, LATER);
      await checkMeaning(index);
      await withPublished(file, false, checkMeaning);
    }));

  it('is not searched without the model: that it cannot be asked is an error', () =>
    withWordless(async (_index, file, core) => {
      const failing: Embedder = {
        ...wordEmbedder(),
        embed: async () => {
          throw new LeannError('network-failed', 'leann: cannot fetch rows of tokens: tokens/a.bin: 503');
        },
      };
      const options = { ...OPTIONS, core, embedder: failing, store: new MemoryStore() };
      await using index = await LeannIndex.import('unreachable', file, options);
      await assert.rejects(hitsOf(index, 'violin'), { code: 'network-failed' });
    }));

  it('has words after a compaction, which is due and embeds nothing', () =>
    withWordless(async (index, _file, core) => {
      await addAll(index, LATER);
      await index.delete('drum');
      const { due, reason } = index.info().compaction;
      assert.deepEqual([due, reason], [true, 'words']);
      const phases = new Set((await compactAll(index)).map(({ phase }) => phase));
      assert.ok(phases.has('words') && !phases.has('embed'), [...phases].join());
      assert.deepEqual([index.info().compaction.due, index.info().bytes.words > 0], [false, true]);
      const fresh = await LeannIndex.open('fresh', {
        ...OPTIONS,
        embedder: wordEmbedder(),
        store: 'memory',
        core,
      });
      await addAll(fresh, [...DOCUMENTS.filter(({ id }) => id !== 'drum'), ...LATER]);
      assert.deepEqual(await wordsOf(index), await wordsOf(fresh));
      await fresh.close();
    }));

  it('gets them by itself once it is saved', async () => {
    await withWordless(async (_index, file, core) => {
      const options = { embedder: wordEmbedder(), store: new MemoryStore(), core, cacheBytes: 0 };
      const index = await LeannIndex.import('kept', file, options);
      for (let tries = 0; tries < 100 && index.info().bytes.words === 0; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.deepEqual(await foundBy(index, 'violin'), ['cello', 'violin']);
      await index.close();
      const again = await LeannIndex.open('kept', options);
      assert.deepEqual(await foundBy(again, 'violin'), ['cello', 'violin']);
      await again.close();
    });
  });
});
