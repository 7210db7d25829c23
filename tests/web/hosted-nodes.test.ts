// A published index in one piece whose nodes are a file of their own: words answer before it has come.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseHostedManifest } from '../../web/hosted/manifest.js';
import { nodeBytes, nodeFile } from '../../web/hosted/node-files.js';
import { type Document, LeannIndex } from '../../web/index.js';
import type { FromUrlOptions } from '../../web/interface/open-options.js';
import { hitsOf, updatesOf } from './drive.js';
import { type HostedFolder, hostDocuments, publishDocuments } from './hosted-folder.js';
import { wordEmbedder } from './word-embedder.js';
import { fakeWorkers } from './worker-fake.js';

/** Enough that neither words nor nodes stay in the index. */
const DOCUMENTS: Document[] = Array.from({ length: 4000 }, (_, i) => {
  const words = Array.from({ length: 6 }, (_, j) => `word${(i * 31 + j * j * 17 + (i >> 4)) % 4001}`);
  return { id: `d${i}`, title: `Number ${i}`, text: `${words.join(' ')} number${i}` };
});
const QUERIES = ['number77 word5', 'word12 word99 word1200', 'word3001 number3999'];

/** Fetches as ever while `act` runs, but lets `change` say what becomes of files whose path has this in it. */
async function changing(
  part: string,
  change: (answer: () => Promise<Response>) => Promise<Response>,
  act: () => Promise<void>,
): Promise<void> {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const { href } = new URL(input instanceof Request ? input.url : input);
    const answer = () => fetch(input, init);
    return href.includes(part) ? change(answer) : answer();
  };
  try {
    await act();
  } finally {
    globalThis.fetch = fetch;
  }
}

function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('a published index whose nodes are a file of their own', () => {
  let hosted: HostedFolder;
  before(async () => {
    hosted = await hostDocuments(DOCUMENTS);
  });
  after(() => hosted.close());

  const open = (options: FromUrlOptions = {}) =>
    LeannIndex.fromUrl(hosted.url, {
      embedder: wordEmbedder(),
      cacheBytes: 0,
      listDocuments: true,
      ...options,
    });

  it('is published so where there are many words and nodes', async () => {
    const { manifest } = hosted;
    const { nodes, index, files } = manifest;
    assert.equal(manifest.format, 5);
    assert.ok(nodes !== undefined && nodeBytes(manifest) >= 32_768);
    assert.ok((files.find(({ path }) => path === index)?.bytes ?? 0) > 0);
    const few = await hostDocuments(DOCUMENTS.slice(0, 100));
    assert.deepEqual([few.manifest.format, few.manifest.nodes], [2, undefined]);
    await few.close();
  });

  for (const where of ['this thread', 'a worker'] as const) {
    it(`answers by words before its nodes have come, and then as one that has them, in ${where}`, async () => {
      const fake = fakeWorkers();
      const worker = where === 'a worker' ? { worker: fake.start } : {};
      await using whole = await LeannIndex.import('whole', await (await open()).export(), {
        embedder: wordEmbedder(),
        store: 'memory',
      });
      for (const query of QUERIES) {
        const { open: letGo, opened } = gate();
        let asked = 0;
        const held = async (answer: () => Promise<Response>) => {
          asked++;
          await opened;
          return await answer();
        };
        await changing('/nodes-', held, async () => {
          await using index = await open(worker);
          const search = index.search(query, { partial: true });
          const texts = new Set<string>();
          let first = 0;
          let update = await search.next();
          // All that words found is shown, with its texts, while nodes are missing.
          for (; !update.done; update = await search.next()) {
            const { hits, final } = update.value;
            assert.equal(final, false);
            assert.ok(hits.length > 0 && hits.every(({ exact }) => !exact));
            first ||= hits.length;
            for (const { id, pending } of hits) if (!pending) texts.add(id);
            if (texts.size === first) break;
          }
          assert.equal(asked, 1);
          letGo();
          let last: string[] = [];
          for await (const { hits } of search) last = hits.map(({ id }) => id);
          const wanted = await hitsOf(whole, query);
          assert.deepEqual(
            last,
            wanted.map(({ id }) => id),
          );
          assert.equal(asked, 1, 'nodes are fetched once');
        });
      }
    });
  }

  it('needs no nodes where words alone are asked for, and says nothing of clusters', async () => {
    await changing(
      '/nodes-',
      () => Promise.reject(new TypeError('offline')),
      async () => {
        await using index = await open();
        const [update] = (await updatesOf(index, 'number1234', { mode: 'words' })).slice(-1);
        assert.equal(update?.hits[0]?.id, 'd1234');
        assert.equal(update?.stats.clusters, undefined);
      },
    );
  });

  it('ends a search that waits for nodes where it is aborted or the index is closed', async () => {
    const { open: letGo, opened } = gate();
    const held = async (answer: () => Promise<Response>) => {
      await opened;
      return await answer();
    };
    await changing('/nodes-', held, async () => {
      const index = await open();
      const controller = new AbortController();
      const aborted = hitsOf(index, 'word5', { mode: 'meaning', signal: controller.signal });
      const more = index.more('d42', { signal: controller.signal });
      const closed = hitsOf(index, 'word5', { mode: 'meaning' });
      controller.abort(new Error('typed again'));
      await assert.rejects(aborted, /typed again/);
      await assert.rejects(more, /typed again/);
      await Promise.all([assert.rejects(closed, { code: 'closed' }), index.close()]);
      letGo();
    });
  });

  it('asks again for nodes that did not come', async () => {
    let failures = 0;
    await changing(
      '/nodes-',
      async (answer) => {
        if (++failures <= 3) throw new TypeError('offline');
        return await answer();
      },
      async () => {
        await using index = await open();
        // Twice for opening and for itself, and once for a search.
        while (failures < 3)
          await assert.rejects(hitsOf(index, 'word5', { mode: 'meaning' }), { code: 'network-failed' });
        assert.ok((await hitsOf(index, 'word5', { mode: 'meaning' })).length > 0);
      },
    );
  });

  it('is told that nodes are damaged or gone, and goes on when they are back', async () => {
    const place = join(hosted.folder, nodeFile(hosted.manifest, 0).path);
    const kept = await readFile(place);
    await using index = await (async () => {
      await writeFile(
        place,
        kept.map((byte, at) => (at === 900 ? byte ^ 1 : byte)),
      );
      return await open();
    })();
    try {
      await assert.rejects(hitsOf(index, 'word1', { mode: 'meaning' }), { code: 'corrupt' });
      await rm(place);
      await assert.rejects(hitsOf(index, 'word1', { mode: 'meaning' }), { code: 'not-found' });
    } finally {
      await writeFile(place, kept);
    }
    assert.ok((await hitsOf(index, 'word1', { mode: 'meaning' })).length > 0);
  });

  it('counts all that is fetched of it, and finds more like a document', async () => {
    await using index = await open();
    const hits = await index.more('d42', { k: 5 });
    assert.ok(hits.length > 0 && hits.every(({ id }) => id !== 'd42'));
    const { files, words, index: path } = hosted.manifest;
    const head = files.find((file) => file.path === path)?.bytes ?? 0;
    assert.equal(index.info().bytes.total, head + nodeBytes(hosted.manifest) + (words?.bytes ?? 0));
    const fetched = index.info().fetched?.bytes ?? 0;
    assert.ok(fetched >= head + nodeBytes(hosted.manifest), `${fetched}`);
  });

  it('takes over what is published meanwhile', async () => {
    const folder = await hostDocuments(DOCUMENTS.slice(0, 3000));
    try {
      await using index = await LeannIndex.fromUrl(folder.url, { embedder: wordEmbedder() });
      const manifest = await publishDocuments(folder.folder, DOCUMENTS);
      assert.equal(await index.refresh(), true);
      assert.notEqual(manifest.nodes, folder.manifest.nodes);
      assert.equal((await hitsOf(index, 'number3999'))[0]?.id, 'd3999');
    } finally {
      await folder.close();
    }
  });

  it('refuses a manifest that says otherwise than its index', async () => {
    const { nodes: _, ...without } = hosted.manifest;
    assert.throws(() => parseHostedManifest(without), { code: 'corrupt' });
    assert.throws(() => parseHostedManifest({ ...hosted.manifest, format: 2 }), { code: 'corrupt' });
    const place = join(hosted.folder, 'manifest.json');
    try {
      await writeFile(place, JSON.stringify({ ...without, format: 4 }));
      await assert.rejects(open(), { code: 'corrupt' });
    } finally {
      await writeFile(place, JSON.stringify(hosted.manifest));
    }
  });
});
