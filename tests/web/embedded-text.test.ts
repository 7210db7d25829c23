// What stands in front of a passage when it is embedded, and the room that it takes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ContextRooms } from '../../web/text/context-room.js';
import { contextLine, embeddedText } from '../../web/text/embedded-text.js';
import { markdownHeadings } from '../../web/text/heading.js';
import { splitText } from '../../web/text/passage.js';
import { sectionsOf } from '../../web/text/section.js';

const words = (text: string) => text.match(/\p{L}+|\p{N}+|\S/gu)?.length ?? 0;

describe('the text that is embedded', () => {
  it('is the passage with title and headings in the line before', () => {
    const text = 'npm install';
    assert.equal(
      embeddedText({ text, title: 'Guide', headings: ['Install', 'Linux'] }),
      'Guide › Install › Linux\nnpm install',
    );
    assert.equal(embeddedText({ text, title: ' A \n title ' }), 'A title\nnpm install');
    assert.equal(embeddedText({ text, headings: ['Install'] }), 'Install\nnpm install');
    for (const nothing of [{}, { title: '' }, { title: ' ' }, { headings: [] }]) {
      assert.equal(embeddedText({ text, ...nothing }), text);
    }
  });

  it('does not say twice what the passage begins with', () => {
    const headings = ['Install', 'Linux'];
    const title = 'Guide';
    for (const line of ['### Linux', 'Linux', '# Linux #', ' Linux ']) {
      const text = `${line}\napt install`;
      assert.equal(embeddedText({ text, title, headings }), `Guide › Install\n${text}`, line);
    }
    assert.equal(embeddedText({ text: '# Guide\nAbout', title }), '# Guide\nAbout');
    assert.equal(embeddedText({ text: 'Guide', title }), 'Guide');
    const other = 'Linux is meant\nhere';
    assert.equal(embeddedText({ text: other, title, headings }), `Guide › Install › Linux\n${other}`);
  });

  it('leaves out the highest headings first, then the end of the title', () => {
    const context = { title: 'A long title', headings: ['One', 'Two'] };
    const lines = [0, 1, 2, 3, 8, 13, 99].map((cut) => contextLine({ ...context, cut }));
    assert.deepEqual(lines, [
      'A long title › One › Two',
      'A long title › Two',
      'A long title',
      'A long titl',
      'A long',
      'A',
      '',
    ]);
    const text = 'Two\nsome words';
    const texts = [0, 1, 2, 8, 99].map((cut) => embeddedText({ ...context, text, cut }));
    assert.deepEqual(
      texts.map((each) => each.slice(0, -text.length)),
      ['A long title › One\n', 'A long title\n', 'A long title\n', 'A long\n', ''],
    );
  });
});

describe('the room of title and headings', () => {
  const TEXT = '# One\nfirst\n## Two\nsecond\n### Three\nthird\n# Four\nfourth';
  const roomsOf = (title: string | undefined, maxTokens: number, text = TEXT) =>
    new ContextRooms({ text, headings: markdownHeadings(text), title, countTokens: words, maxTokens });

  it('is a third at the most, and no more than is needed', () => {
    const starts = ['# One', 'first', '## Two', 'second', 'third', 'fourth'].map((part) =>
      TEXT.indexOf(part),
    );
    const at = (title: string | undefined, maxTokens: number) => {
      const rooms = roomsOf(title, maxTokens);
      return starts.map((start) => rooms.at(start));
    };
    const room = (cut: number, tokens: number) => ({ cut, tokens });
    // "Title › One › Two › Three" has 7 words and signs.
    assert.deepEqual(at('Title', 30), [
      room(0, 3),
      room(0, 3),
      room(0, 5),
      room(0, 5),
      room(0, 7),
      room(0, 3),
    ]);
    assert.deepEqual(at('Title', 15), [
      room(0, 3),
      room(0, 3),
      room(0, 5),
      room(0, 5),
      room(1, 5),
      room(0, 3),
    ]);
    assert.deepEqual(at('Title', 5), [
      room(1, 1),
      room(1, 1),
      room(2, 1),
      room(2, 1),
      room(3, 1),
      room(1, 1),
    ]);
    assert.deepEqual(
      at(undefined, 2).map(({ tokens }) => tokens),
      [0, 0, 0, 0, 0, 0],
    );
    assert.deepEqual(
      [roomsOf('Title', 30).most, roomsOf('Title', 15).most, roomsOf(undefined, 30).most],
      [7, 5, 5],
    );
  });

  it('holds as much of a title as fits', () => {
    const title = 'many words and more words of a title that never seems to end at all';
    const rooms = roomsOf(title, 30, 'text');
    const { cut, tokens } = rooms.at(0);
    assert.ok(tokens <= 10 && tokens > 6, `${tokens} tokens`);
    assert.equal(contextLine({ title, cut }), title.slice(0, title.length - cut));
    assert.match(title.slice(title.length - cut), /^ /, 'cut between words');
    const emoji = roomsOf('👩'.repeat(1000), 30, 'text').at(0);
    assert.ok(
      (
        contextLine({ title: '👩'.repeat(1000), cut: emoji.cut }) as { isWellFormed?(): boolean }
      ).isWellFormed?.() ?? true,
    );
    let counted = 0;
    const countTokens = (text: string) => {
      counted += text.length;
      return words(text);
    };
    const long = { text: 'x', headings: [], title: 'word '.repeat(100_000), countTokens, maxTokens: 256 };
    assert.ok(new ContextRooms(long).at(0).tokens > 60);
    assert.ok(counted < 20_000, `${counted} characters counted`);
  });

  it('leaves each passage the rest, so that nothing is cut off', () => {
    const line = fc.constantFrom(
      '# A title',
      '## Sub',
      '### Deeper and deeper',
      'some words here.',
      'more',
      '',
      'x'.repeat(70),
    );
    const documents = fc.tuple(
      fc.array(line, { maxLength: 40 }),
      fc.string({ maxLength: 80 }),
      fc.integer({ min: 6, max: 60 }),
    );
    fc.assert(
      fc.property(documents, ([lines, title, maxTokens]) => {
        const text = lines.join('\n');
        const headings = markdownHeadings(text);
        const rooms = new ContextRooms({ text, headings, title, countTokens: words, maxTokens });
        assert.ok(rooms.most <= maxTokens / 3);
        const passages = splitText(text, words, { maxTokens, overlapTokens: 0 }, headings, rooms);
        const sections = sectionsOf(text, headings, passages, title);
        for (const [row, passage] of passages.entries()) {
          assert.equal(passage.text, text.slice(passage.start, passage.end));
          const { cut } = rooms.at(passage.start);
          const embedded = embeddedText({ ...passage, ...sections[row], title, cut });
          assert.ok(embedded.endsWith(passage.text));
          assert.ok(words(embedded) <= maxTokens, `${words(embedded)} of ${maxTokens}: ${embedded}`);
        }
        const without = splitText(text, words, { maxTokens, overlapTokens: 0 }, headings);
        const held = (all: { text: string }[]) =>
          all
            .map((each) => each.text)
            .join('')
            // A fragment without letters and digits, such as the marks of a heading, is no passage.
            .replace(/[^\p{L}\p{N}]/gu, '');
        assert.equal(held(passages), held(without), 'the same text');
      }),
    );
  });

  it('is taken only where it is needed: sections with short paths have longer passages', () => {
    const text = `${'one two three four five six seven. '.repeat(6)}\n# ${'long '.repeat(6)}\n${'eight nine. '.repeat(9)}`;
    const headings = markdownHeadings(text);
    const rooms = new ContextRooms({ text, headings, title: undefined, countTokens: words, maxTokens: 24 });
    assert.deepEqual([rooms.at(0).tokens, rooms.most], [0, 6]);
    const [first] = splitText(text, words, { maxTokens: 24, overlapTokens: 0 }, headings, rooms);
    assert.equal(words(first?.text ?? ''), 24);
  });
});
