// What the extension says to people: what is refused and why, what to try, what an answer holds, how rows are told apart.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adviceFor } from '../../demo/extension/advice.js';
import { faultOf } from '../../demo/extension/fault.js';
import type { Found } from '../../demo/extension/protocol.js';
import { refusalOf } from '../../demo/extension/refusal.js';
import { patternOf, siteOf } from '../../demo/extension/site-name.js';
import { summaryOf } from '../../demo/extension/summary.js';
import { toldApart } from '../../demo/extension/told-apart.js';
import { unsearched } from '../../demo/extension/unsearched.js';
import { LeannError } from '../../web/index.js';

describe('the refusal to open an address', () => {
  test('says what is refused, by whom, and what to do', () => {
    assert.match(refusalOf('javascript:alert(1)', true), /^Bookmarklets are not run/);
    assert.match(refusalOf('JavaScript:alert(1)', false), /^Bookmarklets are not run/);
    assert.match(refusalOf('file:///a.html', true), /^Firefox does not let .*“file:”\. Copy this one/);
    assert.match(refusalOf('about:config', true), /“about:”/);
    assert.match(refusalOf('data:text/plain,a', false), /^Addresses that begin with “data:” are not opened/);
  });
});

describe('the site that is typed', () => {
  test('is read from its name, an address or a pattern', () => {
    for (const [typed, host] of [
      ['example.org', 'example.org'],
      ['  EN.Wikipedia.org ', 'en.wikipedia.org'],
      ['https://example.org:8080/a?b#c', 'example.org'],
      ['*.example.org', 'example.org'],
      ['*://*.example.org/*', 'example.org'],
      ['localhost:3000', 'localhost'],
      ['example.org.', 'example.org'],
      ['bücher.example', 'xn--bcher-kva.example'],
      ['http://127.0.0.1:8000/', '127.0.0.1'],
      ['[::1]:80', '[::1]'],
    ] as const)
      assert.deepEqual(siteOf(typed), { host }, typed);
  });

  test('is asked for with all that end in it, but for addresses of machines', () => {
    assert.equal(patternOf('example.org'), '*://*.example.org/*');
    assert.equal(patternOf('127.0.0.1'), '*://127.0.0.1/*');
    assert.equal(patternOf('[::1]'), '*://[::1]/*');
  });

  test('is refused with words that say what is wrong', () => {
    const wrong = (typed: string) => {
      const read = siteOf(typed);
      return 'fault' in read ? read.fault : assert.fail(`${typed} is taken as ${read.host}`);
    };
    assert.equal(wrong(' '), 'Type the name of a site, such as example.org.');
    assert.match(wrong('ftp://x'), /^Pages that begin with “ftp:” cannot be read/);
    for (const typed of [
      'foo bar',
      'a@example.org',
      'mailto:a@example.org',
      '*',
      'a..b',
      'about:blank',
      'ex*.org',
      'a,b',
    ])
      assert.match(wrong(typed), /^“.*” is not the name of a site\. Type the name/, typed);
  });
});

describe('advice if nothing was found', () => {
  test('is about the quotes and the minus of the query, where it has some', () => {
    for (const empty of ['!!!', '""', '“ ”', '-'])
      assert.match(adviceFor(empty), /^Type a word or more/, empty);
    assert.match(adviceFor('-bread'), /or add what the page is about/);
    assert.match(adviceFor('-bread -"rye loaf"'), /or add what the page is about/);
    assert.match(adviceFor('"no such words"'), /Drop the quotes/);
    assert.match(adviceFor('bread -rye'), /minus leaves words out\. Drop it/);
    for (const plain of ['bread', 'well-known', '27" monitor'])
      assert.match(adviceFor(plain), /in other words/, plain);
  });
});

describe('the summary of an answer', () => {
  const row = (by: Found['by'], weak = false) => ({ by, weak });

  test('agrees with the headings above the rows', () => {
    assert.equal(summaryOf([]), '0 hits');
    assert.equal(summaryOf([row('both')]), '1 hit');
    assert.equal(summaryOf([row('both'), row('meaning')]), '2 hits, 1 by meaning alone');
    assert.equal(
      summaryOf([row('words'), row('meaning', true), row('meaning', true)]),
      '1 hit, 2 less likely',
    );
    assert.equal(summaryOf([row('meaning', true)]), 'No good match, 1 less likely');
  });
});

describe('rows that look the same', () => {
  const paths = (...urls: string[]) =>
    toldApart(urls.map((url, at) => ({ id: String(at), title: 'Same', host: 'dup.example', url }))).map(
      ({ path }) => path,
    );

  test('show where their addresses differ', () => {
    assert.deepEqual(paths('http://dup.example/one', 'http://dup.example/two'), ['/one', '/two']);
    assert.deepEqual(paths('http://dup.example/', 'http://dup.example/two'), ['/', '/two']);
    assert.deepEqual(paths('http://dup.example/a/b/one.html', 'http://dup.example/a/b/on%C3%A9.html'), [
      '…/one.html',
      '…/oné.html',
    ]);
    assert.deepEqual(paths('http://dup.example/a?page=1', 'http://dup.example/a?page=2'), [
      '…?page=1',
      '…?page=2',
    ]);
    assert.deepEqual(paths('http://dup.example/a', 'https://dup.example/a'), [
      'http://dup.example/a',
      'https://dup.example/a',
    ]);
    assert.deepEqual(paths('http://dup.example/one'), [undefined]);
  });

  test('are only those with the same title and host', () => {
    const rows = [
      { id: 'a', title: 'Same', host: 'dup.example', url: 'http://dup.example/1' },
      { id: 'b', title: 'Same', host: 'other.example', url: 'http://other.example/1' },
      { id: 'c', title: 'Other', host: 'dup.example', url: 'http://dup.example/2' },
      { id: 'd', title: '', host: 'dup.example', url: 'http://dup.example/3' },
      { id: 'e', title: '', host: 'dup.example', url: 'http://dup.example/4' },
    ];
    assert.deepEqual(toldApart(rows), rows);
  });
});

describe('a kind that is not searched', () => {
  test('is told with where to switch it on', () => {
    const off = { history: false, tabs: false };
    assert.match(unsearched('history', off)?.how ?? '', /“Find visited pages” under “What is stored”/);
    assert.match(unsearched('tab', off)?.what ?? '', /open tabs is switched off/);
    assert.equal(unsearched('history', { ...off, history: true }), undefined);
    assert.equal(unsearched('bookmark', off), undefined);
    assert.equal(unsearched(undefined, off), undefined);
  });
});

describe('the kind of a failure', () => {
  const loading = (cause: unknown) => new LeannError('model-load', 'cannot load model', { cause });

  test('is what people can do something about', () => {
    const damaged = new LeannError('model-load', 'cannot load encoder', {
      cause: new Error('it is damaged'),
    });
    assert.equal(faultOf(loading(damaged)), 'damaged');
    assert.equal(faultOf(loading(new RangeError('could not allocate memory'))), 'memory');
    assert.equal(faultOf(new LeannError('out-of-memory', 'no memory')), 'memory');
    assert.equal(faultOf(new LeannError('quota-exceeded', 'no room')), 'room');
    assert.equal(faultOf(loading(new TypeError('Failed to fetch'))), undefined);
    assert.equal(faultOf(new Error('anything')), undefined);
  });
});
