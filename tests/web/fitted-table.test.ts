// A table of terms learns what the model makes of words that passages hardly explain.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Document, LeannIndex } from '../../web/index.js';
import { hitsOf } from './drive.js';
import { hostDocuments } from './hosted-folder.js';
import { wordEmbedder } from './word-embedder.js';

const TOPICS = [
  ['rain', 'snow', 'wind', 'storm', 'cloud'],
  ['bread', 'milk', 'butter', 'cheese', 'flour'],
];
/** The only one with "gale" has fifteen others that no passage explains. */
const DOCUMENTS: Document[] = [
  ...Array.from({ length: 200 }, (_, i) => {
    const words = TOPICS[i % 2] ?? [];
    const some = Array.from({ length: 4 }, (_, j) => words[(i * 7 + j * j + (i >> 3)) % words.length]);
    return { id: `${i % 2 === 0 ? 'weather' : 'food'}${i}`, text: `${some.join(' ')} number${i}` };
  }),
  { id: 'log', text: `gale ${Array.from({ length: 15 }, (_, i) => `other${i}word`).join(' ')}` },
];

/** A model to which a gale is weather. */
const embedTerms = (terms: string[]) =>
  wordEmbedder().embed(terms.map((term) => (term === 'gale' ? 'storm wind rain' : term)));

async function weatherAmongNearest(learn: boolean): Promise<number> {
  const asked: string[] = [];
  const hosted = await hostDocuments(
    DOCUMENTS,
    {},
    {
      ...(learn && {
        embedTerms: async (terms: string[]) => {
          asked.push(...terms);
          return await embedTerms(terms);
        },
      }),
    },
  );
  try {
    await using index = await LeannIndex.fromUrl(hosted.url, { model: 'never' });
    const hits = await hitsOf(index, 'gale', { mode: 'meaning', k: 11 });
    if (learn) {
      assert.equal(new Set(asked).size, asked.length, 'each term once');
      assert.ok(['gale', 'storm', 'number7'].every((term) => asked.includes(term)));
    }
    return hits.filter(({ id }) => id.startsWith('weather')).length;
  } finally {
    await hosted.close();
  }
}

describe('a table of terms', () => {
  it('learns from the model what passages do not say of a word', async () => {
    assert.ok((await weatherAmongNearest(false)) < 9);
    assert.ok((await weatherAmongNearest(true)) >= 9);
  });

  it('is not made if the model fails, and nothing is published', async () => {
    const broken = { embedTerms: () => Promise.reject(new Error('the model is gone')) };
    await assert.rejects(hostDocuments(DOCUMENTS, {}, broken), /the model is gone/);
  });
});
