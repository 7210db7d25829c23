// What is marked of a text: the words that were found, as they stand there.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { termsOf } from '../../web/words/find-words.js';
import { marksOf } from '../../web/words/marks.js';
import { oddText } from './odd-text.js';

function marked(text: string, ...words: string[]): string[] {
  return marksOf(text, new Set(words)).map(({ start, end }) => text.slice(start, end));
}

describe('marks', () => {
  it('are on words as they are written', () => {
    assert.deepEqual(marked('Cafe\u0301 and CAFÉ, not cafes', 'cafe'), ['Cafe\u0301', 'CAFÉ']);
    assert.deepEqual(marked('Die Straße, ﬁn\u00adal', 'strasse', 'final'), ['Straße', 'ﬁn\u00adal']);
    assert.deepEqual(marked('the dog’s tail', 'dog'), ['dog']);
    assert.deepEqual(marked('nothing'), []);
    assert.deepEqual(marked('<b>rain</b> & rain', 'rain', 'b'), ['b', 'rain', 'b', 'rain']);
  });

  it('are on the parts of an identifier that are meant', () => {
    assert.deepEqual(marked('see ERR_CONN_RESET', 'conn'), ['CONN']);
    assert.deepEqual(marked('see ERR_CONN_RESET', 'errconnreset', 'conn'), ['ERR_CONN_RESET']);
    assert.deepEqual(marked('a well-known HTMLElement', 'known', 'element'), ['known', 'Element']);
    assert.deepEqual(marked('fooBar', 'foo', 'bar'), ['fooBar']);
    assert.deepEqual(marked('https://example.com/rain', 'rain', 'com'), ['com', 'rain']);
  });

  it('are one for pairs of characters side by side', () => {
    assert.deepEqual(marked('新しい東京都庁です。京都', '東京', '京都', '都庁'), ['東京都庁', '京都']);
    assert.deepEqual(marked('東京と京都', '東京', '京都'), ['東京', '京都']);
  });

  it('are in order, apart, inside the text and on what is meant', () => {
    fc.assert(
      fc.property(oddText, fc.func(fc.boolean()), (text, isMeant) => {
        const words = new Set(termsOf(text).filter((term) => isMeant(term)));
        const marks = marksOf(text, words);
        assert.equal(marks.length > 0, words.size > 0);
        let last = -1;
        for (const { start, end } of marks) {
          assert.ok(start > last && end > start && end <= text.length);
          last = end;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
