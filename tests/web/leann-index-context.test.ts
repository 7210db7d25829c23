// Passages are embedded with title and headings in front, wherever they are embedded again; older indexes without.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import type { Snapshot } from '../../web/storage/store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { hostDocuments } from './hosted-folder.js';
import { MemoryJournal } from './memory-journal.js';
import { type WordEmbedder, wordEmbedder } from './word-embedder.js';

const TEXT = '# Chapter\nfirst words\n## Part\nsecond words';
const TITLED: Document[] = Array.from({ length: 40 }, (_, row) => ({
  id: `t${row}`,
  title: `Title ${row}`,
  text: `sun number${row}`,
}));
const BOOK: Document = { id: 'book', title: 'A very old book', text: TEXT };
/** As it is embedded: two passages of at most 12 words; the title takes the room of headings. Bare, it is one. */
const EMBEDDED = ['A very old book\n# Chapter\nfirst words', 'A very old book\n## Part\nsecond words'];

/** An embedder, and the texts that it was given last. */
function listening(): { embedder: WordEmbedder; texts: () => string[] } {
  const embedder = wordEmbedder();
  let given: string[] = [];
  embedder.before = (texts) => void given.push(...texts);
  const texts = () => {
    const last = given;
    given = [];
    return last;
  };
  return { embedder, texts };
}

async function opened(options: Partial<OpenOptions> = {}) {
  const { embedder, texts } = listening();
  const fixed = {
    embedder,
    store: 'memory',
    cacheBytes: 0,
    split: { maxTokens: 12 },
    autoCompact: false,
  } as const;
  return { texts, index: await LeannIndex.open('context', { ...fixed, ...options }) };
}

describe('an index of passages with their context', () => {
  it('embeds it when they are added, found, buffered and rebuilt', async () => {
    const { index, texts } = await opened();
    assert.equal(index.info().split.context, true);
    await addAll(index, [BOOK, ...TITLED]);
    assert.deepEqual(
      texts()
        .filter((text) => text.includes('book'))
        .sort(),
      EMBEDDED,
    );
    const [hit] = await hitsOf(index, 'part second words', { k: 1, mode: 'meaning', confidence: 1 });
    assert.deepEqual(
      { ...hit, score: 0, meaning: 0 },
      {
        id: 'book',
        title: BOOK.title,
        passage: 1,
        text: '## Part\nsecond words',
        start: 22,
        end: 42,
        headings: ['Chapter', 'Part'],
        score: 0,
        matched: 'meaning',
        words: 0,
        meaning: 0,
        exact: true,
      },
    );
    assert.equal(TEXT.slice(hit?.start, hit?.end), hit?.text);
    const recomputed = texts();
    assert.ok(recomputed.includes(EMBEDDED[1] ?? ''), recomputed.join('\n'));
    assert.ok(!recomputed.includes(hit?.text ?? ''));
    await updateAll(index, [{ id: 'book', text: `${TEXT} and more here` }]);
    const untitled = 'Chapter\n## Part\nsecond words and more here';
    assert.deepEqual(texts().sort(), ['# Chapter\nfirst words', untitled]);
    await compactAll(index, { rebuild: true });
    assert.ok(texts().includes('Title 3\nsun number3'));
    const updates = await updatesOf(index, 'new chapter', { k: 1000, confidence: 1 });
    assert.ok(updates.every(({ changed }) => changed === undefined));
    await index.close();
  });

  it('notices when title or headings are not those that were embedded', async () => {
    class ChangedTitles extends MemoryStore {
      override async load(): Promise<Snapshot | undefined> {
        const snapshot = await super.load();
        for (const document of snapshot?.documents ?? [])
          if (document.id === 'book') document.title = 'Other';
        return snapshot;
      }
    }
    const store = new ChangedTitles();
    const { index } = await opened({ store });
    await addAll(index, [BOOK, ...TITLED]);
    await index.save();
    await index.close();
    const again = await opened({ store });
    const last = (await updatesOf(again.index, 'old book second', { confidence: 1 })).at(-1);
    assert.deepEqual(
      last?.changed?.map(({ id }) => id),
      ['book', 'book'],
    );
    assert.ok(last?.hits.every(({ id }) => id !== 'book'));
    await again.index.close();
  });

  it('keeps vectors of an interrupted addition by what was embedded', async () => {
    const store = Object.assign(new MemoryStore(), { journal: new MemoryJournal() });
    const { index } = await opened({ store });
    await addAll(index, [BOOK]);
    await index.close();
    const { index: next, texts } = await opened({ store });
    await addAll(next, [BOOK, { ...BOOK, id: 'same text', title: 'Another' }]);
    assert.ok(texts().every((text) => text.startsWith('Another')));
    await next.close();
  });

  it('goes on as it was made when it is opened again, exported and published', async () => {
    for (const context of [true, false]) {
      const store = new MemoryStore();
      const split = { maxTokens: 12, context };
      const { index } = await opened({ store, split });
      await addAll(index, [BOOK, ...TITLED]);
      await index.save();
      const file = await index.export();
      await index.close();
      const hosted = await hostDocuments([BOOK, ...TITLED], split);
      const wanted = context ? EMBEDDED[1] : TEXT;
      const opening: (() => Promise<{ index: LeannIndex; texts: () => string[] }>)[] = [
        () => opened({ store, split: {} }),
        async () => {
          const { embedder, texts } = listening();
          const index = await LeannIndex.import('copy', file, { embedder, store: 'memory', cacheBytes: 0 });
          return { index, texts };
        },
        async () => {
          const { embedder, texts } = listening();
          return { index: await LeannIndex.fromUrl(hosted.url, { embedder, cacheBytes: 0 }), texts };
        },
      ];
      for (const open of opening) {
        const { index, texts } = await open();
        assert.equal(index.info().split.context, context);
        const last = (await updatesOf(index, 'book part second words', { confidence: 1 })).at(-1);
        assert.equal(last?.changed, undefined);
        assert.ok(texts().includes(wanted ?? ''));
        await index.close();
      }
      await hosted.close();
      const other = { split: { context: !context }, store } as const;
      await assert.rejects(opened(other), { code: 'invalid-argument', message: /split.context/ });
    }
    await assert.rejects(opened({ split: { context: 1 as unknown as boolean } }), {
      code: 'invalid-argument',
    });
  });

  it('recomputes the bare text if 0.1 has stored it, and of what is added since', async () => {
    class Older extends MemoryStore {
      override async load(): Promise<Snapshot | undefined> {
        const snapshot = await super.load();
        if (snapshot !== undefined) {
          const { maxTokens, overlapTokens } = snapshot.manifest.split;
          snapshot.manifest.split = { maxTokens, overlapTokens };
        }
        return snapshot;
      }
    }
    const store = new Older();
    const { index } = await opened({ store, split: { maxTokens: 12, context: false } });
    await addAll(index, [BOOK, ...TITLED]);
    await index.save();
    assert.equal((await store.load())?.manifest.split.context, undefined);
    await index.close();
    const { index: older, texts } = await opened({ store, split: {} });
    assert.equal(older.info().split.context, false);
    const last = (await updatesOf(older, 'part second', { confidence: 1 })).at(-1);
    assert.equal(last?.changed, undefined);
    assert.ok(texts().includes(TEXT));
    await addAll(older, [{ id: 'new', title: 'Unseen', text: 'snow' }]);
    assert.deepEqual(texts(), ['snow']);
    await older.close();
  });
});
