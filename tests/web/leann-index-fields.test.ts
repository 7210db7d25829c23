// What documents carry besides their texts comes back with hits and documents, wherever the index is kept.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { CARRYING, carriedBy, SECTIONED, SECTIONS, WRONG_METADATA } from './carrying-documents.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { hostDocuments } from './hosted-folder.js';
import { withIndex } from './with-index.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

/** That hits and `get` tell all that the documents carry. */
async function expectCarried(index: LeannIndex, documents: readonly Document[], how: string): Promise<void> {
  const hits = await hitsOf(index, 'sun rain', { k: 1000, confidence: 1 });
  const found = new Map(hits.map((hit) => [hit.id, carriedBy(hit)]));
  for (const document of documents) {
    assert.deepEqual(found.get(document.id), carriedBy(document), `hit ${document.id}, ${how}`);
    const got = (await index.get(document.id)) ?? assert.fail();
    assert.deepEqual(carriedBy(got), carriedBy(document), `document ${document.id}, ${how}`);
    assert.equal('url' in got, document.url !== undefined, how);
    assert.equal('metadata' in got, document.metadata !== undefined, how);
  }
  const { passages = [] } = (await index.get(SECTIONED.id)) ?? {};
  assert.deepEqual(
    passages.map(({ headings }) => headings),
    SECTIONS,
    how,
  );
  for (const { id, passage, headings } of hits) {
    if (id === SECTIONED.id) assert.deepEqual(headings, SECTIONS[passage], how);
  }
}

function push(metadata: object | undefined, tag: string): void {
  const { tags } = metadata as { tags: string[] };
  tags.push(tag);
}

/** Short passages, so that a document has several. */
const SPLIT = { maxTokens: 18 };

describe('what documents carry', () => {
  it('comes back from memory, from a store, and from an exported file', async () => {
    const store = new MemoryStore();
    const options = { embedder: wordEmbedder(), store, split: SPLIT } as const;
    const index = await LeannIndex.open('fields', options);
    await addAll(index, [...CARRYING, SECTIONED, ...someDocuments(60)]);
    await expectCarried(index, CARRYING, 'as added');
    await index.delete('d7');
    await compactAll(index);
    await expectCarried(index, CARRYING, 'after a compaction');
    await index.save();
    const file = await index.export();
    await index.close();
    const reopened = await LeannIndex.open('fields', options);
    await expectCarried(reopened, CARRYING, 'reopened');
    await reopened.close();
    const imported = await LeannIndex.import('copy', file, { embedder: wordEmbedder(), store: 'memory' });
    await expectCarried(imported, CARRYING, 'imported');
    await imported.close();
  });

  it('comes back from a worker', async () => {
    const options = { embedder: wordEmbedder(), store: 'memory', worker: fakeWorkers().start } as const;
    const index = await LeannIndex.open('fields', { ...options, split: SPLIT });
    await addAll(index, [...CARRYING, SECTIONED]);
    await expectCarried(index, CARRYING, 'in a worker');
    for (const metadata of WRONG_METADATA) {
      const adding = addAll(index, [{ id: 'wrong', text: 'x', metadata } as Document]);
      await assert.rejects(adding, { code: 'invalid-argument', message: /"wrong": its metadata/ });
    }
    await index.close();
  });

  it('comes back from a published folder, in partial answers too', async () => {
    const hosted = await hostDocuments([...CARRYING, SECTIONED, ...someDocuments(200)], SPLIT);
    try {
      const options = { embedder: wordEmbedder(), cacheBytes: 0, listDocuments: true };
      const index = await LeannIndex.fromUrl(hosted.url, options);
      const [first] = await updatesOf(index, 'sun rain everything', { partial: true, k: 1 });
      assert.equal(first?.hits[0]?.pending, true);
      assert.deepEqual(carriedBy(first.hits[0]), carriedBy(CARRYING[0] ?? {}));
      await expectCarried(index, CARRYING, 'published');
      const copy = await LeannIndex.import('copy', await index.export(), {
        embedder: wordEmbedder(),
        store: 'memory',
      });
      await expectCarried(copy, CARRYING, 'exported from there');
      await copy.close();
      await index.close();
    } finally {
      await hosted.close();
    }
  });

  it('is replaced with the document', async () => {
    await withIndex(
      async ({ index }) => {
        await addAll(index, [...CARRYING, { id: SECTIONED.id, text: 'before' }]);
        const next: Document[] = [
          { id: 'all', text: 'sun rain everything' },
          SECTIONED,
          { id: 'none', text: 'sun hill nothing', url: 'new', metadata: { now: true } },
        ];
        await updateAll(index, next);
        await expectCarried(index, [...next, ...CARRYING.slice(1, 3)], 'updated');
      },
      { split: SPLIT },
    );
  });

  it('is the index’s own: changes by the caller change nothing', async () => {
    await withIndex(async ({ index }) => {
      const metadata = { tags: ['a'], left: undefined };
      await addAll(index, [{ id: 'x', text: 'sun', metadata } as unknown as Document]);
      metadata.tags.push('b');
      const kept = { tags: ['a'] };
      for (const _ of [1, 2]) {
        const [hit] = await hitsOf(index, 'sun');
        assert.deepEqual(hit?.metadata, kept);
        push(hit?.metadata, 'c');
        const got = await index.get('x');
        assert.deepEqual(got?.metadata, kept);
        push(got?.metadata, 'd');
      }
    });
  });

  it('is refused if it is no JSON or no text', async () => {
    await withIndex(async ({ index }) => {
      const wrong = [...WRONG_METADATA.map((metadata) => ({ metadata })), { url: 7 }, { url: null }];
      for (const part of wrong) {
        const adding = addAll(index, [{ id: 'wrong', text: 'x', ...part } as Document]);
        await assert.rejects(adding, {
          code: 'invalid-argument',
          message: /document "wrong": its (metadata|url)/,
        });
      }
      assert.equal(index.info().documents, 0);
    });
  });

  it('has the type that the index was opened with', async () => {
    interface Note {
      tags: readonly string[];
    }
    const index = await LeannIndex.open<Note>('typed', { embedder: wordEmbedder(), store: 'memory' });
    for await (const _ of index.add([{ id: 'x', text: 'sun', metadata: { tags: ['a'] } }]));
    // @ts-expect-error: these are no tags.
    const adding = index.add([{ id: 'y', text: 'sun', metadata: { tags: 7 } }]);
    await adding.return();
    const tags: readonly string[] | undefined = (await index.get('x'))?.metadata?.tags;
    assert.deepEqual(tags, ['a']);
    await index.close();
  });
});
