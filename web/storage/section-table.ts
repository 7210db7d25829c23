// The sections of some passages, each heading once: in stored blocks, exported files and shards alike.

import type { LeannError } from '../base/error.js';
import { fieldsOf, isCounts, isOptional, isStrings, isTextsOrNulls } from '../base/fields.js';
import { MOST_HEADINGS, type PassageSections, type Section } from '../text/section.js';

/** Sections are numbered from 1, each after the one that it is in; 0 stands for none. */
export interface SectionTable {
  /** The heading of each section; empty if the section has only an anchor. */
  headings: string[];
  /** The section that each is in. */
  parents: number[];
  /** The anchor of passages that begin in it. Left out if there is none. */
  anchors?: (string | null)[];
  /** By passage, the section that it begins in. */
  of: number[];
  /**
   * Of each section that begins inside a passage, three numbers: the passage, where its heading is in the passage's text, and the
   * section. By passage, and then in order. Left out if there are none.
   */
  inner?: number[];
}

/** Undefined if no passage is in a section. */
export function sectionTable(passages: readonly PassageSections[]): SectionTable | undefined {
  const table = new TableWriter();
  const of = passages.map((passage) => table.numberOf(passage));
  const inner = passages.flatMap(({ inner = [] }, row) =>
    inner.flatMap((section) => [row, section.at, table.numberOf(section)]),
  );
  if (table.headings.length + inner.length === 0) return undefined;
  const { headings, parents, anchors } = table;
  return {
    headings,
    parents,
    ...(anchors.some((anchor) => anchor !== null) && { anchors }),
    of,
    ...(inner.length > 0 && { inner }),
  };
}

/**
 * The sections of so many passages, in their order; `value` is the table, or undefined. Passages of one section share it.
 * Errors: what `refuse` makes.
 */
export function readSectionTable(value: unknown, rows: number, refuse: () => LeannError): PassageSections[] {
  if (value === undefined) return Array.from({ length: rows }, () => ({}));
  const fields = fieldsOf(value, 'sections', refuse);
  const headings = fields('headings', isStrings);
  const parents = fields('parents', isCounts);
  const anchors = fields('anchors', isOptional(isTextsOrNulls));
  const of = fields('of', isCounts);
  const inner = fields('inner', isOptional(isCounts)) ?? [];
  const even = parents.length === headings.length && (anchors ?? parents).length === headings.length;
  if (!even || of.length !== rows || inner.length % 3 !== 0) throw refuse();
  const paths: string[][] = [[]];
  const sections: Section[] = [{}];
  for (const [row, heading] of headings.entries()) {
    // Of a section before this one: nothing that is not there, and no circle.
    const above = paths[parents[row] ?? 0];
    if (above === undefined) throw refuse();
    const path = heading === '' ? above : [...above, heading];
    if (path.length > MOST_HEADINGS) throw refuse();
    const anchor = anchors?.[row] ?? undefined;
    paths.push(path);
    sections.push({ ...(path.length > 0 && { headings: path }), ...(anchor !== undefined && { anchor }) });
  }
  const passages: PassageSections[] = of.map((number) => sections[number] ?? refused(refuse));
  for (let next = 0; next < inner.length; next += 3) {
    const [row = rows, at = 0, number = 0] = inner.slice(next, next + 3);
    const section = sections[number];
    const passage = passages[row];
    if (section === undefined || passage === undefined || at <= (passage.inner?.at(-1)?.at ?? 0))
      throw refuse();
    // What others of its section share stays as it is.
    const own = passage.inner ?? [];
    own.push({ at, ...section });
    passages[row] = { ...passage, inner: own };
  }
  return passages;
}

function refused(refuse: () => LeannError): never {
  throw refuse();
}

class TableWriter {
  readonly headings: string[] = [];
  readonly parents: number[] = [];
  readonly anchors: (string | null)[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf({ headings = [], anchor: given }: Section): number {
    const anchor = given ?? null;
    if (headings.length === 0 && anchor === null) return 0;
    let parent = 0;
    for (const heading of headings.slice(0, -1)) {
      parent = this.#numbers.get(keyOf(parent, heading)) ?? this.#add(parent, heading, null);
    }
    const heading = headings.at(-1) ?? '';
    return this.#numbers.get(keyOf(parent, heading, anchor)) ?? this.#add(parent, heading, anchor);
  }

  #add(parent: number, heading: string, anchor: string | null): number {
    this.parents.push(parent);
    this.anchors.push(anchor);
    const number = this.headings.push(heading);
    this.#numbers.set(keyOf(parent, heading, anchor), number);
    // Whatever its anchor, it can be the one that others are in.
    if (!this.#numbers.has(keyOf(parent, heading))) this.#numbers.set(keyOf(parent, heading), number);
    return number;
  }
}

function keyOf(...parts: [parent: number, heading: string, anchor?: string | null]): string {
  return JSON.stringify(parts);
}
