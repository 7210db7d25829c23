// What a word is: the same however it is written, and found by what people type.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fieldBytes, termsOf, wordsOf } from '../../web/words/find-words.js';
import { oddText } from './odd-text.js';

/** Each text has these terms, written with spaces between. */
function haveTerms(expected: Readonly<Record<string, string>>): void {
  for (const [text, terms] of Object.entries(expected)) assert.equal(termsOf(text).join(' '), terms, text);
}

/** The words as they stand in the text. */
function seen(text: string): string[] {
  return Array.from(wordsOf(text), ({ start, end }) => text.slice(start, end));
}

/** What grows in proportion to the text takes far less than this for a million characters. */
const MOST_MS = 10_000;

describe('words', () => {
  it('are runs of letters and digits, in any case', () => {
    haveTerms({
      'We walked HOME, through (the) Rain!': 'we walked home through the rain',
      'Chapter 7 of 12': 'chapter 7 of 12',
      '': '',
      '... -- 😀 👩‍👩‍👧 ❤️ § \u0301 \ud800': '',
    });
  });

  it('are the same with and without accents, in every form of Unicode', () => {
    haveTerms({
      'Café CAFÉ cafe\u0301 ｃａｆｅ': 'cafe cafe cafe cafe',
      'Straße STRASSE STRAẞE': 'strasse strasse strasse',
      'ΣΊΣΥΦΟΣ σίσυφος': 'σισυφοσ σισυφοσ',
      'İstanbul istanbul ISTANBUL ıstanbul': 'istanbul istanbul istanbul istanbul',
      'Łódź Søren Æsir œuvre Đorđe': 'lodz soren aesir oeuvre dorde',
      'Ёлка ёлка елка Київ': 'елка елка елка киів',
      'ﬁnance H₂O m² ２０２４': 'finance h2o m2 2024',
      'Việt Nam': 'viet nam',
    });
  });

  it('keep the marks of scripts that need them, and lose points and stretched letters', () => {
    haveTerms({
      'हिन्दी में': 'हिन्दी में',
      'தமிழ் வாக்கு': 'தமிழ் வாக்கு',
      'كِتَاب كتـــاب كتاب': 'كتاب كتاب كتاب',
      'أحمد احمد ٱلشمس': 'احمد احمد الشمس',
      'کتاب علی': 'كتاب علي',
      'שָׁלוֹם שלום צה״ל': 'שלום שלום צהל',
      '٢٠٢٤ २०२४ ۲۰۲۴': '2024 2024 2024',
    });
  });

  it('have no apostrophes and nothing hidden in them', () => {
    haveTerms({
      "don't don’t dont don´t": 'dont dont dont dont',
      "the dog's dogs' 1990's King’s-Road": 'the dog dogs 1990 kingroad king road',
      "l'eau qu’il rock'n'roll O'Brien we'll": 'leau eau quil qu il rocknroll rock roll obrien brien well',
      'co\u00adop\u200bera\u200dtion می\u200cخواهم': 'cooperation ميخواهم',
      "'quoted' ‘single’": 'quoted single',
    });
  });

  it('keep points in numbers, not the commas of thousands', () => {
    haveTerms({
      '3.11 and 3.11.2, 192.168.0.1.': '3.11 and 3.11.2 192.168.0.1',
      '1,000 1,000,000.50 1,2,3 in 2,024,5': '1000 1000000.50 1 2 3 in 2024 5',
      '2½ cups, 1/2, 50%': '2 1 2 cups 1 2 50',
      '2024-01-05 12:30': '20240105 2024 01 05 1230 12 30',
    });
  });
});

describe('identifiers', () => {
  it('are found as a whole and by their parts', () => {
    haveTerms({
      'KX-4711-B': 'kx4711b kx 4711 b',
      'ＫＸ－４７１１': 'kx4711 kx 4711',
      ERR_CONN_RESET: 'errconnreset err conn reset',
      'fooBar HTMLElement iPhone15': 'foobar foo bar htmlelement html element iphone15 iphone phone',
      'PDFs MHz XML GitHub': 'pdfs mhz xml github git hub',
      'node.js e-mail well-known': 'nodejs node js email e mail wellknown well known',
      'std::vector __init__ block__part': 'stdvector std vector init blockpart block part',
      'AT&T TCP/IP and/or': 'att at t tcpip tcp ip andor and or',
      'sqlite3 mp3 v1.2.3 python3.11 1.5kg':
        'sqlite3 sqlite mp3 v1.2.3 1.2.3 python3.11 python 3.11 1.5kg 1.5 kg',
      'U.S.A. e.g. this': 'usa eg this',
    });
  });

  it('keep the signs of languages', () => {
    haveTerms({
      'C C++ C# F# c++17': 'c c++ c# f# c++ 17',
      'Objective-C++ notepad++': 'objective c++ notepad++ notepad',
      '# heading #tag issue#12 a + b': 'heading tag issue12 issue 12 a b',
    });
  });

  it('are only parts if they are paths, addresses or long', () => {
    haveTerms({
      'https://example.com/a/b?x=1': 'https example com a b x 1',
      'src/base/fooBar.h me@example.com': 'src base foobar foo bar h me example com',
      'a-b-c-d-e-f-g': 'a b c d e f g',
      'one two--three four...five': 'one two three four five',
      [`${'long'.repeat(6)}-${'word'.repeat(6)}`]: `${'long'.repeat(6)} ${'word'.repeat(6)}`,
    });
  });

  it('are no terms if they are longer than any word', () => {
    const hash = '0f'.repeat(32);
    haveTerms({ [`sha ${hash} end`]: 'sha end', [`sha ${'0f'.repeat(20)}`]: `sha ${'0f'.repeat(20)}` });
    haveTerms({ ['क'.repeat(21)]: 'क'.repeat(21), ['क'.repeat(22)]: '' });
  });
});

describe('scripts without spaces', () => {
  it('have pairs of characters with their marks', () => {
    haveTerms({
      東京都庁: '東京 京都 都庁',
      '水。': '水',
      'データ ﾃﾞｰﾀ テ\u3099ータ': 'デー ータ デー ータ デー ータ',
      '한국어 \u1112\u1161\u11ab국어': '한국 국어 한국 국어',
      ที่นี่: 'ที่นี่',
      iPhone15を使う: 'iphone15 iphone phone を使 使う',
      '第3章 𠮷野家': '第 3 章 𠮷野 野家',
      人々〇: '人々 々〇',
    });
    assert.deepEqual(seen('ｶﾞｲﾄﾞ'), ['ｶﾞｲ', 'ｲﾄﾞ']);
  });
});

describe('offsets', () => {
  it('are those of the text as it is given', () => {
    assert.deepEqual(seen('Cafe\u0301, ﬁn\u00adal ½ “Straße” dog’s node.js.'), [
      'Cafe\u0301',
      'ﬁn\u00adal',
      '½',
      '½',
      'Straße',
      'dog',
      'node.js',
    ]);
    const [word] = wordsOf('É fooBar'.slice(2));
    assert.deepEqual(word?.spans, [
      { start: 0, end: 6 },
      { start: 0, end: 3 },
      { start: 3, end: 6 },
    ]);
  });

  it('go on after many lines', () => {
    const text = 'ä word\n'.repeat(3000);
    assert.deepEqual(new Set(seen(text)), new Set(['ä', 'word']));
    assert.equal(termsOf(text).length, 6000);
  });
});

describe('any text', () => {
  it('has words that are in order and inside it, with terms that fit', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        let before = 0;
        for (const { start, end, terms, spans } of wordsOf(text)) {
          assert.ok(start >= before && end > start && end <= text.length);
          assert.ok(terms.length > 0 && (spans === undefined || spans.length === terms.length));
          for (const span of spans ?? []) assert.ok(span.start >= start && span.end <= end);
          for (const term of terms) {
            assert.ok(Array.from(term).length <= 40 && new TextEncoder().encode(term).length <= 64);
          }
          before = start;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('has terms that are words themselves', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        for (const term of termsOf(text)) assert.ok(termsOf(term).includes(term), term);
      }),
      { numRuns: 2000 },
    );
  });

  it('has the same terms composed and decomposed', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        assert.deepEqual(termsOf(text.normalize('NFC')), termsOf(text.normalize('NFD')));
      }),
      { numRuns: 2000 },
    );
  });

  it('holds for every character of Unicode', () => {
    for (let point = 0; point < 0x110000; point++) {
      const char = String.fromCodePoint(point);
      for (const term of termsOf(`${char} a${char}b`)) {
        assert.ok(termsOf(term).includes(term), `${point.toString(16)} ${term}`);
      }
      if (char.normalize('NFD') === char) continue;
      assert.deepEqual(termsOf(char.normalize('NFD')), termsOf(char), point.toString(16));
    }
  });

  it('takes time in proportion to its length', () => {
    const odd = [
      'a',
      'aA',
      '1,',
      '111,',
      "a'",
      "'s",
      'a-',
      '-',
      '1.',
      '/a',
      'a++',
      'e\u0301\u0323',
      '\u093f',
      '東',
    ];
    for (const unit of [
      ...odd,
      '\u3099',
      '\u1161',
      '\u00ad',
      '\u200d',
      ' ',
      '\n',
      'ä',
      '𝔸',
      'aB3+/x9',
      'a#',
      '"',
    ]) {
      const text = `x${unit.repeat(300_000 / unit.length)}`;
      const began = performance.now();
      termsOf(text);
      assert.ok(performance.now() - began < MOST_MS, JSON.stringify(unit));
    }
  });
});

describe('the bytes of a field', () => {
  it('are its terms in UTF-8, a line each', () => {
    assert.equal(new TextDecoder().decode(fieldBytes('Über node.js')), 'uber\nnodejs\nnode\njs');
    assert.equal(fieldBytes('…').length, 0);
  });
});
