// Queries that a build makes of a collection, to ask how good its answers are.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { madeQueries } from '../../cli/recall/made-queries.js';
import type { OwnedPassage } from '../../web/content/searched-content.js';
import { wordsOf } from '../../web/words/find-words.js';
import { parseQuery } from '../../web/words/word-query.js';

function passage(id: string, text: string, fields: Partial<OwnedPassage> = {}): OwnedPassage {
  return { id, passage: 0, text, start: 0, end: text.length, embedded: text, ...fields };
}

const textsOf = (passages: OwnedPassage[], most = 100, seed = 0) =>
  madeQueries(passages, most, seed).map(({ text }) => text);

describe('queries made of a collection', () => {
  it('are its titles, headings, and sentences from the middle', () => {
    const text = 'It begins here. The lamp warns ships at night. It ends here.';
    const fields = { title: 'Keeping the light', headings: ['All of it', 'Lamps and lenses'] };
    // Which of them comes first is by hash: of many passages there are all kinds.
    const passages = Array.from({ length: 30 }, (_, row) => passage(`d${row}`, text, fields));
    const made = new Set(textsOf(passages));
    assert.deepEqual(
      made,
      new Set(['Keeping the light', 'Lamps and lenses', 'The lamp warns ships at night']),
    );
  });

  it('name the passage that they are made of', () => {
    const passages = Array.from({ length: 50 }, (_, row) => passage(`d${row}`, `about number ${row}`));
    for (const { text, node } of madeQueries(passages, 100)) assert.equal(text, passages[node]?.text);
  });

  it('are as long as what people type', () => {
    const long = Array.from({ length: 40 }, (_, row) => `word${row}`).join(' ');
    const [query = ''] = textsOf([passage('long', long)]);
    assert.equal([...wordsOf(query)].length, 12);
    assert.deepEqual(textsOf([passage('short', 'Lighthouse.'), passage('numbers', '12 345 6 word')]), []);
    assert.deepEqual(textsOf([passage('han', '东京塔的灯光')]).length, 1);
  });

  it('ask for nothing but words', () => {
    const odd = 'He said “come here” - and -so on, "at once", -"now or" −later.';
    const [query = ''] = textsOf([passage('odd', odd)]);
    const { phrases, excludedPhrases, terms, text } = parseQuery(query);
    assert.deepEqual([phrases, excludedPhrases], [[], []]);
    assert.ok(terms.every(({ required, excluded }) => !required && !excluded));
    assert.equal(text, query, 'embedded as it is');
  });

  it('come once each, no more than asked for, and others for another seed', () => {
    const passages = Array.from({ length: 300 }, (_, row) => passage(`d${row}`, `about number ${row % 250}`));
    const all = textsOf(passages, 1000);
    assert.equal(all.length, 250);
    assert.equal(new Set(all).size, 250);
    const some = textsOf(passages, 40);
    assert.deepEqual(some, all.slice(0, 40));
    assert.ok(textsOf(passages, 40, 1).filter((text) => some.includes(text)).length < 20);
  });

  it('stay the same for passages that stay, in whatever order', () => {
    const passages = Array.from({ length: 200 }, (_, row) => passage(`d${row}`, `about number ${row}`));
    const before = textsOf(passages, 50);
    assert.deepEqual(textsOf(passages.toReversed(), 50), before);
    const more = textsOf([passage('new', 'one more of them'), ...passages], 50);
    assert.ok(before.filter((text) => more.includes(text)).length >= 49);
  });
});
