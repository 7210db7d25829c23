// Which section a passage is in, and how sections are stored.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LeannError } from '../../web/base/error.js';
import { readSectionTable, sectionTable } from '../../web/storage/section-table.js';
import { markdownHeadings } from '../../web/text/heading.js';
import {
  MOST_HEADINGS,
  type PassageSections,
  type Section,
  sectionsOf,
  withoutMarks,
} from '../../web/text/section.js';
import type { Span } from '../../web/text/span.js';

const TEXT = `Before all.
# Guide
About it.
## Install ##
With npm.
### On  Linux
With apt.
## Use
Like this.
# Other
The end.`;

/** So short that nothing begins inside it. */
function passageAt(start: number): Span {
  return { start, end: start + 1 };
}

/** The path of each line that begins so. */
function pathsOf(beginnings: readonly string[], title?: string): (string[] | undefined)[] {
  const passages = beginnings.map((beginning) => passageAt(TEXT.indexOf(beginning)));
  return sectionsOf(TEXT, markdownHeadings(TEXT), passages, title).map(({ headings }) => headings);
}

describe('the section of a passage', () => {
  it('is the headings above where it begins, one at the very beginning included', () => {
    const lines = ['Before', '# Guide', 'About', '## Install', 'With npm', 'With apt', 'Like', 'The end'];
    assert.deepEqual(pathsOf(lines), [
      undefined,
      ['Guide'],
      ['Guide'],
      ['Guide', 'Install'],
      ['Guide', 'Install'],
      ['Guide', 'Install', 'On Linux'],
      ['Guide', 'Use'],
      ['Other'],
    ]);
  });

  it('does not repeat the title', () => {
    assert.deepEqual(pathsOf(['About', 'With npm', 'The end'], ' Guide '), [
      undefined,
      ['Install'],
      ['Other'],
    ]);
    assert.deepEqual(pathsOf(['With npm'], 'Install'), [['Guide', 'Install']]);
  });

  it('has the anchor of the nearest heading with one', () => {
    const text = 'A\none\nB\ntwo\nC\nthree';
    const headings = [
      { start: 0, end: 1, level: 1, anchor: 'a' },
      { start: 6, end: 7, level: 2 },
      { start: 12, end: 13, level: 2, anchor: 'c' },
    ];
    const passages = [0, 8, 14].map(passageAt);
    assert.deepEqual(sectionsOf(text, headings, passages, 'A'), [
      { anchor: 'a' },
      { headings: ['B'], anchor: 'a' },
      { headings: ['C'], anchor: 'c' },
    ]);
    assert.deepEqual(sectionsOf(text, [], passages), [{}, {}, {}]);
  });

  it('has those that begin inside it, too', () => {
    const start = TEXT.indexOf('About');
    const end = TEXT.indexOf('# Other');
    const text = TEXT.slice(start, end);
    const [passage, last] = sectionsOf(TEXT, markdownHeadings(TEXT), [
      { start, end },
      { start: end, end: TEXT.length },
    ]);
    assert.deepEqual(passage, {
      headings: ['Guide'],
      inner: [
        { at: text.indexOf('## Install'), headings: ['Guide', 'Install'] },
        { at: text.indexOf('### On'), headings: ['Guide', 'Install', 'On Linux'] },
        { at: text.indexOf('## Use'), headings: ['Guide', 'Use'] },
      ],
    });
    assert.deepEqual(last, { headings: ['Other'] });
  });

  it('has them in both of two passages that share some text', () => {
    const headings = [{ start: 4, end: 5, level: 1, anchor: 'b' }];
    const passages = [
      { start: 0, end: 7 },
      { start: 2, end: 9 },
      { start: 4, end: 9 },
    ];
    assert.deepEqual(sectionsOf('one\nB\ntwo', headings, passages), [
      { inner: [{ at: 4, headings: ['B'], anchor: 'b' }] },
      { inner: [{ at: 2, headings: ['B'], anchor: 'b' }] },
      { headings: ['B'], anchor: 'b' },
    ]);
  });

  it('leaves out the marks of headings, and headings without words', () => {
    const lines = ['## A  b ##', '#\tA b', ' A\nb ', 'C#', 'C #', '#1', '# # of rows', '####### A', '##', ''];
    assert.deepEqual(lines.map(withoutMarks), [
      'A b',
      'A b',
      'A b',
      'C#',
      'C #',
      '#1',
      '# of rows',
      '####### A',
      '',
      '',
    ]);
    const headings = [
      { start: 0, end: 1, level: 1 },
      { start: 1, end: 2, level: 2 },
    ];
    assert.deepEqual(sectionsOf('a b', headings, [passageAt(2)]), [{ headings: ['a'] }]);
  });

  it('has at most so many headings, and takes linear time, however deep the outline is', () => {
    const count = 100_000;
    const headings = Array.from({ length: count }, (_, row) => ({
      start: 2 * row,
      end: 2 * row + 1,
      level: row + 1,
    }));
    const passages = headings.map(({ start }) => passageAt(start));
    const began = performance.now();
    const sections = sectionsOf('x\n'.repeat(count), headings, passages);
    assert.ok(performance.now() - began < 5000);
    assert.equal(sections.at(-1)?.headings?.length, MOST_HEADINGS);
  });
});

describe('a table of sections', () => {
  const damaged = () => new LeannError('corrupt', 'leann: cannot read sections: they are damaged');
  const roundTrip = (sections: PassageSections[]) =>
    readSectionTable(
      JSON.parse(JSON.stringify({ table: sectionTable(sections) })).table,
      sections.length,
      damaged,
    );

  it('gives back what went in, and holds each heading once', () => {
    const sections: PassageSections[] = [
      {},
      { anchor: 'top', inner: [{ at: 7, headings: ['Guide', 'Use'] }, { at: 9 }] },
      { headings: ['Guide'], anchor: 'guide' },
      { headings: ['Guide', 'Install'], anchor: 'guide' },
      { headings: ['Guide', 'Install'], anchor: '' },
      { headings: ['Guide', 'Use'] },
      { headings: ['Guide', 'Use'], inner: [{ at: 1, headings: ['Other'], anchor: 'other' }] },
      { headings: ['__proto__', 'lone \ud800'] },
      {},
    ];
    assert.deepEqual(roundTrip(sections), sections);
    const { headings = [] } = sectionTable(sections) ?? {};
    assert.equal(headings.filter((heading) => heading === 'Guide').length, 1);
    assert.equal(sectionTable([{}, {}]), undefined);
    assert.deepEqual(readSectionTable(undefined, 2, damaged), [{}, {}]);
  });

  it('gives back whatever went in', () => {
    const word = fc.constantFrom('a', 'b', 'c', '# d', 'a, "b"');
    const section = fc.record(
      { headings: fc.array(word, { minLength: 1, maxLength: 4 }), anchor: fc.constantFrom('', 'a', 'b') },
      { requiredKeys: [], noNullPrototype: true },
    );
    const inner = fc
      .array(section, { minLength: 1, maxLength: 3 })
      .map((sections: Section[]) => sections.map((each, row) => ({ ...each, at: 5 * row + 1 })));
    const passage = fc
      .tuple(section, fc.option(inner, { nil: undefined }))
      .map(([begins, inside]): PassageSections => ({ ...begins, ...(inside && { inner: inside }) }));
    fc.assert(fc.property(fc.array(passage), (sections) => assert.deepEqual(roundTrip(sections), sections)));
  });

  it('is refused if it is damaged', () => {
    const table = { headings: ['A', 'B'], parents: [0, 1], anchors: [null, 'b'], of: [0, 1, 2] };
    assert.deepEqual(readSectionTable(table, 3, damaged), [
      {},
      { headings: ['A'] },
      { headings: ['A', 'B'], anchor: 'b' },
    ]);
    const deep = Array.from({ length: MOST_HEADINGS + 1 }, (_, row) => row);
    const wrong: [string, unknown][] = [
      ['no table', null],
      ['headings', { ...table, headings: ['A'] }],
      ['a number', { ...table, headings: ['A', 7] }],
      ['a circle', { ...table, parents: [2, 1] }],
      ['its own parent', { ...table, parents: [1, 1] }],
      ['a parent that is not there', { ...table, parents: [0, 9] }],
      ['parents', { ...table, parents: [0] }],
      ['anchors', { ...table, anchors: ['b'] }],
      ['an anchor', { ...table, anchors: [null, 7] }],
      ['few passages', { ...table, of: [0, 1] }],
      ['a section that is not there', { ...table, of: [0, 1, 3] }],
      ['half a section', { ...table, of: [0, 1, 0.5] }],
      ['an inner section of no passage', { ...table, inner: [3, 1, 1] }],
      ['an inner section that is not there', { ...table, inner: [0, 1, 3] }],
      ['an inner section at the beginning', { ...table, inner: [0, 0, 1] }],
      ['inner sections out of order', { ...table, inner: [0, 5, 1, 0, 5, 2] }],
      ['a part of an inner section', { ...table, inner: [0, 5] }],
      ['too deep', { headings: deep.map(String), parents: deep, of: [0, 0, 0] }],
    ];
    for (const [what, value] of wrong) {
      assert.throws(() => readSectionTable(value, 3, damaged), { code: 'corrupt' }, what);
    }
  });
});
