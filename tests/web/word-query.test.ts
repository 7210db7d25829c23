// What a query means: which words it looks for, and what is typed for phrases and what is left out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { termsOf } from '../../web/words/find-words.js';
import { parseQuery, type QueryTerm, queryBytes } from '../../web/words/word-query.js';
import { oddText } from './odd-text.js';

/** A term as it is short to read: `+` required, `-` excluded, `~` with typos, `*` as a prefix. */
function short({ term, prefix, typos, required, excluded }: QueryTerm): string {
  return `${required ? '+' : ''}${excluded ? '-' : ''}${term}${typos ? '~' : ''}${prefix ? '*' : ''}`;
}

/** Each query has these terms, written with spaces between. */
function haveTerms(expected: Readonly<Record<string, string>>): void {
  for (const [query, terms] of Object.entries(expected))
    assert.equal(parseQuery(query).terms.map(short).join(' '), terms, query);
}

describe('a query', () => {
  it('has its words as terms, and the last is still being typed', () => {
    haveTerms({
      'getting wet': 'getting~ wet*',
      'getting wet ': 'getting~ wet',
      'Is it wet?': 'is it wet',
      'Größe rain rain': 'grosse~ rain~*',
      '': '',
      ' ?! ': '',
    });
  });

  it('allows typos in longer words, not in codes and pairs of characters', () => {
    haveTerms({
      'rain rän KX-4711-Bcde sqlite3 3.11 東京都 ภาษา ':
        'rain~ ran kx4711bcde kx 4711 bcde sqlite3 sqlite 3.11 東京 京都 ภา าษ ษา',
    });
  });

  it('has identifiers as a whole and in parts, and only their ends are prefixes', () => {
    haveTerms({
      'node.js': 'nodejs~* node~ js*',
      ERR_CONN_RE: 'errconnre~* err conn~ re*',
      sqlite3: 'sqlite3* sqlite',
      'e-': 'e*',
      'C++': 'c++*',
      "don't": 'dont~*',
    });
  });

  it('has a single character of a script without spaces as a prefix', () => {
    haveTerms({ 東: '東*', '東京 大': '東京 大*' });
  });

  it('is embedded without quotes and without what is left out', () => {
    const text = (query: string) => parseQuery(query).text;
    assert.equal(text('  wet "cold rain"  -snow -"hail and ice" walk'), 'wet cold rain walk');
    assert.equal(text('-snow'), '');
    assert.equal(text('27" monitor'), '27" monitor');
    assert.equal(text('e-mail on 2024-01-05 - today'), 'e-mail on 2024-01-05 - today');
  });
});

describe('a phrase', () => {
  it('requires its words exactly, side by side', () => {
    for (const query of [
      '"cold Rain" walk ',
      '“cold Rain” walk ',
      '„cold Rain“ walk ',
      '«cold Rain» walk ',
      '»cold Rain« walk ',
    ]) {
      haveTerms({ [query]: '+cold +rain walk~' });
      assert.deepEqual(parseQuery(query).phrases, [['cold', 'rain']]);
    }
  });

  it('of one word is exactly that word', () => {
    haveTerms({ '"rain"': '+rain', '"node.js"': '+nodejs', 'rain "rain"': '+rain' });
    assert.deepEqual(parseQuery('"rain"').phrases, []);
  });

  it('ends with the query if nobody closes it', () => {
    haveTerms({ 'a "cold rain': 'a +cold +rain', 'a "': 'a', '"': '', 'rain"': 'rain~' });
  });

  it('does not begin inside a word, but for opening quotes', () => {
    haveTerms({ '27" monitor ': '27 monitor~', '搜索“机器学习”': '搜索 +机器 +器学 +学习' });
    assert.deepEqual(parseQuery('(“big data”)').phrases, [['big', 'data']]);
  });
});

describe('what is left out', () => {
  it('is a word after a minus', () => {
    haveTerms({ 'rain -snow': 'rain~ -snow', '-C++ rain ': '-c++ rain~', 'rain -rain': 'rain~ -rain' });
    assert.deepEqual(parseQuery('rain -snow').excludedPhrases, []);
  });

  it('is a phrase after a minus, or a word of several pairs', () => {
    const { terms, excludedPhrases } = parseQuery('rain -"hail and ice" -東京都 -"snow" ');
    assert.deepEqual(terms.map(short), ['rain~', '-snow']);
    assert.deepEqual(excludedPhrases, [
      ['hail', 'and', 'ice'],
      ['東京', '京都'],
    ]);
  });

  it('is nothing where the minus is inside a word, or alone', () => {
    for (const query of ['e-mail', '2024-01-05', 'rain - snow', '-', '- ', '--', 'a -- b', 'rain -', '-.']) {
      const { terms, excludedPhrases } = parseQuery(query);
      assert.ok(!terms.some(({ excluded }) => excluded) && excludedPhrases.length === 0, query);
    }
  });
});

describe('any query', () => {
  it('has at most 32 terms, each once, and keeps what is strict', () => {
    const many = Array.from({ length: 50 }, (_, row) => `w${row}`).join(' ');
    const { terms } = parseQuery(`${many} "cold rain" -snow`);
    assert.deepEqual(terms.slice(0, 4).map(short), ['+cold', '+rain', '-snow', 'w0']);
    assert.equal(terms.length, 32);
    fc.assert(
      fc.property(oddText, (query) => {
        const parsed = parseQuery(query);
        const seen = parsed.terms.map(({ term, excluded }) => `${excluded}${term}`);
        assert.ok(seen.length <= 32 && new Set(seen).size === seen.length);
        assert.ok(queryBytes(parsed).length <= 32 * 66);
        for (const phrase of [...parsed.phrases, ...parsed.excludedPhrases]) assert.ok(phrase.length > 1);
      }),
      { numRuns: 2000 },
    );
  });

  it('that is taken from a text has only terms of that text', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const query = text.replaceAll(/["“”„«»]/g, ' ');
        const found = new Set(termsOf(query));
        for (const { term, excluded } of parseQuery(query).terms)
          if (!excluded) assert.ok(found.has(term), term);
      }),
      { numRuns: 2000 },
    );
  });

  it('is read in time in proportion to its length', () => {
    for (const unit of ['a', '"', ' -a', '-', '“', 'a"', ' "a" ', '\u00ad']) {
      const began = performance.now();
      parseQuery(unit.repeat(200_000 / unit.length));
      assert.ok(performance.now() - began < 10_000, unit);
    }
  });
});

describe('the bytes of a query', () => {
  it('are flags, length and UTF-8 of each term', () => {
    const bytes = queryBytes(parseQuery('"a" -é rain'));
    assert.deepEqual([...bytes], [4, 1, 97, 8, 1, 101, 3, 4, 114, 97, 105, 110]);
    assert.equal(queryBytes({ terms: [] }).length, 0);
  });

  it('are refused for what the core does not take', () => {
    const term = { prefix: false, typos: false, required: false, excluded: false };
    const terms = (names: string[]) => ({ terms: names.map((name) => ({ ...term, term: name })) });
    assert.throws(() => queryBytes(terms(Array(65).fill('a'))), { code: 'invalid-argument' });
    assert.throws(() => queryBytes(terms([''])), { code: 'invalid-argument' });
    assert.throws(() => queryBytes(terms(['a'.repeat(65)])), /cannot search for the term 'a+': it has to be/);
  });
});
