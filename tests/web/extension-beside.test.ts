// What the extension makes of history and tabs, without a browser.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAsked } from '../../demo/extension/asked.js';
import type { BookmarkDocument } from '../../demo/extension/document.js';
import { answer } from '../../demo/extension/finder.js';
import { Indexer } from '../../demo/extension/indexer.js';
import { Library } from '../../demo/extension/library.js';
import type { Answer } from '../../demo/extension/protocol.js';
import { Repair } from '../../demo/extension/repair.js';
import type { Searcher } from '../../demo/extension/searcher.js';
import { DEFAULTS } from '../../demo/extension/state.js';
import { switchedOff } from '../../demo/extension/switched-off.js';
import { Visits } from '../../demo/extension/visits.js';

const NODES = [
  { id: '0', title: '' },
  { id: '1', parent: '0', title: 'Bookmarks bar' },
  { id: '2', parent: '1', title: 'Levain', url: 'http://bake.test/', added: 1 },
];
const TAB = { tab: 7, window: 1, loaded: true };
const NO_PAGE = () => undefined;
const DAY_MS = 24 * 3_600_000;

describe('what is typed', () => {
  test('may begin with the kind that is asked, once a space follows', () => {
    assert.deepEqual(readAsked('@h rye bread'), { query: 'rye bread', kind: 'history' });
    assert.deepEqual(readAsked(' @T  mail'), { query: 'mail', kind: 'tab' });
    assert.deepEqual(readAsked('@b '), { query: '', kind: 'bookmark' });
    for (const text of ['@h', '@home bread', 'bread @h rye', 'h rye', ''])
      assert.deepEqual(readAsked(text), { query: text });
  });
});

describe('a switch', () => {
  const none = { history: false, tabs: false, openPages: false };

  test('goes off with its permission, and no other does', () => {
    const settings = { ...DEFAULTS, history: true, tabs: true };
    assert.deepEqual(switchedOff(settings, settings, { ...none, tabs: true }), ['history']);
    assert.deepEqual(switchedOff(settings, settings, { ...none, history: true, tabs: true }), []);
  });

  test('stays on that was turned on while the browser was read: its permission came after that had looked', () => {
    const before = { ...DEFAULTS, history: false };
    assert.deepEqual(switchedOff({ ...before, history: true }, before, none), []);
  });
});

describe('the history', () => {
  const now = Date.now();
  const visit = (url: string, daysAgo: number, title = '') => ({ url, title, at: now - daysAgo * DAY_MS });
  const urls = (visits: Visits) => [...visits.all()].map(({ url }) => url);

  test('is read from where it was read to, a little overlapping, and titles that came later are taken', () => {
    const visits = new Visits();
    assert.equal(visits.from(0), 0);
    visits.take([visit('http://a.test/', 1), visit('http://b.test/', 0)], 0, now);
    assert.ok(visits.from(0) < now && visits.from(0) > now - 600_000);
    visits.take([visit('http://b.test/', 0, 'B')], 0, now);
    assert.deepEqual(urls(visits), ['http://a.test/', 'http://b.test/']);
    assert.equal([...visits.all()][1]?.title, 'B');
  });

  test('loses what was deleted, what is too old, and all where it is not allowed', () => {
    const visits = new Visits();
    visits.take(
      [visit('http://a.test/', 1), visit('http://old.test/', 40), visit('http://b.test/', 2)],
      0,
      now,
    );
    visits.readAgain();
    assert.equal(visits.from(0), 0);
    visits.take([visit('http://a.test/', 1), visit('http://old.test/', 40)], 30, now);
    assert.deepEqual(urls(visits), ['http://a.test/']);
    visits.take(undefined, 30, now);
    assert.deepEqual(urls(visits), []);
  });
});

describe('a library with history and tabs', () => {
  const visits = [
    { url: 'http://bake.test/#crumb', title: 'Sourdough', at: 5 },
    { url: 'http://bake.test/#crust', title: 'Sourdough starter', at: 9 },
    { url: 'http://app.test/#/inbox', title: 'Inbox', at: 3 },
    { url: 'http://app.test/#/sent', title: 'Sent', at: 4 },
    { url: 'javascript:alert(1)', title: 'Script', at: 8 },
  ];
  const tabs = [
    { ...TAB, url: 'http://bake.test/', title: 'Sourdough', at: 10 },
    { ...TAB, tab: 8, url: 'about:blank', title: '', at: 11 },
  ];
  const library = new Library(NODES, { visits, tabs });

  test('has a page once, whatever place in it was visited, but each route of a script', () => {
    assert.deepEqual([library.size, library.count('history'), library.count('tab')], [1, 3, 1]);
    assert.deepEqual(
      library.newest('history').map(({ title }) => title),
      ['Sourdough starter', 'Sent', 'Inbox'],
    );
  });

  test('says the kind of each document, bookmarks first, and changes none of theirs', () => {
    const documents = library.documents(NO_PAGE);
    assert.deepEqual(
      documents.map(({ metadata }) => metadata.kind),
      ['bookmark', 'tab', 'history', 'history', 'history'],
    );
    assert.deepEqual(documents[0], new Library(NODES).documents(NO_PAGE)[0]);
  });

  test('made of the one before has the documents that it would have alone', () => {
    library.documents(NO_PAGE);
    const page = { text: 'Flour, water and time.' };
    const pageOf = (url: string) => (url === 'http://bake.test/' ? page : undefined);
    const renamed = NODES.map((node) => ({ ...node, ...(node.id === '1' && { title: 'Bar' }) }));
    for (const [nodes, beside, read] of [
      [NODES, { visits, tabs }, NO_PAGE],
      [renamed, { visits: visits.slice(1), tabs: [] }, pageOf],
      [[...renamed, { ...NODES[2], id: '3', parent: '2', title: 'Levain | Bake' }], { visits, tabs }, pageOf],
      [
        NODES,
        { visits: visits.map((visit) => ({ ...visit, title: `${visit.title} | App` })), tabs },
        NO_PAGE,
      ],
    ] as [typeof NODES, { visits: typeof visits; tabs: typeof tabs }, typeof pageOf][]) {
      const again = new Library(nodes, beside, library);
      assert.deepEqual(again.documents(read), new Library(nodes, beside).documents(read));
    }
  });

  test('gives one row for a page that is bookmarked, visited and open', async () => {
    const hits = library
      .documents(NO_PAGE)
      .map(({ id, text }) => ({ document: id, start: 0, text, by: 'words' as const, weak: false }));
    let asked: unknown;
    const searcher = {
      search: async (wish: unknown, _: unknown, onHits: (reply: never) => void) => {
        asked = wish;
        onHits({ type: 'hits', id: 0, hits: hits.toReversed(), words: [], final: true } as never);
      },
    };
    const told: Omit<Answer, 'id' | 'type'>[] = [];
    const { signal } = new AbortController();
    const question = { query: 'bread', limit: 10, kind: 'history', signal } as const;
    await answer({ library, searcher, meaning: true }, { ...question, tell: (one) => told.push(one) });
    const rows = told.at(-1)?.found ?? [];
    assert.deepEqual(
      rows.map(({ kinds }) => kinds),
      [['history'], ['history'], ['bookmark', 'history', 'tab']],
    );
    assert.deepEqual(
      [rows[2]?.place, rows[2]?.folders, rows[2]?.copies],
      [{ tab: 7, window: 1 }, ['Bookmarks bar'], 0],
    );
    assert.equal((asked as { kind?: string }).kind, 'history');
  });
});

describe('indexing', () => {
  const documents = ['a', 'b', 'c'].map(
    (id): BookmarkDocument => ({
      id,
      title: id,
      url: '',
      text: id,
      headings: [],
      metadata: { kind: 'history' },
    }),
  );

  test('is interrupted by what is deleted for good, erases it, and goes on', async () => {
    const did: string[] = [];
    let adding = () => {};
    const begun = new Promise<void>((resolve) => {
      adding = resolve;
    });
    const searcher = {
      ids: async () => ['a'],
      wait: async () => {},
      remove: async (ids: string[], erase: boolean) => void did.push(`remove ${ids} ${erase}`),
      add: (all: BookmarkDocument[], signal: AbortSignal) => {
        did.push(`add ${all.map(({ id }) => id)}`);
        adding();
        if (did.length > 1) return Promise.resolve();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    } as unknown as Searcher;
    const indexer = new Indexer(searcher, () => undefined);
    indexer.aim(documents, true);
    await begun;
    indexer.erase();
    indexer.aim(documents.slice(1), true);
    while (indexer.busy) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(did, ['add b,c', 'remove a true', 'add b,c']);
    assert.deepEqual([indexer.failure, indexer.done], [undefined, 2]);
  });

  test('erases where meaning is switched off, too', async () => {
    const did: string[] = [];
    const searcher = {
      ids: async () => ['a', 'b'],
      wait: async () => {},
      remove: async (ids: string[], erase: boolean) => void did.push(`remove ${ids} ${erase}`),
    } as unknown as Searcher;
    const indexer = new Indexer(searcher, () => undefined);
    indexer.erase();
    indexer.aim(documents.slice(1, 2), false);
    while (indexer.busy) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(did, ['remove a true']);
  });

  test('finds all by their words while the stored index cannot be read, and goes on once it can', async () => {
    const waiting = new Set<string>();
    let refused = 1;
    const searcher = {
      ids: async () => {
        if (refused-- > 0) throw new Error('the storage is not ready');
        return ['a'];
      },
      wait: async (more: BookmarkDocument[], gone: string[]) => {
        for (const { id } of more) waiting.add(id);
        for (const id of gone) waiting.delete(id);
      },
      add: async () => {},
    } as unknown as Searcher;
    const indexer = new Indexer(searcher, () => undefined);
    const ended = async () => {
      while (indexer.busy) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    indexer.aim(documents, true);
    await ended();
    assert.deepEqual(
      [indexer.failure?.reason, indexer.listed],
      ['the storage is not ready', documents.length],
    );
    assert.deepEqual([...waiting], ['a', 'b', 'c']);
    indexer.goOn();
    await ended();
    assert.deepEqual([indexer.failure, indexer.done, indexer.listed], [undefined, 3, documents.length]);
    assert.ok(!waiting.has('a'), 'what is held is found twice');
  });
});

describe('what has failed', () => {
  test('is tried again by itself, less and less often, and soon again after it worked', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let tried = 0;
    const repair = new Repair(() => {
      tried++;
    });
    const triedAfter = (ms: number) => {
      tried = 0;
      repair.failed();
      repair.failed();
      t.mock.timers.tick(ms - 1);
      assert.equal(tried, 0);
      t.mock.timers.tick(1);
      return tried;
    };
    assert.equal(triedAfter(5000), 1);
    assert.equal(triedAfter(10_000), 1);
    for (let time = 20_000; time < 300_000; time *= 2) assert.equal(triedAfter(time), 1);
    assert.equal(triedAfter(300_000), 1);
    assert.equal(triedAfter(300_000), 1);
    repair.worked();
    assert.equal(triedAfter(5000), 1);
    tried = 0;
    repair.failed();
    repair.worked();
    t.mock.timers.tick(600_000);
    assert.equal(tried, 0);
  });
});
