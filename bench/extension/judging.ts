// Whether the right pages come first: tables for docs/benchmarks.md.

import type { JudgedQuery } from '../../tools/corpora/bookmarks.js';
import { type Asked, type AskedPage, askAll } from './asking.js';
import { times } from './times.js';

const PLACES = [1, 3, 10];

/** Addresses found for each question, best first. */
type Answers = readonly (readonly string[])[];

/** Questions of one kind. */
export interface Asking {
  what: string;
  queries: readonly JudgedQuery[];
}

/** Asks all, and prints each kind as soon as it is answered. `suffix` says in what state the extension is. */
export async function judgeAll(page: AskedPage, asks: readonly Asking[], suffix: string): Promise<Asked[][]> {
  const all: Asked[][] = [];
  for (const { what, queries } of asks) {
    const asked = await askAll(page, queries);
    judge(what, queries, methodsOf(asked, suffix));
    times(`${what}${suffix}`, asked);
    all.push(asked);
  }
  return all;
}

/** Prints how many questions have a right page among the first so many, a line each method. */
export function judge(
  what: string,
  queries: readonly JudgedQuery[],
  methods: Readonly<Record<string, Answers>>,
): void {
  const places = PLACES.map((place) => `right one in the first ${place}`);
  console.log(`| ${queries.length} ${what} | ${places.join(' | ')} | of the even, first 3 | of the odd |`);
  console.log(`|---|${PLACES.map(() => '---').join('|')}|---|---|`);
  for (const [name, answers] of Object.entries(methods)) {
    const share = (place: number, counts: (row: number) => boolean) => {
      const rows = [...queries.keys()].filter(counts);
      const right = rows.filter((row) => isRight(queries[row], answers[row]?.slice(0, place) ?? []));
      return (right.length / rows.length).toFixed(3);
    };
    const shares = PLACES.map((place) => share(place, () => true));
    console.log(
      `| ${name} | ${shares.join(' | ')} | ${share(3, (row) => row % 2 === 0)} | ${share(3, (row) => row % 2 === 1)} |`,
    );
  }
}

/** The first answers and the final ones, under names that begin alike. */
export function methodsOf(asked: readonly Asked[], suffix = ''): Record<string, Answers> {
  return {
    [`words${suffix}`]: asked.map(({ words }) => words),
    [`words and meaning${suffix}`]: asked.map(({ merged }) => merged),
  };
}

/** How many questions have lost, and how many have gained a right one in the first 3. */
export function changed(
  queries: readonly JudgedQuery[],
  before: readonly Asked[],
  after: readonly Asked[],
): string {
  const rightIn = (asked: readonly Asked[], row: number) =>
    isRight(queries[row], asked[row]?.merged.slice(0, 3) ?? []);
  const rows = [...queries.keys()];
  const lost = rows.filter((row) => rightIn(before, row) && !rightIn(after, row)).length;
  const gained = rows.filter((row) => !rightIn(before, row) && rightIn(after, row)).length;
  return `words and meaning, first 3: ${gained} questions gained, ${lost} lost`;
}

function isRight(query: JudgedQuery | undefined, found: readonly string[]): boolean {
  // Browsers write addresses with codes in place of letters with accents.
  return found.some((url) => query?.urls.some((right) => new URL(right).href === url));
}
