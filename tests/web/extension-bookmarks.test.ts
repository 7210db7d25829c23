// What the extension makes of bookmarks, the odd ones too.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bookmarkLine, hostOf, mayOpen, urlWords } from '../../demo/extension/bookmark.js';
import { FOLDERS_KEPT, Library } from '../../demo/extension/library.js';
import { matches } from '../../demo/extension/match-pattern.js';
import { type BrowserNode, flatten, type TreeNode } from '../../demo/extension/tree-node.js';
import { readBookmarks, readQueries } from '../../tools/corpora/bookmarks.js';

const ROOTS: TreeNode[] = [
  { id: '0', title: '' },
  { id: '1', parent: '0', title: 'Bookmarks bar' },
];

function libraryOf(...bookmarks: { title: string; url: string }[]): Library {
  const nodes = bookmarks.map((bookmark, at) => ({ id: `b${at}`, parent: '1', added: at, ...bookmark }));
  return new Library([...ROOTS, ...nodes]);
}

const NO_PAGE = () => undefined;

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
      { title: '', url: 'nonsense' },
    );
    const documents = library.documents(NO_PAGE);
    assert.equal(documents.length, 1);
    assert.deepEqual(library.withDocument(documents[0]?.id ?? ''), ['b1', 'b0']);
    assert.deepEqual(
      library.ofPage('https://a.org/bread').map(({ id }) => id),
      ['b1', 'b0'],
    );
  });

  test('reads titles, addresses and folders, each word once', () => {
    assert.equal(
      bookmarkLine('Sourdough', 'https://en.wikipedia.org/wiki/Sourdough', ['Food', 'Baking']),
      'Sourdough. wikipedia wiki. Baking, Food',
    );
    assert.equal(bookmarkLine('  ', 'https://example.org/knitting', []), 'example knitting');
    assert.equal(bookmarkLine('Read aloud', 'javascript:speak()', []), 'Read aloud. bookmarklet');
    assert.equal(bookmarkLine('Version', 'chrome://version/', []), 'Version');
  });

  test('embeds no name of a site that most of its titles have, and keeps it in the title', () => {
    const library = libraryOf(
      { title: 'Array.from() - JavaScript | MDN', url: 'https://developer.mozilla.org/from' },
      { title: 'hue-rotate() - CSS | MDN', url: 'https://developer.mozilla.org/hue' },
      { title: 'The filter element - SVG | MDN', url: 'https://developer.mozilla.org/filter' },
      { title: 'Alone | MDN', url: 'https://alone.org/' },
      { title: 'Alone | MDN', url: 'https://alone.org/' },
    );
    const documents = library.documents(NO_PAGE);
    assert.deepEqual(
      documents.map(({ title, text }) => [title, text]),
      [
        ['Alone | MDN', 'Alone | MDN'],
        ['The filter element - SVG | MDN', 'The filter element - SVG. developer mozilla'],
        ['hue-rotate() - CSS | MDN', 'hue-rotate() - CSS. developer mozilla'],
        ['Array.from() - JavaScript | MDN', 'Array.from() - JavaScript. developer mozilla'],
      ],
    );
  });

  test('puts the text of the page below, with its own title and headings', () => {
    const library = libraryOf(
      { title: 'My note', url: 'https://a.org/' },
      { title: 'Bees', url: 'https://b.org/' },
    );
    const text = 'Dances\n\nA bee that has found blossoms moves in circles.';
    const page = { title: 'Bees', text, headings: [{ start: 0, end: 6, level: 1 }] };
    const [bees, note] = library.documents(() => page);
    assert.equal(note?.text, `My note\n\nBees\n\n${text}`);
    assert.deepEqual(
      note?.headings.map(({ start, end, level }) => [note.text.slice(start, end), level]),
      [
        ['Bees', 1],
        ['Dances', 2],
      ],
    );
    assert.equal(bees?.text, `Bees\n\n${text}`);
    assert.equal(bees?.text.slice(0, library.lineLength(bees.id)), 'Bees');
    assert.notEqual(library.documents(NO_PAGE)[0]?.id, bees?.id);
  });

  test('takes 100,000 bookmarks', () => {
    const nodes: TreeNode[] = [...ROOTS];
    for (let at = 0; at < 100_000; at++) {
      nodes.push({
        id: `n${at}`,
        parent: '1',
        title: `page ${at} about ${at % 977}`,
        url: `https://s${at % 500}.org/${at}`,
      });
    }
    assert.equal(new Library(nodes).documents(NO_PAGE).length, 100_000);
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
    assert.ok(readQueries().length >= 100);
    for (const list of ['queries', 'page-queries', 'page-details'] as const)
      for (const { query, urls: right } of readQueries(list)) {
        assert.ok(right.length > 0, query);
        for (const url of right) assert.ok(urls.has(url), `${query}: ${url}`);
      }
  });
});
