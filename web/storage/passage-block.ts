// A block of passages as it is stored.

import { defined } from '../base/defined.js';
import { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isFields, isOptional, isStrings } from '../base/fields.js';
import { PASSAGES_PER_BLOCK } from './blocks.js';
import { cutAt, cutColumn, readCutColumn } from './cut-column.js';
import { readSectionTable, type SectionTable, sectionTable } from './section-table.js';
import type { StoredPassage } from './store.js';

/** Columns, with one entry for each passage; the last two are left out if they would say nothing. */
export interface PassageBlock {
  texts: string[];
  starts: number[];
  ends: number[];
  sections?: SectionTable;
  cuts?: number[];
}

export function passageBlock(passages: readonly StoredPassage[]): PassageBlock {
  return {
    texts: passages.map((passage) => passage.text),
    starts: passages.map((passage) => passage.start),
    ends: passages.map((passage) => passage.end),
    ...defined({ sections: sectionTable(passages), cuts: cutColumn(passages) }),
  };
}

/** Checks a block that was read. Errors: `corrupt`. */
export function parsePassageBlock(value: unknown): StoredPassage[] {
  const fields = fieldsOf(value, 'passages', damaged);
  const starts = fields('starts', isCounts);
  const ends = fields('ends', isCounts);
  const texts = fields('texts', isStrings);
  const sections = readSectionTable(fields('sections', isOptional(isFields)), texts.length, damaged);
  const cuts = readCutColumn(fields, texts.length);
  return texts.map((text, row) => {
    const start = starts[row];
    const end = ends[row];
    if (start === undefined || end === undefined || end < start) throw damaged();
    return { text, start, end, ...sections[row], ...cutAt(cuts, row) };
  });
}

/** The number of the block that holds a passage. */
export function blockOf(node: number): number {
  return Math.floor(node / PASSAGES_PER_BLOCK);
}

/** The passage of a node out of its block. Errors: `corrupt`. */
export function passageIn(block: readonly StoredPassage[] | undefined, node: number): StoredPassage {
  const passage = block?.[node % PASSAGES_PER_BLOCK];
  if (passage === undefined)
    throw new LeannError('corrupt', `leann: cannot read passage ${node}: it is missing`);
  return passage;
}

function damaged(): LeannError {
  return new LeannError(
    'corrupt',
    'leann: cannot read stored passages: a block of them is missing or damaged',
  );
}
