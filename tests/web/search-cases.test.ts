// What people look for and search by meaning alone does not find, with the model that the package recommends.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Document, type Hit, LeannIndex, OnnxEmbedder } from '../../web/index.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { modelFolder } from './model-folder.js';

const COUNT = 120;

const LETTERS = 'ABCDEFGH';
const KINDS = ['Pump', 'Valve', 'Seal', 'Motor', 'Filter', 'Bearing'];

/** A part number, unlike that of any other row. */
function partNumber(row: number): string {
  const [first, last] = [LETTERS[row % 8], LETTERS[(row * 3) % 8]];
  return `K${first}-${4000 + ((row * 37) % 997)}-${last}`;
}

/** A part number each; all else they have in common. */
const PARTS: Document[] = Array.from({ length: COUNT }, (_, row) => ({
  id: partNumber(row),
  text: `${KINDS[row % KINDS.length]} ${partNumber(row)}, made of steel, for machines in the workshop.`,
}));

const PAGES: Document[] = [
  { id: 'wiki', title: 'Wiki tags', text: 'Open the settings and choose what you want.' },
  { id: 'colours', title: 'Colours', text: 'Labels and tags can have a colour in the wiki.' },
  { id: 'search', title: 'Search', text: 'Type a word, or a tag, and the pages that have it are listed.' },
  { id: 'editor', title: 'The editor', text: 'A page of the wiki is written in Markdown.' },
  { id: 'export', title: 'Export', text: 'All pages of a wiki, with their tags, in one archive.' },
  { id: 'settings', title: 'Settings', text: 'Open the settings and choose a language.' },
];

describe('search with the recommended model', () => {
  let embedder: OnnxEmbedder;

  before(async () => {
    embedder = await OnnxEmbedder.load(modelFolder(), { device: 'wasm' });
  });

  after(() => embedder.close());

  async function withDocuments(documents: Document[], act: (index: LeannIndex) => Promise<void>) {
    const index = await LeannIndex.open('cases', { embedder, store: 'memory' });
    await addAll(index, documents);
    await act(index);
    await index.close();
  }

  it('finds each of many part numbers first, in every update', () =>
    withDocuments(PARTS, async (index) => {
      assert.equal(new Set(PARTS.map(({ id }) => id)).size, COUNT);
      let firstByMeaning = 0;
      for (const [row, { id }] of PARTS.entries()) {
        const updates = await updatesOf(index, id, { k: 5, maxRecomputes: 16 });
        for (const { hits } of updates) assert.equal(hits[0]?.id, id, id);
        for (const query of [id.toLowerCase(), id.replaceAll('-', ''), `${id} seal`]) {
          assert.equal((await hitsOf(index, query, { mode: 'words', k: 1 }))[0]?.id, id, query);
        }
        if (row % 6 > 0) continue;
        const [hit] = await hitsOf(index, id, { k: 1, mode: 'meaning', maxRecomputes: 16 });
        if (hit?.id === id) firstByMeaning++;
      }
      assert.ok(firstByMeaning < COUNT / 6, `by meaning alone: ${firstByMeaning} of ${COUNT / 6}`);
    }));

  it('finds a page by its title, whatever it says', () =>
    withDocuments(PAGES, async (index) => {
      for (const query of ['Wiki tags', 'wiki tags', 'wiki tag', '"wiki tags"', 'Wiki ta']) {
        for (const group of ['passage', 'document'] as const) {
          const [hit] = await hitsOf(index, query, { group });
          assert.equal(hit?.id, 'wiki', query);
        }
      }
      const [hit] = await hitsOf(index, 'which language can I choose?');
      assert.equal(hit?.id, 'settings', 'and by what it says');
    }));

  it('calls answers to nonsense weak, and leaves them out if it may', () =>
    withDocuments([...PARTS, ...PAGES], async (index) => {
      const isWeak = ({ weak }: Hit) => weak === true;
      for (const query of ['zxqv plomb', 'qwrtz ijkplm', 'vbnmq xcvw yyht']) {
        const hits = await hitsOf(index, query);
        assert.ok(hits.length === 10 && hits.every(isWeak), `${query}: ${hits.map(({ score }) => score)}`);
        assert.ok(hits[0]?.exact, 'a code may err');
        assert.deepEqual(await hitsOf(index, query, { minScore: 0.2 }), []);
        assert.deepEqual(await hitsOf(index, query, { mode: 'words' }), []);
      }
      for (const query of ['wiki tags', 'KA-4000-A', 'how do I write a page?']) {
        const hits = await hitsOf(index, query, { minScore: 0.2 });
        assert.ok(hits.length > 0 && !hits.some(isWeak), query);
      }
    }));
});
