// Shards and lists of a published folder: those of 0.1 are read, and what is damaged in them is refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflated } from '../../web/base/deflate.js';
import { jsonBytes } from '../../web/base/packed-json.js';
import { decodeDocumentList } from '../../web/hosted/document-list.js';
import { decodeShard } from '../../web/hosted/shard.js';

const LIST = { ids: ['a', 'b'], titles: ['A', null], passages: [1, 2] };
const SHARD = {
  ids: ['a', 'b'],
  titles: ['A', null],
  parts: [0, 0],
  counts: [1, 2],
  starts: [0, 0, 5],
  texts: ['one', 'two', 'three'],
};
const CARRIED = { urls: [null, 'u'], metadata: [{ x: [1] }, null] };
const SECTIONS = { headings: ['S', 'T'], parents: [0, 1], anchors: ['s', null], of: [0, 1, 2] };

const packed = async (value: unknown) => (await deflated(jsonBytes(value))).slice();

async function listOf(value: unknown): Promise<unknown[]> {
  const list = await decodeDocumentList(await packed(value), { documents: 2, passages: 3 });
  return [list.at(0).document, list.at(1).document, list.pending(2)];
}

async function shardOf(value: unknown): Promise<unknown[]> {
  const { passages } = await decodeShard(await packed(value), { count: 3, context: false });
  return passages.map(({ embedded, ...passage }) => {
    assert.equal(embedded, passage.text);
    return passage;
  });
}

describe('a list of published documents', () => {
  it('of 0.1 is read', async () => {
    assert.deepEqual(await listOf(LIST), [
      { id: 'a', title: 'A', passages: 1 },
      { id: 'b', passages: 2 },
      { id: 'b', passage: 1, pending: true },
    ]);
  });

  it('says what documents carry', async () => {
    assert.deepEqual(await listOf({ ...LIST, ...CARRIED }), [
      { id: 'a', title: 'A', metadata: { x: [1] }, passages: 1 },
      { id: 'b', url: 'u', passages: 2 },
      { id: 'b', url: 'u', passage: 1, pending: true },
    ]);
  });

  it('is refused if it is damaged', async () => {
    for (const wrong of [{ urls: ['u'] }, { urls: [7, 'u'] }, { metadata: [null, 'x'] }, { metadata: {} }]) {
      await assert.rejects(
        listOf({ ...LIST, ...CARRIED, ...wrong }),
        { code: 'corrupt' },
        JSON.stringify(wrong),
      );
    }
  });
});

describe('a shard', () => {
  it('of 0.1 is read', async () => {
    assert.deepEqual(await shardOf(SHARD), [
      { id: 'a', title: 'A', passage: 0, text: 'one', start: 0, end: 3 },
      { id: 'b', passage: 0, text: 'two', start: 0, end: 3 },
      { id: 'b', passage: 1, text: 'three', start: 5, end: 10 },
    ]);
  });

  it('says what documents carry, and the sections of passages', async () => {
    const [first, second, third] = await shardOf({ ...SHARD, ...CARRIED, sections: SECTIONS });
    assert.deepEqual(first, {
      id: 'a',
      title: 'A',
      metadata: { x: [1] },
      passage: 0,
      text: 'one',
      start: 0,
      end: 3,
    });
    const b = { id: 'b', url: 'u' };
    assert.deepEqual(second, {
      ...b,
      passage: 0,
      text: 'two',
      start: 0,
      end: 3,
      headings: ['S'],
      anchor: 's',
    });
    assert.deepEqual(third, { ...b, passage: 1, text: 'three', start: 5, end: 10, headings: ['S', 'T'] });
  });

  it('says what is embedded, if that is more than the text', async () => {
    const record = { ...SHARD, ...CARRIED, sections: SECTIONS, cuts: [1, 0, 1] };
    const { passages } = await decodeShard(await packed(record), { count: 3, context: true });
    assert.deepEqual(
      passages.map(({ embedded, cut }) => [embedded, cut]),
      [
        ['one', 1],
        ['S\ntwo', undefined],
        ['T\nthree', 1],
      ],
    );
  });

  it('is refused if it is damaged', async () => {
    const wrongs = [
      { urls: ['u'] },
      { metadata: ['x', null] },
      { sections: [] },
      { cuts: [0] },
      { cuts: [0, -1, 0] },
      { sections: { ...SECTIONS, of: [0, 1, 3] } },
      { sections: { ...SECTIONS, of: [0, 1] } },
      { sections: { ...SECTIONS, parents: [0, 2] } },
    ];
    for (const wrong of wrongs) {
      await assert.rejects(
        shardOf({ ...SHARD, ...CARRIED, ...wrong }),
        { code: 'corrupt' },
        JSON.stringify(wrong),
      );
    }
  });
});
