// Of a passage that holds several short sections, hits name the one that answers, wherever the index is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import type { Hit } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { AnswerSections } from '../../web/search/answer-section.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { sectionsOf } from '../../web/text/section.js';
import { bestSentence, snippetOf } from '../../web/words/snippet.js';
import { addAll, hitsOf } from './drive.js';
import { hostDocuments } from './hosted-folder.js';
import { wordEmbedder } from './word-embedder.js';

const LINES = [
  'Weather',
  'Sun',
  'It is warm.',
  'Rain',
  'Take an umbrella. It is wet.',
  'Snow',
  'It is cold.',
];
const TEXT = LINES.join('\n');

function headingAt(line: string, level: number, anchor: string) {
  const start = TEXT.indexOf(line);
  return { start, end: start + line.length, level, anchor };
}

const HEADINGS = [
  headingAt('Weather', 1, 'top'),
  headingAt('Sun', 2, 'sun'),
  headingAt('Rain', 2, 'rain'),
  headingAt('Snow', 2, 'snow'),
];
/** One passage. */
const WEATHER: Document = { id: 'weather', title: 'Weather', text: TEXT, headings: HEADINGS };
const OTHERS: Document[] = Array.from({ length: 40 }, (_, row) => ({
  id: `o${row}`,
  text: `tree number${row}`,
}));

/** What is asked, and the section that answers. */
const ANSWERS: [query: string, section: Pick<Hit, 'headings' | 'anchor'>][] = [
  ['umbrella', { headings: ['Rain'], anchor: 'rain' }],
  ['wet', { headings: ['Rain'], anchor: 'rain' }],
  ['warm', { headings: ['Sun'], anchor: 'sun' }],
  ['snow', { headings: ['Snow'], anchor: 'snow' }],
  ['cold', { headings: ['Snow'], anchor: 'snow' }],
  // Of the document's own name: where it begins.
  ['weather', { anchor: 'top' }],
];

const [passage = {}] = sectionsOf(TEXT, HEADINGS, [{ start: 0, end: TEXT.length }], 'Weather');

function sectionFor(...words: string[]): Pick<Hit, 'headings' | 'anchor'> {
  const { headings, anchor } = new AnswerSections(new Set(words)).of({ ...passage, text: TEXT });
  return { ...(headings && { headings }), ...(anchor !== undefined && { anchor }) };
}

describe('the section that answers', () => {
  it('is that of the sentence with most of the words, the first of these', () => {
    assert.deepEqual(sectionFor('take', 'umbrella', 'cold'), { headings: ['Rain'], anchor: 'rain' });
    assert.deepEqual(sectionFor('cold', 'wet'), { headings: ['Rain'], anchor: 'rain' });
  });

  it('is the one in which the passage begins, if nothing of it is in the text', () => {
    assert.deepEqual(sectionFor('tree'), { anchor: 'top' });
    assert.deepEqual(sectionFor(), { anchor: 'top' });
  });

  it('is that of what a snippet shows', () => {
    const words = new Set(['umbrella']);
    const { start, end } = snippetOf(TEXT, words, { maxLength: 20 });
    const best = bestSentence(TEXT, words);
    assert.equal(TEXT.slice(best.start, best.end), 'Take an umbrella.');
    assert.ok(start <= best.start && end >= best.end);
  });

  it('is what hits name: in memory, opened again, imported and published', async () => {
    const embedder = wordEmbedder();
    const store = new MemoryStore();
    const documents = [WEATHER, ...OTHERS];
    const index = await LeannIndex.open('sections', { embedder, store });
    await addAll(index, documents);
    await index.save();
    const file = await index.export();
    const hosted = await hostDocuments(documents);
    const places: [place: string, opened: LeannIndex][] = [
      ['in memory', index],
      ['opened again', await LeannIndex.open('sections', { embedder, store })],
      ['imported', await LeannIndex.import('copy', file, { embedder, store: 'memory' })],
      ['published', await LeannIndex.fromUrl(hosted.url, { embedder })],
    ];
    for (const [place, opened] of places) {
      for (const [query, section] of ANSWERS) {
        const [hit] = await hitsOf(opened, query, { k: 1 });
        assert.equal(hit?.id, 'weather', place);
        assert.deepEqual({ ...hit, ...section }, hit, `${place}: ${query}`);
        assert.deepEqual(Object.keys(section).includes('headings'), hit?.headings !== undefined);
      }
      const [given] = (await opened.get('weather'))?.passages ?? [];
      assert.equal(given?.anchor, 'top', `${place}: documents say where a passage begins`);
      await opened.close();
    }
    await hosted.close();
  });
});
