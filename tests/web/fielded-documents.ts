// Documents with fields of all kinds, and which of them each `where` means.

import type { JsonObject } from '../../web/base/json.js';
import type { AnyWhere } from '../../web/filter/where.js';
import type { Document } from '../../web/interface/document.js';

const METADATA: Record<string, JsonObject | undefined> = {
  a: {
    lang: 'en',
    date: '2023-12-31',
    tags: ['css', 'html'],
    size: 1,
    draft: false,
    author: { name: 'Ann' },
  },
  b: { lang: 'en', date: '2024-01-01', tags: ['css'], size: 5, draft: true, author: { name: 'Bob', age: 7 } },
  c: { lang: 'de', date: '2024-06-01', tags: 'css', size: 5.5, draft: false, 'author.name': 'Ann' },
  d: { lang: 'fr', date: null, tags: [], size: '5', author: 'Ann' },
  e: { lang: ['en', 'de'], tags: ['html', 7, true], size: [0, 9], extra: { deep: { er: [1, 2] } } },
  f: undefined,
};

/** All have words in common; `long` is of several passages if they are short. */
export const FIELDED: readonly Document[] = [
  ...Object.entries(METADATA).map(
    ([id, metadata]): Document => ({
      id,
      text: `sun rain number${id}`,
      ...(id < 'd' && { title: `Title ${id}` }),
      ...(id === 'a' && { url: 'https://x.example/a' }),
      ...(metadata && { metadata }),
    }),
  ),
  { id: 'long', text: 'sun hill lake snow. '.repeat(30), metadata: { lang: 'it', size: 3 } },
  { id: 'empty', text: ' ', metadata: { lang: 'it', size: 3 } },
];

/** Ids as letters; L is `long`. Without `empty`, which is never found. */
export const CASES: readonly (readonly [where: AnyWhere, found: string])[] = [
  [{}, 'abcdefL'],
  [{ lang: 'en' }, 'abe'],
  [{ lang: { eq: 'de' } }, 'ce'],
  [{ draft: false }, 'ac'],
  [{ size: 5 }, 'b'],
  [{ size: '5' }, 'd'],
  [{ lang: { in: ['fr', 'it', 'xx'] } }, 'dL'],
  [{ lang: { in: [] } }, ''],
  [{ size: { gt: 5 } }, 'ce'],
  [{ size: { gte: 5 } }, 'bce'],
  [{ size: { lt: 3 } }, 'ae'],
  [{ size: { lte: 3 } }, 'aeL'],
  [{ size: { gte: '4' } }, 'd'],
  [{ size: { between: [1, 5] } }, 'abL'],
  // One value has to be in between, not one above and another below.
  [{ size: { gte: 1, lte: 5 } }, 'abL'],
  [{ date: { gte: '2024-01-01', lt: '2024-06-01' } }, 'b'],
  [{ date: { between: ['2024-01-01', '2024-06-01'] } }, 'bc'],
  [{ date: { exists: true } }, 'abc'],
  [{ tags: { exists: false } }, 'dfL'],
  [{ tags: { has: 'css' } }, 'abc'],
  [{ tags: { has: 7 } }, 'e'],
  [{ tags: { hasAll: ['css', 'html'] } }, 'a'],
  [{ tags: { hasAll: [] } }, 'abcdefL'],
  [{ tags: { hasAny: ['html', 'js'] } }, 'ae'],
  [{ tags: { hasAny: [] } }, ''],
  [{ tags: { has: 'html', eq: 'css' } }, 'a'],
  [{ 'author.name': 'Ann' }, 'ac'],
  [{ author: 'Ann' }, 'd'],
  [{ 'author.age': { exists: true } }, 'b'],
  [{ 'extra.deep.er': 2 }, 'e'],
  [{ lang: 'en', size: { gt: 2 } }, 'be'],
  [{ or: [{ lang: 'fr' }, { size: 1 }] }, 'ad'],
  [{ or: [] }, ''],
  [{ and: [{ lang: 'en' }, { lang: 'de' }] }, 'e'],
  [{ and: [] }, 'abcdefL'],
  [{ not: { lang: 'en' } }, 'cdfL'],
  [{ lang: 'en', not: { or: [{ draft: true }, { size: 1 }] } }, 'e'],
  [{ nowhere: 'x' }, ''],
  [{ nowhere: { exists: false } }, 'abcdefL'],
  [{ constructor: { exists: true } }, ''],
  [{ $id: { in: ['a', 'long'] } }, 'aL'],
  [{ $title: { exists: true } }, 'abc'],
  [{ $title: { gt: 'Title a' } }, 'bc'],
  [{ $url: 'https://x.example/a' }, 'a'],
];

export function lettersOf(ids: Iterable<string>): string {
  const letters = Array.from(new Set(ids), (id) => (id === 'long' ? 'L' : id));
  return letters
    .sort((left, right) => (left === 'L' ? 1 : right === 'L' ? -1 : left < right ? -1 : 1))
    .join('');
}

const loop: { not?: object } = {};
loop.not = loop;

/** What is no `where`, and the place that the message names. */
export const WRONG: readonly (readonly [where: unknown, place: string])[] = [
  [null, 'where null'],
  ['lang', 'where "lang"'],
  [[], 'where [object Array]'],
  [new Map(), 'where [object Map]'],
  [() => true, 'where '],
  [{ lang: null }, 'where.lang null'],
  [{ lang: undefined }, 'where.lang undefined'],
  [{ lang: ['en'] }, 'where.lang [object Array]'],
  [{ size: Number.NaN }, 'where.size NaN'],
  [{ date: new Date(0) }, 'where.date [object Date]'],
  [{ date: { gte: {} } }, 'where.date.gte [object Object]'],
  [{ date: { gte: new Date(0) } }, 'where.date.gte [object Date]'],
  [{ date: { gte: undefined } }, 'where.date.gte undefined'],
  [{ draft: { gt: true } }, 'where.draft.gt true'],
  [{ size: { lt: null } }, 'where.size.lt null'],
  [{ size: { between: [1] } }, 'where.size.between [object Array]'],
  [{ size: { between: [1, '2'] } }, 'where.size.between[1] "2"'],
  [{ size: { between: [true, 2] } }, 'where.size.between[0] true'],
  [{ tags: { has: ['css'] } }, 'where.tags.has [object Array]'],
  [{ tags: { hasAll: 'css' } }, 'where.tags.hasAll "css"'],
  [{ tags: { hasAny: [null] } }, 'where.tags.hasAny[0] null'],
  // biome-ignore lint/suspicious/noSparseArray: it is what must be refused.
  [{ tags: { in: [, 1] } }, 'where.tags.in[0] undefined'],
  [{ tags: { exists: 1 } }, 'where.tags.exists 1'],
  [{ lang: { equals: 'en' } }, 'where.lang.equals "en"'],
  [{ author: { name: 'Ann' } }, 'where.author.name "Ann"'],
  [{ lang: { constructor: 'en' } }, 'where.lang.constructor "en"'],
  [{ $lang: 'en' }, 'where.$lang "en"'],
  [{ or: { lang: 'en' } }, 'where.or [object Object]'],
  [{ or: [{ lang: 'en' }, 'de'] }, 'where.or[1] "de"'],
  [{ and: [{ not: { size: { gt: {} } } }] }, 'where.and[0].not.size.gt [object Object]'],
  [{ not: [] }, 'where.not [object Array]'],
  [loop, 'where.not.not'],
];
