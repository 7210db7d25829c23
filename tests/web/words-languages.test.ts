// Words in many scripts: typed without accents, in other cases and digits, and within runs without spaces.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Where } from '../../web/filter/where.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, hitsOf } from './drive.js';
import { SCRIPTS } from './many-scripts.js';
import { wordEmbedder } from './word-embedder.js';

const QUERIES: Readonly<Record<string, string[]>> = {
  Amharic: ['መጽሐፍ'],
  Arabic: ['القاهرة', 'كتابا', 'كتابًا'],
  Armenian: ['երեկոյան'],
  Bengali: ['ঢাকায়'],
  Cyrillic: ['ежик', 'киев'],
  Devanagari: ['दिल्ली', 'बारिश'],
  Georgian: ['თბილისში'],
  Greek: ['οδος', 'ΟΔΟΣ', 'οδός'],
  Han: ['北京', '野家', '雨停'],
  Hebrew: ['שלום', 'בירושלים'],
  Japanese: ['東京', 'キーボード'],
  Khmer: ['ភ្នំពេញ'],
  Korean: ['서울', '책이'],
  Tamil: ['சென்னையில்'],
  Thai: ['ตลาดน้ำ', 'ก๋วยเตี๋ยว'],
  Tibetan: ['ལྷ་ས'],
  Vietnamese: ['Hà Nội', 'ha noi', 'pho'],
};

describe('words', () => {
  let index: LeannIndex;
  before(async () => {
    index = await LeannIndex.open('scripts', { embedder: wordEmbedder(), store: 'memory' });
    await addAll(
      index,
      Object.entries(SCRIPTS).map(([id, text]) => ({ id, text })),
    );
  });
  after(() => index.close());

  for (const [script, queries] of Object.entries(QUERIES)) {
    test(`are found in ${script}: ${queries.join(', ')}`, async () => {
      for (const query of queries) {
        const [first] = await hitsOf(index, query, { mode: 'words' });
        assert.equal(first?.id, script, query);
      }
    });
  }

  test('are found in one language alone, by the `lang` of documents', async () => {
    const index = await LeannIndex.open('languages', { embedder: wordEmbedder(), store: 'memory' });
    const texts = {
      de: 'Das Gift der Schlange wirkt schnell.',
      en: 'The gift was a wooden snake.',
      he: 'נחש gift בגן.',
      ja: '庭の蛇のgiftです。',
    };
    await addAll(
      index,
      Object.entries(texts).map(([lang, text]) => ({ id: lang, text, metadata: { lang } })),
    );
    const found = async (query: string, where?: Where) => {
      const hits = await hitsOf(index, query, { mode: 'words', ...(where && { where }) });
      return hits.map(({ id }) => id).sort();
    };
    assert.deepEqual(await found('gift'), ['de', 'en', 'he', 'ja']);
    for (const lang of Object.keys(texts)) assert.deepEqual(await found('gift', { lang }), [lang]);
    assert.deepEqual(await found('蛇', { lang: { in: ['ja', 'he'] } }), ['ja']);
    const { lang } = await index.facets(['lang']);
    assert.deepEqual(
      lang?.map(({ value, count }) => [value, count]).sort(),
      Object.keys(texts).map((each) => [each, 1]),
    );
    await index.close();
  });

  test('are found whatever digits they are written with', async () => {
    for (const query of ['123', '١٢٣']) {
      const hits = await hitsOf(index, query, { mode: 'words' });
      assert.ok(
        hits.some(({ id }) => id === 'Arabic'),
        query,
      );
    }
  });
});
