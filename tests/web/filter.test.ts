// Conditions on fields, told from columns; and columns as files.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { deflated } from '../../web/base/deflate.js';
import type { JsonObject } from '../../web/base/json.js';
import { jsonBytes } from '../../web/base/packed-json.js';
import { Column } from '../../web/filter/column.js';
import { decodeColumn, encodeColumn } from '../../web/filter/column-file.js';
import { fieldsOf } from '../../web/filter/condition.js';
import { countValues } from '../../web/filter/count-values.js';
import { evaluate } from '../../web/filter/evaluate.js';
import { valuesOf } from '../../web/filter/field.js';
import { metadataColumns } from '../../web/filter/metadata-columns.js';
import { parseWhere } from '../../web/filter/parse-where.js';
import { parseSort, sorted } from '../../web/filter/sort.js';
import type { AnyWhere, FieldTest, FieldValue } from '../../web/filter/where.js';
import type { Document } from '../../web/interface/document.js';
import { CASES, FIELDED, lettersOf, WRONG } from './fielded-documents.js';

type Fielded = Omit<Document, 'text'>;

/** The documents that a `where` means, told from columns. */
function meant(where: AnyWhere, documents: readonly Fielded[]): string[] {
  const condition = parseWhere(where);
  const fieldColumn = (field: string): [string, Column] => [
    field,
    Column.build(documents.map((document) => valuesOf(document, field))),
  ];
  const columns = new Map(Array.from(fieldsOf(condition), fieldColumn));
  const flags = evaluate(condition, { rows: documents.length, isDeleted: () => false, columns });
  return documents.filter((_, row) => flags[row] === 1).map(({ id }) => id);
}

describe('a where', () => {
  it('means the documents that fulfil it', () => {
    const found = FIELDED.filter(({ id }) => id !== 'empty');
    for (const [where, letters] of CASES) {
      assert.equal(lettersOf(meant(where, found)), letters, JSON.stringify(where));
    }
  });

  it('is refused if it is not understood, and the message says where', () => {
    for (const [where, place] of WRONG) {
      assert.throws(
        () => parseWhere(where),
        (error: { code?: string; message: string }) =>
          error.code === 'invalid-argument' && error.message.startsWith(`leann: cannot search with ${place}`),
        place,
      );
    }
  });

  it('tells what was meant by an unknown operator', () => {
    assert.throws(() => parseWhere({ author: { name: 'x' } }), /asked for as "author.name"/);
  });

  it('means what a filter in plain JavaScript does', () => {
    fc.assert(
      fc.property(fc.array(someDocument()), someWhere(), (documents, where) => {
        const numbered = documents.map((metadata, row) => ({ id: `d${row}`, metadata }));
        const expected = numbered.filter(({ metadata }) => fulfils(where, metadata)).map(({ id }) => id);
        assert.deepEqual(meant(where, numbered), expected);
      }),
      { numRuns: 500 },
    );
  });
});

const VALUES: FieldValue[] = ['a', 'b', 'ab', '', '5', 5, -1, 0, 5.5, true, false];
const FIELDS = ['x', 'y', 'o.x', 'o.p.y'];

function someValue(): fc.Arbitrary<FieldValue> {
  return fc.constantFrom(...VALUES);
}

function someDocument(): fc.Arbitrary<JsonObject> {
  const field = fc.oneof(someValue(), fc.array(someValue()), fc.constant(null), fc.constant([null, {}, [1]]));
  const leaf = fc.record({ x: field, y: field }, { requiredKeys: [] });
  const o = fc.oneof(fc.record({ x: field, p: leaf }, { requiredKeys: [] }), field);
  return fc.record({ x: field, y: field, o, 'o.x': field }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

function someTest(): fc.Arbitrary<FieldTest> {
  const bound = fc.constantFrom('a', 'ab', '5', 5, 0);
  const numbers = fc.tuple(fc.integer({ min: -2, max: 6 }), fc.integer({ min: -2, max: 6 }));
  const values = fc.array(someValue(), { maxLength: 3 });
  return fc.record(
    {
      eq: someValue(),
      in: values,
      gt: bound,
      gte: bound,
      lt: bound,
      lte: bound,
      between: numbers,
      has: someValue(),
      hasAll: values,
      hasAny: values,
      exists: fc.boolean(),
    },
    { requiredKeys: [] },
  );
}

function someWhere(): fc.Arbitrary<AnyWhere> {
  const { where } = fc.letrec<{ where: AnyWhere; field: AnyWhere }>((tie) => ({
    field: fc
      .tuple(fc.constantFrom(...FIELDS), fc.oneof(someValue(), someTest()))
      .map(([field, test]) => ({ [field]: test })),
    where: fc.oneof(
      { depthSize: 'small' },
      tie('field'),
      fc.array(tie('where'), { maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie('where'), { maxLength: 3 }).map((or) => ({ or })),
      tie('where').map((not) => ({ not })),
    ),
  }));
  return where;
}

/** The same in plain JavaScript. */
function fulfils(where: AnyWhere, metadata: JsonObject): boolean {
  return Object.entries(where).every(([name, part]) => {
    if (name === 'and') return (part as AnyWhere[]).every((each) => fulfils(each, metadata));
    if (name === 'or') return (part as AnyWhere[]).some((each) => fulfils(each, metadata));
    if (name === 'not') return !fulfils(part as AnyWhere, metadata);
    return fulfilsField(part as FieldValue | FieldTest, plainValues(metadata, name));
  });
}

function fulfilsField(test: FieldValue | FieldTest, values: readonly FieldValue[]): boolean {
  if (typeof test !== 'object') return values.includes(test);
  const { has, hasAll, hasAny, exists, ...compared } = test;
  const one = Object.keys(compared).length === 0 || values.some((value) => isCompared(value, compared));
  return (
    one &&
    (has === undefined || values.includes(has)) &&
    (hasAll ?? []).every((each) => values.includes(each)) &&
    (hasAny === undefined || hasAny.some((each) => values.includes(each))) &&
    (exists === undefined || exists === values.length > 0)
  );
}

function isCompared(value: FieldValue, test: FieldTest): boolean {
  const same = (bound: FieldValue | undefined) => typeof value === typeof bound;
  const { eq, gt, gte, lt, lte, between } = test;
  return (
    (eq === undefined || value === eq) &&
    (test.in === undefined || test.in.includes(value)) &&
    (gt === undefined || (same(gt) && value > gt)) &&
    (gte === undefined || (same(gte) && value >= gte)) &&
    (lt === undefined || (same(lt) && value < lt)) &&
    (lte === undefined || (same(lte) && value <= lte)) &&
    (between === undefined || (same(between[0]) && value >= between[0] && value <= between[1]))
  );
}

/** Of one of the fields above: the key with a dot counts as the path does. */
function plainValues(metadata: JsonObject, field: string): FieldValue[] {
  const { o } = metadata as { o?: { x?: unknown; p?: { y?: unknown } } };
  const found: unknown[] = [metadata[field]];
  if (field === 'o.x') found.push(o?.x);
  if (field === 'o.p.y') found.push(o?.p?.y);
  return found.flat().filter((value): value is FieldValue => VALUES.includes(value as FieldValue));
}

describe('a column', () => {
  const lists = fc.array(
    fc.array(fc.oneof(someValue(), fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  );

  it('comes back from its file', async () => {
    await fc.assert(
      fc.asyncProperty(lists, async (rows) => {
        const column = Column.build(rows);
        const decoded = await decodeColumn((await encodeColumn(column)).slice(), rows.length);
        const seen = rows.map((): FieldValue[] => []);
        decoded.visit((row, value) => seen[row]?.push(decoded.values[value] ?? assert.fail()));
        for (const [row, values] of rows.entries()) {
          assert.deepEqual(new Set(seen[row]), new Set(values.map((value) => (value === 0 ? 0 : value))));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes about a bit a document for a field of few values', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => [
      ['en', 'de', 'fr'][((row * row) % 7) % 3] ?? '',
    ]);
    const bytes = await encodeColumn(Column.build(rows));
    assert.ok(bytes.length < 20_000 / 8, `${bytes.length} bytes`);
  });

  it('is refused if it is damaged', async () => {
    const whole = { values: [1, 'a', 'b'], counts: [1, 0, 2], of: [0, 1, 2] };
    const decoded = async (value: unknown) => decodeColumn((await deflated(jsonBytes(value))).slice(), 3);
    await decoded(whole);
    await decoded({ values: ['a'], of: [0, 0, 0], later: 1 });
    const wrongs: unknown[] = [
      null,
      [],
      {},
      { ...whole, values: ['a', 'b', 1] },
      { ...whole, values: [1, 'a', 'a'] },
      { ...whole, values: [null, 'a', 'b'] },
      { ...whole, values: 'abc' },
      { ...whole, counts: undefined, of: [0, 1] },
      { ...whole, counts: [1, 2] },
      { ...whole, counts: [1, 0, 1] },
      { ...whole, counts: [1, -1, 3] },
      { ...whole, of: [0, 1, 3] },
      { ...whole, of: [0, 2, 1] },
      { ...whole, of: [0, 1, 1] },
      { ...whole, of: [0, 1, 1.5] },
      { ...whole, of: [0, 1, '2'] },
    ];
    for (const wrong of wrongs) {
      await assert.rejects(decoded(wrong), { code: 'corrupt' }, JSON.stringify(wrong));
    }
    const bytes = await encodeColumn(Column.build([['a'], ['a'], ['a']]));
    await assert.rejects(decodeColumn(bytes.slice(0, -2), 3), { code: 'corrupt' });
    await assert.rejects(decodeColumn(bytes.slice(), 4), { code: 'corrupt' });
  });
});

describe('the columns of metadata', () => {
  it('are those of all paths with values, 64 at most, those of most documents first', () => {
    const { columns, complete } = metadataColumns(FIELDED);
    assert.equal(complete, true);
    assert.deepEqual(
      [...columns.keys()],
      ['author', 'author.age', 'author.name', 'date', 'draft', 'extra.deep.er', 'lang', 'size', 'tags'],
    );
    const many = Array.from({ length: 100 }, (_, row) => ({
      id: `d${row}`,
      metadata: { all: 1, [`only${String(row).padStart(2, '0')}`]: 1 },
    }));
    const some = metadataColumns(many);
    assert.equal(some.complete, false);
    assert.deepEqual([...some.columns.keys()].slice(0, 2), ['all', 'only00']);
    assert.equal(some.columns.size, 64);
  });
});

describe('counting values', () => {
  it('lists the most frequent first, ties by value', () => {
    const rows: FieldValue[][] = [['b', 'a'], ['b'], ['a'], [10], [9], [true], ['b'], []];
    const column = Column.build(rows);
    const all = new Uint8Array(rows.length).fill(1);
    assert.deepEqual(countValues(column, all, 100), [
      { value: 'b', count: 3 },
      { value: 'a', count: 2 },
      { value: true, count: 1 },
      { value: 9, count: 1 },
      { value: 10, count: 1 },
    ]);
    assert.deepEqual(countValues(column, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), 1), [
      { value: 'a', count: 1 },
    ]);
  });
});

describe('an order by a field', () => {
  const idsBy = (sort: unknown) => sorted(FIELDED, parseSort(sort)).map(({ id }) => id);

  it('lists documents without the field last, and leaves equal ones as they were', () => {
    assert.deepEqual(
      idsBy(undefined),
      FIELDED.map(({ id }) => id),
    );
    assert.deepEqual(idsBy({ by: 'date' }), ['a', 'b', 'c', 'd', 'e', 'f', 'long', 'empty']);
    assert.deepEqual(idsBy({ by: 'date', order: 'desc' }), ['c', 'b', 'a', 'd', 'e', 'f', 'long', 'empty']);
    assert.deepEqual(idsBy({ by: 'draft' }), ['a', 'c', 'b', 'd', 'e', 'f', 'long', 'empty']);
  });

  it('takes the value that comes first of several, and numbers before strings', () => {
    assert.deepEqual(idsBy({ by: 'size' }), ['e', 'a', 'long', 'empty', 'b', 'c', 'd', 'f']);
    assert.deepEqual(idsBy({ by: 'size', order: 'desc' }), ['d', 'e', 'c', 'b', 'long', 'empty', 'a', 'f']);
    assert.deepEqual(idsBy({ by: '$title', order: 'desc' }).slice(0, 4), ['c', 'b', 'a', 'd']);
  });

  it('is refused if it is not understood', () => {
    for (const wrong of [
      null,
      'date',
      {},
      { by: 7 },
      { by: '$x' },
      { by: 'a', order: 'up' },
      { by: 'a', dir: 1 },
    ]) {
      assert.throws(() => parseSort(wrong), { code: 'invalid-argument', message: /cannot search with sort/ });
    }
  });
});
