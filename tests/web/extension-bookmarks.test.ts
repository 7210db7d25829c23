// What the extension makes of bookmarks, the odd ones too.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostOf, mayOpen, meaningText, urlWords } from '../../demo/extension/bookmark.js';
import { FOLDERS_KEPT, Library } from '../../demo/extension/library.js';
import { matches } from '../../demo/extension/match-pattern.js';
import { type BrowserNode, flatten, type TreeNode } from '../../demo/extension/tree-node.js';
import { WordIndex } from '../../demo/extension/word-index.js';
import { fold, wordsOf } from '../../demo/shared/words.js';
import { readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';

const ROOTS: TreeNode[] = [
  { id: '0', title: '' },
  { id: '1', parent: '0', title: 'Bookmarks bar' },
];

function libraryOf(...bookmarks: { title: string; url: string }[]): Library {
  const nodes = bookmarks.map((bookmark, at) => ({ id: `b${at}`, parent: '1', added: at, ...bookmark }));
  return new Library([...ROOTS, ...nodes]);
}

async function wordsIn(library: Library): Promise<WordIndex> {
  const index = new WordIndex();
  await index.update(library, () => '');
  return index;
}

describe('addresses', () => {
  test('give the words that say something', () => {
    assert.deepEqual(urlWords('https://www.example.org/blog/2024/how-to-bake_bread.html?utm=1'), [
      'example',
      'blog',
      'how',
      'to',
      'bake',
      'bread',
    ]);
    assert.deepEqual(urlWords('https://de.wikipedia.org/wiki/K%C3%BCrbis'), ['wikipedia', 'wiki', 'Kürbis']);
    assert.deepEqual(urlWords('https://example.org/%E0%A4%A'), ['example', 'E0', 'A4']);
  });

  test('of scripts and data give none, and are not opened', () => {
    for (const url of ['javascript:alert(1)', 'JavaScript:void 0', 'data:text/html,<b>', 'nonsense', '']) {
      assert.deepEqual(urlWords(url), [], url);
      assert.equal(mayOpen(url), false, url);
    }
    assert.equal(hostOf('javascript:alert(1)'), 'bookmarklet');
    for (const url of [
      'https://a.org/',
      'http://localhost:8080/x',
      'file:///tmp/a.html',
      'chrome://settings/',
    ]) {
      assert.ok(mayOpen(url), url);
    }
  });

  test('match the patterns of permissions', () => {
    assert.ok(matches('*://*/*', 'http://a.org/x'));
    assert.ok(matches('https://*/*', 'https://a.org/x'));
    assert.ok(!matches('https://*/*', 'http://a.org/x'));
    assert.ok(matches('*://*.a.org/*', 'https://a.org/'));
    assert.ok(matches('*://*.a.org/*', 'https://b.a.org:8080/'));
    assert.ok(!matches('*://*.a.org/*', 'https://nota.org/'));
    assert.ok(!matches('*://a.org/*', 'https://b.a.org/'));
    assert.ok(!matches('<all_urls>', 'javascript:alert(1)'));
  });
});

describe('words', () => {
  test('are folded, keep their places, and come in pairs where there are no spaces', () => {
    assert.equal(fold('Übergrößenträger'), 'ubergroßentrager');
    const text = 'C++ für Élise 🎹 שלום';
    assert.deepEqual(
      wordsOf(text).map(({ word, start, end }) => [word, text.slice(start, end)]),
      [
        ['c++', 'C++'],
        ['fur', 'für'],
        ['elise', 'Élise'],
        ['שלום', 'שלום'],
      ],
    );
    assert.deepEqual(
      wordsOf('朝日新聞').map(({ word }) => word),
      ['朝日', '日新', '新聞'],
    );
  });
});

describe('a library', () => {
  test('takes folders as deep as they go', () => {
    let node: BrowserNode = { id: 'leaf', parentId: 'f20000', title: 'deep', url: 'https://deep.org/' };
    for (let depth = 20_000; depth > 0; depth--) {
      node = { id: `f${depth}`, parentId: `f${depth - 1}`, title: `folder ${depth}`, children: [node] };
    }
    const library = new Library(flatten([{ id: 'f0', title: '', children: [node] }]));
    const folders = library.get('leaf')?.folders;
    assert.equal(folders?.length, FOLDERS_KEPT);
    assert.equal(folders?.at(-1), 'folder 20000');
  });

  test('has one document for bookmarks that say the same, and none for those that say nothing', () => {
    const library = libraryOf(
      { title: 'Bread', url: 'https://a.org/bread' },
      { title: 'Bread', url: 'https://a.org/bread' },
      { title: '', url: 'javascript:void(0)' },
    );
    assert.equal(library.documents().length, 1);
    const [document] = library.documents();
    assert.deepEqual(library.withDocument(document?.id ?? ''), ['b1', 'b0']);
    assert.deepEqual(library.withUrl('https://a.org/bread'), ['b1', 'b0']);
  });

  test('reads titles, addresses and folders, each word once', () => {
    assert.equal(
      meaningText('Sourdough - Wikipedia', 'https://en.wikipedia.org/wiki/Sourdough', ['Food', 'Baking']),
      'Sourdough - Wikipedia. wiki. Food, Baking',
    );
    assert.equal(meaningText('  ', 'https://example.org/knitting', []), 'example knitting');
  });

  test('takes 100,000 bookmarks, and follows a change among them', async () => {
    const nodes: TreeNode[] = [...ROOTS];
    for (let at = 0; at < 100_000; at++) {
      nodes.push({
        id: `n${at}`,
        parent: '1',
        title: `page ${at} about ${at % 977}`,
        url: `https://s${at % 500}.org/${at}`,
      });
    }
    const words = await wordsIn(new Library(nodes));
    assert.equal(words.search('page 54321', 5)[0]?.id, 'n54321');
    nodes.pop();
    nodes[60_000] = { id: 'n59998', parent: '1', title: 'zeppelin', url: 'https://z.org/' };
    await words.update(new Library(nodes), () => '');
    assert.deepEqual(
      words.search('zeppelin', 5).map(({ id }) => id),
      ['n59998'],
    );
    assert.notEqual(words.search('page 99999', 5)[0]?.id, 'n99999');
  });
});

describe('the word index', () => {
  test('finds begun, misspelt and accented words, and text in any script', async () => {
    const words = await wordsIn(
      libraryOf(
        { title: 'Sourdough starter', url: 'https://bake.org/starter' },
        { title: 'Crème brûlée', url: 'https://sweet.fr/' },
        { title: 'הארץ', url: 'https://haaretz.co.il/' },
        { title: '朝日新聞', url: 'https://asahi.com/' },
        { title: '<b>bold</b> <img src=x onerror=alert(1)>', url: 'https://html.org/' },
        { title: 'Read aloud', url: 'javascript:speak(document.body.textContent)' },
        { title: '🎸', url: 'https://music.org/guitar' },
      ),
    );
    const first = (query: string) => words.search(query, 5)[0]?.id;
    assert.equal(first('sourd'), 'b0');
    assert.equal(first('sourdogh'), 'b0');
    assert.equal(first('creme brulee'), 'b1');
    assert.equal(first('הארץ'), 'b2');
    assert.equal(first('日新'), 'b3');
    assert.equal(first('onerror'), 'b4');
    assert.equal(first('bookmarklet'), 'b5');
    assert.equal(first('guitar'), 'b6');
    assert.deepEqual(words.search('?!', 5), []);
  });

  test('says which share of the words asked for there is', async () => {
    const words = await wordsIn(libraryOf({ title: 'Knitting socks', url: 'https://wool.org/' }));
    assert.equal(words.search('how to knitting', 5)[0]?.share, 1);
    assert.equal(words.search('knitting for beginners', 5)[0]?.share, 0.5);
  });
});

describe('the list of bookmarks', () => {
  test('has 5,000 different pages, and answers to 100 questions or more', () => {
    const bookmarks = readBookmarks();
    const urls = new Set(bookmarks.map(({ url }) => url));
    assert.ok(bookmarks.length >= 5000);
    assert.equal(urls.size, bookmarks.length);
    for (const { title, url } of bookmarks)
      assert.ok(title !== '' && /^https?:/.test(new URL(url).protocol), url);
    const queries = readQueries();
    assert.ok(queries.length >= 100);
    for (const { query, urls: right } of queries) {
      assert.ok(right.length > 0, query);
      for (const url of right) assert.ok(urls.has(url), `${query}: ${url}`);
    }
  });
});
