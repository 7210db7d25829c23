// LeannIndex.open and save: what outlasts the object, and what is refused.

import assert from 'node:assert/strict';
import { before, describe, it, mock } from 'node:test';
import { LeannError } from '../../web/base/error.js';
import { Core } from '../../web/core/core.js';
import type { Notice } from '../../web/interface/notice.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import type { Commit, Snapshot, Store } from '../../web/storage/store.js';
import { addAll, hitsOf } from './drive.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

/** A store whose snapshot or commits go wrong. */
class FaultyStore extends MemoryStore {
  damage: (snapshot: Snapshot) => Snapshot = (snapshot) => snapshot;
  beforeCommit: () => void | Promise<void> = () => {};

  override async load(): Promise<Snapshot | undefined> {
    const snapshot = await super.load();
    return snapshot === undefined ? undefined : this.damage(snapshot);
  }

  override async commit(commit: Commit): Promise<void> {
    await this.beforeCommit();
    await super.commit(commit);
  }
}

describe('LeannIndex that is saved', () => {
  let core: Core;

  before(async () => {
    core = await Core.load();
  });

  function open(store: OpenOptions['store'], options: Partial<OpenOptions> = {}): Promise<LeannIndex> {
    return LeannIndex.open('kept', {
      embedder: wordEmbedder(),
      core,
      // So that a search changes nothing that the next one sees.
      cacheBytes: 0,
      ...(store ? { store } : {}),
      ...options,
    });
  }

  /** A store with an index of 50 documents. */
  async function filled(): Promise<FaultyStore> {
    const store = new FaultyStore('kept');
    const index = await open(store);
    await addAll(index, someDocuments(50));
    await index.save();
    await index.close();
    return store;
  }

  it('comes back with the same answers', async () => {
    const store = new MemoryStore();
    const first = await open(store, { split: { maxTokens: 9 }, build: { M: 8 } });
    await addAll(first, [{ id: 't', text: 'sun over the lake', title: 'Title' }, ...someDocuments(60)]);
    await addAll(first, [{ id: 'blank', text: '' }]);
    const expected = await hitsOf(first, 'sun over the lake', { k: 20 });
    assert.equal(first.info().saved, false);
    await first.save();
    const info = first.info();
    assert.equal(info.saved, true);
    assert.equal(info.generation, 1);
    assert.deepEqual(await hitsOf(first, 'sun over the lake', { k: 20 }), expected);
    await first.close();

    const second = await open(store);
    assert.deepEqual(second.info(), info);
    assert.deepEqual(await hitsOf(second, 'sun over the lake', { k: 20 }), expected);
    assert.ok(await second.has('blank'));
    await assert.rejects(addAll(second, someDocuments(1)), { code: 'duplicate-id' });
    await addAll(second, someDocuments(3, 200));
    await second.save();
    assert.equal(second.info().generation, 2);
    await second.close();

    const third = await open(store);
    assert.equal(third.info().documents, 65);
    for (const { id, text } of someDocuments(3, 200))
      assert.equal((await hitsOf(third, text, { k: 1 }))[0]?.id, id);
    await third.close();
    assert.equal(core.liveHandles, 0);
  });

  it('is built again from its stored texts when it has doubled', async () => {
    const store = await filled();
    const embedder = wordEmbedder();
    const index = await open(store, { embedder });
    await addAll(index, someDocuments(10, 50));
    assert.equal(embedder.embedded(), 10);
    await addAll(index, someDocuments(60, 60));
    // Those that waited had their vectors still.
    assert.equal(embedder.embedded(), 10 + 110);
    await index.save();
    await index.close();
    const reopened = await open(store);
    for (const { id, text } of someDocuments(120))
      assert.equal((await hitsOf(reopened, text, { k: 1 }))[0]?.id, id);
    await reopened.close();
  });

  it('drops what was not saved', async () => {
    const store = await filled();
    const index = await open(store);
    await addAll(index, someDocuments(5, 50));
    await index.close();
    const reopened = await open(store);
    assert.equal(reopened.info().documents, 50);
    await reopened.close();
  });

  it('saves an empty index, and saves nothing twice', async () => {
    const store = new MemoryStore();
    const index = await open(store);
    await index.save();
    await index.save();
    assert.equal(index.info().generation, 1);
    await index.close();
    const reopened = await open(store);
    assert.equal(reopened.info().generation, 1);
    assert.deepEqual(await hitsOf(reopened, 'x'), []);
    await addAll(reopened, someDocuments(3));
    await Promise.all([reopened.save(), reopened.save()]);
    assert.equal(reopened.info().generation, 2);
    await reopened.close();
  });

  it('goes on from what was saved elsewhere', async () => {
    const store = await filled();
    const [mine, theirs] = [await open(store), await open(store)];
    await addAll(theirs, someDocuments(2, 50));
    await theirs.save();
    await assert.rejects(addAll(mine, someDocuments(1, 51)), { code: 'duplicate-id' });
    await addAll(mine, someDocuments(3, 60));
    await mine.save();
    assert.equal(mine.info().generation, 3);
    assert.equal((await hitsOf(mine, 'sun', { k: 100 })).length, 55);
    await mine.close();
    await theirs.close();
    const reopened = await open(store);
    assert.equal(reopened.info().documents, 55);
    await reopened.close();
  });

  it('can be saved again after a save failed', async () => {
    const store = await filled();
    const index = await open(store);
    await addAll(index, someDocuments(5, 50));
    store.beforeCommit = () => {
      throw new LeannError('quota-exceeded', 'leann: cannot save index "kept": no room');
    };
    await assert.rejects(index.save(), { code: 'quota-exceeded' });
    assert.equal(index.info().saved, false);
    store.beforeCommit = () => {};
    await index.save();
    assert.equal(index.info().saved, true);
    await index.close();
    const reopened = await open(store);
    assert.equal(reopened.info().documents, 55);
    await reopened.close();
  });

  it('saves the state before an addition that has not ended', async () => {
    const store = await filled();
    const index = await open(store);
    await addAll(index, someDocuments(1, 50));
    const adding = index.add(someDocuments(200, 60));
    await adding.next();
    await index.save();
    for await (const _ of adding);
    assert.equal(index.info().saved, false);
    const reopened = await open(store);
    assert.equal(reopened.info().documents, 51);
    await reopened.close();
    await index.save();
    await index.close();
  });

  it('keeps what is added while a save runs', async () => {
    const store = await filled();
    const index = await open(store);
    await addAll(index, someDocuments(1, 50));
    let release = () => {};
    const committing = new Promise<void>((begun) => {
      store.beforeCommit = () => {
        begun();
        return new Promise((resolve) => {
          release = resolve;
        });
      };
    });
    const saving = index.save();
    await committing;
    await addAll(index, someDocuments(2, 60));
    release();
    await saving;
    store.beforeCommit = () => {};
    assert.equal(index.info().saved, false);
    for (const { id, text } of someDocuments(2, 60))
      assert.equal((await hitsOf(index, text, { k: 1 }))[0]?.id, id);
    await index.save();
    await index.close();
    const reopened = await open(store);
    assert.equal(reopened.info().documents, 53);
    for (const { id, text } of someDocuments(2, 60))
      assert.equal((await hitsOf(reopened, text, { k: 1 }))[0]?.id, id);
    await reopened.close();
  });

  it('is refused to another embedder, naming both', async () => {
    const store = await filled();
    await assert.rejects(open(store, { embedder: wordEmbedder('other words') }), {
      code: 'embedder-mismatch',
      message:
        'leann: cannot open index "kept": it was built with the embedder "words", this one is "other words"',
    });
    await (await open(store)).close();
  });

  it('is refused with settings that are not its own', async () => {
    const store = new MemoryStore();
    const first = await open(store, { split: { maxTokens: 20 }, build: { M: 8, seed: 3 } });
    await first.save();
    await first.close();
    await (await open(store, { split: { maxTokens: 20, overlapTokens: 0 }, build: { M: 8 } })).close();
    for (const options of [
      { split: { maxTokens: 21 } },
      { split: { overlapTokens: 1 } },
      { build: { M: 9 } },
      { build: { metric: 'l2' } },
    ] as const) {
      await assert.rejects(open(store, options), { code: 'invalid-argument' }, JSON.stringify(options));
    }
    assert.equal(core.liveHandles, 0);
  });

  it('is refused as corrupt when any part is damaged, and left as it is', async () => {
    const store = await filled();
    const damages: [string, (snapshot: Snapshot) => void][] = [
      ['a document lost', ({ documents }) => documents.pop()],
      [
        'a document twice',
        ({ documents }) =>
          documents.splice(1, 1, {
            ...documents[1],
            id: 'd0',
            passages: 1,
            textBytes: documents[1]?.textBytes ?? 0,
          }),
      ],
      [
        'a passage more',
        ({ documents }) =>
          documents.splice(1, 1, { id: 'd1', passages: 2, textBytes: documents[1]?.textBytes ?? 0 }),
      ],
      ['no graph', (snapshot) => Object.assign(snapshot, { index: new Uint8Array(0) })],
      ['a graph cut short', (snapshot) => Object.assign(snapshot, { index: snapshot.index.slice(0, -1) })],
      ['a count', ({ manifest }) => manifest.passages++],
      ['the graph of another size', grow],
    ];
    const { length } = (await store.load())?.index ?? assert.fail();
    for (let bit = 0; bit < length * 8; bit += 41) {
      damages.push([
        `bit ${bit}`,
        ({ index }) => index.set([(index[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3),
      ]);
    }
    for (const [name, change] of damages) {
      store.damage = (snapshot) => {
        change(snapshot);
        return snapshot;
      };
      await assert.rejects(open(store), { code: 'corrupt' }, name);
    }
    assert.equal(core.liveHandles, 0);
    store.damage = (snapshot) => snapshot;
    const index = await open(store);
    assert.equal(index.info().documents, 50);
    await index.close();
  });

  /** Two documents fewer, and a manifest that agrees: only the graph knows better. */
  function grow({ manifest, documents }: Snapshot): void {
    for (const { textBytes } of documents.splice(-2)) manifest.textBytes -= textBytes;
    manifest.documents -= 2;
    manifest.passages -= 2;
    manifest.linked -= 2;
  }

  it('says corrupt when a text that is needed is missing', async () => {
    class Forgetful extends MemoryStore {
      override passages = async () => [];
    }
    const store: Store = new Forgetful();
    const index = await open(store);
    await addAll(index, someDocuments(10));
    await index.save();
    await assert.rejects(hitsOf(index, 'sun'), { code: 'corrupt' });
    await index.close();
    assert.equal(core.liveHandles, 0);
  });

  it('is kept in memory where nothing else was asked for and there is no storage, and says so', async () => {
    const notices: Notice[] = [];
    const index = await open(undefined, { onNotice: (notice) => notices.push(notice) });
    assert.deepEqual(
      notices.map(({ code }) => code),
      ['not-stored'],
    );
    assert.match(notices[0]?.message ?? '', /cannot keep index "kept": there is no IndexedDB here/);
    await addAll(index, someDocuments(3));
    await index.save();
    await index.close();
    const warn = mock.method(console, 'warn', () => undefined);
    await (await open(undefined)).close();
    assert.equal(warn.mock.callCount(), 1);
    warn.mock.restore();
  });

  it('refuses what cannot be opened', async () => {
    const embedder = wordEmbedder();
    await assert.rejects(LeannIndex.open('', { embedder, core }), { code: 'invalid-argument' });
    await assert.rejects(LeannIndex.open(7 as unknown as string, { embedder, core }), {
      code: 'invalid-argument',
    });
    await assert.rejects(LeannIndex.open('x', {} as OpenOptions), { code: 'invalid-argument' });
    await assert.rejects(open('disk' as 'memory'), { code: 'invalid-argument' });
    await assert.rejects(open('memory', { split: { maxTokens: 0 } }), { code: 'invalid-argument' });
    await assert.rejects(open('memory', { split: { overlapTokens: 32 } }), { code: 'invalid-argument' });
    await assert.rejects(open('memory', { build: { M: 1 } }), { code: 'invalid-argument' });
    await assert.rejects(open('indexeddb'), { code: 'storage-unavailable', message: /no IndexedDB here/ });
    assert.equal(core.liveHandles, 0);
  });
});
