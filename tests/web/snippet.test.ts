// What is shown of a passage: the part that answers, no longer than there is room.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { termsOf } from '../../web/words/find-words.js';
import { marksOf } from '../../web/words/marks.js';
import { type SnippetOptions, snippetOf } from '../../web/words/snippet.js';
import { oddText } from './odd-text.js';

const STORY =
  'We left the house at noon. The sky was grey and cold. Then the rain came down in sheets. ' +
  'Everybody ran for the trees. We walked home in wet shoes, and the rain did not stop. We slept well.';

function show(text: string, words: string[], options?: SnippetOptions) {
  const found = snippetOf(text, new Set(words), options);
  return { ...found, marked: found.marks.map(({ start, end }) => found.text.slice(start, end)) };
}

describe('a snippet', () => {
  it('is the whole passage if that fits', () => {
    const { text, start, end, marked } = show('  Cold rain fell. \n', ['rain']);
    assert.deepEqual([text, start, end, marked], ['Cold rain fell.', 2, 17, ['rain']]);
    assert.equal(show('', ['rain']).text, '');
  });

  it('is the sentence with most of the words', () => {
    const { text, start, end, marked } = show(STORY, ['rain', 'wet', 'shoes'], { maxLength: 60 });
    assert.equal(text, 'We walked home in wet shoes, and the rain did not stop.');
    assert.equal(STORY.slice(start, end), text);
    assert.deepEqual(marked, ['wet', 'shoes', 'rain']);
    assert.equal(
      show('No rain no rain no rain. Wet rain.', ['rain', 'wet'], { maxLength: 20 }).text,
      'Wet rain.',
    );
  });

  it('is the first of several, and the beginning if there is none', () => {
    assert.equal(show(STORY, ['rain'], { maxLength: 40 }).text, 'Then the rain came down in sheets.');
    assert.equal(show(STORY, [], { maxLength: 30 }).text, 'We left the house at noon.');
  });

  it('takes meaning into account', () => {
    const scores = (sentence: string) => (sentence.includes('slept') ? 0.9 : 0.1);
    assert.equal(show(STORY, [], { maxLength: 30, scores }).text, 'We slept well.');
    assert.equal(show(STORY, ['rain'], { maxLength: 40, scores: () => Number.NaN }).marked.length, 1);
  });

  it('is widened by neighbours while there is room', () => {
    assert.equal(
      show(STORY, ['sheets'], { maxLength: 70 }).text,
      'Then the rain came down in sheets. Everybody ran for the trees.',
    );
    assert.ok(show(STORY, ['sheets'], { maxLength: 100 }).text.startsWith('The sky was grey and cold. Then'));
  });

  it('is cut between words around those that are found', () => {
    const long = `${'some words before it '.repeat(20)}the cold rain fell ${'and more words '.repeat(20)}`;
    const { text, marked, start, end } = show(long, ['rain', 'cold'], { maxLength: 80 });
    assert.match(text, /^…[a-z][a-z ]* the cold rain fell [a-z ]*[a-z]…$/);
    assert.ok(text.length <= 80 && text.length > 60);
    assert.match(long.slice(start - 1, start) + long.slice(end, end + 1), /^ {2}$/);
    assert.deepEqual(marked, ['cold', 'rain']);
    assert.match(show(long, [], { maxLength: 40 }).text, /^some words before [a-z ]*…$/);
  });

  it('is cut between characters where there are no spaces', () => {
    const { text, marked } = show(`${'東'.repeat(300)}京都${'が\u3099'.repeat(300)}`, ['京都'], {
      maxLength: 50,
    });
    assert.ok(text.length <= 50);
    assert.deepEqual(marked, ['京都']);
    assert.doesNotMatch(
      show('𠮷'.repeat(200), [], { maxLength: 41 }).text,
      /[\ud800-\udbff](?![\udc00-\udfff])/,
    );
  });

  it('keeps lines of code and tables, and sentences that go over several lines', () => {
    const code = 'const a = 1;\nconst rain = wet(a);\nreturn rain;\n';
    assert.equal(show(`${code}${'x = 1\n'.repeat(50)}`, ['wet'], { maxLength: 50 }).text, code.trim());
    const prose = `${'Filler stands here. '.repeat(5)}\n\nThis sentence is written over two lines and so the rain\nis on the second. ${'More. '.repeat(20)}`;
    assert.ok(
      show(prose, ['second'], { maxLength: 80 }).text.startsWith(
        'This sentence is written over two lines and so the rain\nis on the second.',
      ),
    );
  });

  it('needs room for some words', () => {
    for (const maxLength of [0, 15, 20.5, Number.NaN]) {
      assert.throws(() => show(STORY, [], { maxLength }), {
        code: 'invalid-argument',
        message: `leann: cannot use maxLength ${maxLength}: it has to be an integer from 16`,
      });
    }
  });
});

describe('the snippet of any text', () => {
  it('fits, is a part of it, and marks what is found there', () => {
    fc.assert(
      fc.property(
        fc.array(oddText, { maxLength: 8 }),
        fc.integer({ min: 16, max: 120 }),
        (texts, maxLength) => {
          const text = texts.join('. ');
          const words = new Set(termsOf(text).filter((_, row) => row % 5 === 2));
          const shown = snippetOf(text, words, { maxLength });
          const part = text.slice(shown.start, shown.end);
          assert.ok(
            shown.text.length <= maxLength &&
              shown.text.replace(/^…/, '').replace(/…$/, '') === part.replace(/^…/, '').replace(/…$/, ''),
          );
          const places = new Set(
            marksOf(text, words).flatMap(({ start, end }) =>
              Array.from({ length: end - start }, (_, row) => start + row),
            ),
          );
          const head = shown.text.indexOf(part);
          for (const { start, end } of shown.marks) {
            assert.ok(end > start && end <= shown.text.length);
            for (let at = start; at < end; at++) assert.ok(places.has(at - head + shown.start));
          }
          assert.ok(text.trim() === '' || part.length > 0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('takes time in proportion to its length', () => {
    for (const unit of [
      'rain ',
      'a. ',
      'a\n',
      '東',
      ' ',
      '\n',
      'long line of words without an end and so on and\n',
    ]) {
      const began = performance.now();
      snippetOf(unit.repeat(300_000 / unit.length), new Set(['rain', 'a']));
      assert.ok(performance.now() - began < 10_000, JSON.stringify(unit));
    }
  });
});
