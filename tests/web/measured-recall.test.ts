// What a published index says of its own answers is what searches of it find.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { madeQueries } from '../../cli/recall/made-queries.js';
import { measuredRecall } from '../../cli/recall/measured-recall.js';
import type { OwnedPassage } from '../../web/content/searched-content.js';
import { type Document, LeannIndex, type RecallInfo, type SearchOptions } from '../../web/index.js';
import { addAll, hitsOf } from './drive.js';
import { type HostedFolder, type HostedSettings, hostDocuments } from './hosted-folder.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const DOCUMENTS: Document[] = someDocuments(240).map(({ id, text }, row) => ({
  id,
  text: row % 3 === 0 ? `${text}\n\n${text} ${text} again and again, with more of it.` : text,
  ...(row % 2 === 0 && { title: `the ${row} of them` }),
}));
const SPLIT = { maxTokens: 24 };
const { signal } = new AbortController();

interface Measured extends HostedFolder {
  passages: readonly OwnedPassage[];
}

/** A folder that has measured itself as a build does. */
async function measuredFolder(documents: Document[], settings: HostedSettings = {}): Promise<Measured> {
  let passages: readonly OwnedPassage[] = [];
  const hosted = await hostDocuments(documents, SPLIT, {
    ...settings,
    measure: async (written, folder) => {
      passages = written.passages;
      return await measuredRecall({
        ...written,
        url: pathToFileURL(`${folder}/`),
        embedder: wordEmbedder(),
        signal,
      });
    },
  });
  return { ...hosted, passages };
}

/** The same through the package's interface alone: each query asked of an index that was just opened. */
async function recallBySearches({ url, passages }: Measured, withTable = true): Promise<RecallInfo> {
  const embedder = wordEmbedder();
  await using whole = await LeannIndex.open('whole', {
    embedder,
    store: 'memory',
    split: SPLIT,
    cacheBytes: 0,
  });
  await addAll(whole, DOCUMENTS);
  const queries = madeQueries(passages, 100);
  let [first, final] = [0, 0];
  for (const { text, node } of queries) {
    const filter = ({ id }: { id: string }) => id !== passages[node]?.id;
    const placesOf = async (index: LeannIndex, options: SearchOptions) =>
      (await hitsOf(index, text, { ...options, filter })).map(({ id, passage }) => `${id} ${passage}`);
    const exact = await placesOf(whole, { confidence: 1, maxRecomputes: 10_000 });
    await using opened = await LeannIndex.fromUrl(url, { embedder, cacheBytes: 0 });
    const share = (places: string[]) => places.filter((place) => exact.includes(place)).length / 10;
    if (withTable) first += share(await placesOf(opened, { model: false })) / queries.length;
    final += share(await placesOf(opened, {})) / queries.length;
  }
  return { queries: queries.length, ...(withTable && { first }), final };
}

function near(told: RecallInfo | undefined, found: RecallInfo): void {
  assert.equal(told?.queries, found.queries);
  for (const name of ['first', 'final'] as const) {
    const [left, right] = [told?.[name], found[name]];
    // Vectors that are equally near may be counted either way.
    assert.ok(Math.abs((left ?? -1) - (right ?? -1)) <= 0.004, `${name}: ${left} told, ${right} found`);
  }
}

describe('what an index says of its answers', { timeout: 600_000 }, () => {
  it('is what searches find of what exact search does', async () => {
    const hosted = await measuredFolder(DOCUMENTS);
    try {
      const found = await recallBySearches(hosted);
      near(hosted.manifest.recall, found);
      assert.ok((found.first ?? 0) > 0.1 && found.final > (found.first ?? 1), JSON.stringify(found));
      await using index = await LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() });
      assert.deepEqual(index.info().recall, hosted.manifest.recall);
    } finally {
      await hosted.close();
    }
  });

  it('is that of a first search, which has few clusters', async () => {
    const hosted = await measuredFolder(DOCUMENTS, { clusters: 120 });
    try {
      near(hosted.manifest.recall, await recallBySearches(hosted));
    } finally {
      await hosted.close();
    }
  });

  it('has no first answer without a table of terms', async () => {
    const hosted = await measuredFolder(DOCUMENTS, { table: false });
    try {
      assert.equal(hosted.manifest.table, undefined);
      assert.ok(hosted.manifest.recall !== undefined && !('first' in hosted.manifest.recall));
      near(hosted.manifest.recall, { ...(await recallBySearches(hosted, false)) });
    } finally {
      await hosted.close();
    }
  });

  it('is nothing if there are few documents, or nothing to ask', async () => {
    const wordless = someDocuments(40).map(({ id }, row) => ({ id, text: `${row}` }));
    for (const documents of [someDocuments(19), wordless]) {
      const hosted = await measuredFolder(documents);
      try {
        assert.ok(!('recall' in hosted.manifest));
        await using index = await LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() });
        assert.ok(!('recall' in index.info()));
      } finally {
        await hosted.close();
      }
    }
  });

  it('ends when it is no longer wanted', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    const embedder = wordEmbedder();
    const publishing = hostDocuments(DOCUMENTS, SPLIT, {
      measure: async (written, folder) => {
        embedder.before = () => ending.abort(reason);
        const url = pathToFileURL(`${folder}/`);
        return await measuredRecall({ ...written, url, embedder, signal: ending.signal });
      },
    });
    await assert.rejects(publishing, reason);
  });

  it('is refused if it is no share', async () => {
    const hosted = await hostDocuments(someDocuments(5));
    const place = join(hosted.folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(place, 'utf8'));
    try {
      const right = { queries: 100, first: 0.5, final: 1 };
      for (const [recall, code] of [
        [right, undefined],
        [{ ...right, final: 1.5 }, 'corrupt'],
        [{ ...right, first: -0.1 }, 'corrupt'],
        [{ ...right, first: '0.5' }, 'corrupt'],
        [{ queries: 100, first: 0.5 }, 'corrupt'],
        [{ first: 0.5, final: 1 }, 'corrupt'],
        [[1], 'corrupt'],
      ] as const) {
        await writeFile(place, JSON.stringify({ ...manifest, recall }));
        const opening = LeannIndex.fromUrl(hosted.url, { embedder: wordEmbedder() });
        if (code === undefined) await (await opening).close();
        else await assert.rejects(opening, { code }, JSON.stringify(recall));
      }
    } finally {
      await hosted.close();
    }
  });
});
