// Words that stand side by side.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wordsOf } from '../../web/words/find-words.js';
import { hasPhrase } from '../../web/words/phrase.js';
import { parseQuery } from '../../web/words/word-query.js';
import { oddText } from './odd-text.js';

/** Whether the text has what somebody puts in quotes. */
function has(text: string, quoted: string): boolean {
  const { phrases, terms } = parseQuery(`"${quoted}"`);
  return hasPhrase(text, phrases[0] ?? terms.map(({ term }) => term));
}

describe('a phrase', () => {
  it('is in a text that has its words side by side, however they are written', () => {
    for (const text of ['the Cold Rain fell', 'cold, rain', 'cold\nrain', 'COLD—“räin”', 'cold cold rain']) {
      assert.ok(has(text, 'cold rain'), text);
    }
    for (const text of [
      'cold and rain',
      'rain cold',
      'cold',
      '',
      'colder rain',
      'cold\n\nrain',
      'cold\u2029rain',
    ]) {
      assert.ok(!has(text, 'cold rain'), text);
    }
    assert.ok(has('to be or not to be', 'or not to be'));
    assert.ok(has('to to be', 'to be'));
    assert.ok(hasPhrase('anything', []));
  });

  it('has parts of identifiers as words', () => {
    assert.ok(has('a well-known author', 'well known author'));
    assert.ok(has('a well-known author', 'well-known author'));
    assert.ok(has('ERR_CONN_RESET again', 'conn reset again'));
    assert.ok(has('Is NetworkError fatal', 'network error fatal'));
    assert.ok(!has('ERR_CONN_RESET again', 'conn again'));
    assert.ok(has('in C++17 code', 'C++ 17'));
  });

  it('is found in scripts without spaces', () => {
    assert.ok(has('新しい東京都庁です', '東京都'));
    assert.ok(!has('京都と東京', '東京都'));
    assert.ok(has('ดูภาษาไทย', 'ภาษาไทย'));
  });

  it('is in every text that it was taken from', () => {
    fc.assert(
      fc.property(oddText, fc.nat(), fc.integer({ min: 1, max: 5 }), (text, from, length) => {
        const words = [...wordsOf(text.replaceAll(/[\n\u2029]/g, ' '))];
        const first = words.length === 0 ? 0 : from % words.length;
        const phrase = words.slice(first, first + length).map(({ terms }) => terms[0] ?? '');
        assert.ok(hasPhrase(text.replaceAll(/[\n\u2029]/g, ' '), phrase));
      }),
      { numRuns: 1000 },
    );
  });
});
