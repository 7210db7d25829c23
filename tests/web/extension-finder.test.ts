// How the extension answers: rows of bookmarks made of documents that were found, and what is carried in a file.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { packFile, unpackFile } from '../../demo/extension/carried-file.js';
import { answer } from '../../demo/extension/finder.js';
import { Library } from '../../demo/extension/library.js';
import type { Answer, IndexHit } from '../../demo/extension/protocol.js';
import type { PageRecord } from '../../demo/extension/state.js';
import { withWaiting } from '../../demo/extension/waiting-hits.js';
import type { Hit, SearchUpdate } from '../../web/index.js';

const PAGE = { text: 'A keeper trimmed the lamp. '.repeat(20) };
const library = new Library([
  { id: '0', title: '' },
  { id: '1', parent: '0', title: 'Bookmarks bar' },
  { id: 'old', parent: '1', title: 'Light', url: 'http://sea.test/', added: 1 },
  { id: 'new', parent: '1', title: 'Lamp', url: 'http://sea.test/', added: 2 },
  { id: 'bread', parent: '1', title: 'Bread', url: 'http://bake.test/', added: 3 },
]);
const documents = library.documents((url) => (url === 'http://sea.test/' ? PAGE : undefined));

function hit(title: string, fields: Partial<IndexHit> = {}): IndexHit {
  const { id = '', text = '' } = documents.find((document) => document.title === title) ?? {};
  return { document: id, start: 0, text, by: 'words', weak: false, ...fields };
}

async function found(hits: IndexHit[], words: string[] = []): Promise<Omit<Answer, 'id' | 'type'>> {
  const told: Omit<Answer, 'id' | 'type'>[] = [];
  const searcher = {
    search: async (_: unknown, __: unknown, onHits: (reply: never) => void) =>
      onHits({ type: 'hits', id: 0, hits, words, final: true } as never),
  };
  const question = { query: 'lamp', limit: 10, signal: new AbortController().signal };
  await answer({ library, searcher, meaning: true }, { ...question, tell: (one) => told.push(one) });
  return told.at(-1) ?? assert.fail();
}

describe('an answer', () => {
  test('has one row a page, and says how many bookmarks of it there are', async () => {
    const { found: rows } = await found([hit('Light'), hit('Bread'), hit('Lamp')]);
    assert.deepEqual(
      rows.map(({ id, copies }) => [id, copies]),
      [
        ['old', 1],
        ['bread', 0],
      ],
    );
  });

  test('shows the part of the page that matched, and nothing of a bookmark whose page was not read', async () => {
    const { found: rows } = await found([hit('Lamp'), hit('Bread')], ['lamp']);
    assert.match(rows[0]?.excerpt ?? '', /^A keeper trimmed the lamp\./);
    assert.equal(rows[1]?.excerpt, undefined);
    const later = await found([hit('Lamp', { start: 900, text: 'of the lamp' })], ['lamp']);
    assert.equal(later.found[0]?.excerpt, 'of the lamp');
  });

  test('sets apart weak rows, but not those above a better one', async () => {
    const weak = { weak: true };
    const mixed = await found([hit('Bread', weak), hit('Lamp')]);
    assert.deepEqual(
      mixed.found.map((row) => row.weak),
      [false, false],
    );
    const last = await found([hit('Lamp'), hit('Bread', weak)]);
    assert.deepEqual(
      last.found.map((row) => row.weak),
      [false, true],
    );
  });

  test('leaves out documents that no bookmark has any more', async () => {
    assert.deepEqual((await found([hit('Bread', { document: 'gone' })])).found, []);
  });
});

describe('hits of what waits to be indexed', () => {
  const update = (...hits: [id: string, score: number][]) =>
    ({ hits: hits.map(([id, score]) => ({ id, score }) as Hit) }) as SearchUpdate;
  const ids = (hits: Hit[]) => hits.map(({ id }) => id);

  test('stand where their words put them, each document once', () => {
    const indexed = update(['a', 0.5], ['b', 0.3], ['c', 0.2]);
    assert.deepEqual(ids(withWaiting(indexed, update(['x', 0.4], ['b', 0.9], ['y', 0.1]))), [
      'a',
      'x',
      'b',
      'c',
      'y',
    ]);
    assert.deepEqual(ids(withWaiting(undefined, update(['x', 0.4]))), ['x']);
    assert.deepEqual(ids(withWaiting(indexed, undefined)), ['a', 'b', 'c']);
  });
});

describe('the file that carries an index', () => {
  const index = new Blob(['an index']);
  const page: PageRecord = { url: 'http://a.test/', text: 'Bees\n\nThey dance.', at: 1 };
  const headings = [{ start: 0, end: 4, level: 1 }];

  test('gives back pages with titles and headings, and those of earlier versions, which have none', async () => {
    const pages = [{ ...page, title: 'Bees', headings }, page];
    const carried = await unpackFile(packFile({ index, pages }));
    assert.deepEqual(carried.pages, pages);
    assert.equal(await carried.index.text(), 'an index');
  });

  test('is refused with headings that are no lines of the text', async () => {
    const wrong: unknown[] = [
      'none',
      [null],
      [{ start: 0, end: 99, level: 1 }],
      [{ start: -1, end: 4, level: 1 }],
      [{ start: 0, end: 4, level: 0 }],
      [{ start: 0.5, end: 4, level: 1 }],
      [...headings, ...headings],
    ];
    for (const refused of wrong) {
      const pages = [{ ...page, headings: refused } as PageRecord];
      await assert.rejects(unpackFile(packFile({ index, pages })), /damaged/, JSON.stringify(refused));
    }
  });
});
