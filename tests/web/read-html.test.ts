// What is read of a web page: the main text, whole and in order, and what the page says of itself.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readHtml } from '../../web/read/html.js';
import type { ReadDocument } from '../../web/read/read-document.js';
import { withoutSiteText } from '../../web/read/site-text.js';

const SENTENCE = 'The lighthouse stands on a rock two miles off the coast, and its lamp burned whale oil. ';
const LONG = SENTENCE.repeat(6).trim();

function textOf(source: string): string {
  return readHtml(source).text;
}

function headingsOf({ text, headings }: ReadDocument): string[] {
  return headings.map(({ start, end, level, anchor }) => `${level} ${text.slice(start, end)} #${anchor}`);
}

describe('the main text of a page', () => {
  it('is there when optional tags are not', () => {
    assert.equal(textOf('<!doctype html><head><title>T</title></head><body><p>Bees</p></body>'), 'Bees');
    assert.equal(textOf('<!doctype html><title>T</title><p>Bees<p>Boats'), 'Bees\n\nBoats');
    assert.equal(textOf('<html><head><title>T</title><p>Bees'), 'Bees');
    assert.equal(textOf('just words'), 'just words');
    assert.equal(textOf(''), '');
  });

  it('is that of <main>, without what surrounds it', () => {
    const page = `<body><nav>Home</nav><div role="banner">Logo</div><main><h1>Rain</h1><p>It rained <b>all</b>
      day.<script>alert(1)</script><ul><li>one<li>two</ul><nav>Next</nav></main><footer>Imprint</footer></body>`;
    assert.equal(textOf(page), 'Rain\n\nIt rained all day.\n\none\ntwo');
  });

  it('is all articles where they are most of it', () => {
    const page = `<div class="menu"><a href="/">Home</a></div><article><h2>Bees</h2><p>${LONG}</p></article>
      <article><h2>Boats</h2><p>${LONG}</p></article><footer>Imprint</footer>`;
    assert.equal(textOf(page), `Bees\n\n${LONG}\n\nBoats\n\n${LONG}`);
  });

  it('is not that of an article that is a comment', () => {
    const post = `<div class="post"><h1>Bees</h1><p>${LONG}</p></div>`;
    for (const comment of [
      '<article class="comment">Nice!</article>',
      '<section id="comments"><article><p>Nice!</p></article></section>',
    ]) {
      assert.equal(textOf(`<body>${post}${comment}</body>`), `Bees\n\n${LONG}`);
    }
  });

  it('is not that of comments, however many there are, nor lost for a name', () => {
    const post = `<div class="post"><h1>Bees</h1><p>${LONG}</p></div>`;
    const comments = `<article class="comment"><p>${LONG}</p></article>`.repeat(5);
    assert.equal(
      textOf(`<body>${post}<div class="comment-list">${comments}</div></body>`),
      `Bees\n\n${LONG}`,
    );
    // Documentation has sections on such things, and code has comments.
    const sections = ['comments', 'navigation', 'sidebar', 'footer', 'tags', 'pagination', 'toc', 'menu']
      .map(
        (name) =>
          `<section id="${name}"><h2>${name}</h2><p>a</p></section><h2 id="${name}">${name}</h2><p>b</p>`,
      )
      .join('');
    const code = '<pre><span class="hljs-comment"># c</span> <span class="token comment"># d</span></pre>';
    for (const page of [`<main>${sections}${code}</main>`, `<body>${sections}${code}`]) {
      const { text, headings } = readHtml(page);
      assert.equal(headings.length, 16);
      assert.ok(text.endsWith('toc\n\nb\n\nmenu\n\na\n\nmenu\n\nb\n\n# c # d'), text);
    }
    const aside =
      '<aside class="sidebar"><p>A side note.</p></aside><ul class="links"><li><a href="/x">x</a></ul>';
    assert.equal(textOf(`<main><p>${LONG}</p>${aside}</main>`), `${LONG}\n\nA side note.\n\nx`);
  });

  it('is the body without what only leads elsewhere, if nothing is marked', () => {
    const page = `<body><div class="menu"><a href="/">Home</a> <a href="/about">About us</a></div>
      <div class="content"><p>${LONG}</p></div><div class="sidebar"><a href="/x">Buy now</a></div>
      <div class="breadcrumbs">Docs / Lights</div></body>`;
    assert.equal(textOf(page), LONG);
    // A name alone does not take a page's text away.
    assert.equal(
      textOf(`<body><div class="sidebar"><p>${LONG}</p></div><p>Short.</p></body>`),
      `${LONG}\n\nShort.`,
    );
    assert.equal(textOf('<body><footer>All there is</footer></body>'), 'All there is');
  });

  it('is what the page marks', () => {
    for (const name of ['leann', 'pagefind']) {
      const page = `<main><p>Not this</p><div data-${name}-body><p>Bees</p><p data-${name}-ignore>ad</p></div>
        <div data-${name}-body>Boats</div></main>`;
      const read = readHtml(page);
      assert.deepEqual([read.text, read.marked], ['Bees\n\nBoats', true]);
      assert.equal(textOf(`<main><p>Bees</p><p data-${name}-ignore="all">ad</p></main>`), 'Bees');
    }
  });

  it('has what is seen, and nothing that is hidden', () => {
    const hidden = `<p hidden>1</p><p style="color:red; display: none">2</p><template>3</template><noscript>4</noscript>
      <dialog>5</dialog><style>p { color: red }</style><svg><title>6</title><text>seen</text></svg><p aria-hidden="true">7</p>`;
    assert.equal(textOf(`<main><p>Bees</p>${hidden}</main>`), 'Bees\n\nseen');
    assert.equal(
      textOf('<details><summary>Reset</summary>Hold the key.</details>'),
      'Reset\n\nHold the key.',
    );
    assert.equal(
      textOf('<p>infor&shy;mation<p><img alt="A bee" src="data:image/png;base64,AAAA">'),
      'information\n\nA bee',
    );
  });

  it('never glues blocks, cells or lines together', () => {
    const page = `<div>a</div>b<section>c</section><table><tr><td>d</td><td>e</td></tr><tr><td>f</table>
      <dl><dt>g<dd>h</dl>i<br>j<ul><li>k</li><li>l</li></ul><fieldset><legend>m</legend>n</fieldset><select><option>o<option>p</select>`;
    assert.deepEqual(textOf(page).match(/\S+/g), 'a b c d e f g h i j k l m n o p'.split(' '));
    assert.equal(textOf('<p>1<b>2</b><i>3</i><span>4</span></p>'), '1234');
  });

  it('keeps the lines of <pre>', () => {
    assert.equal(
      textOf('<p>Run:</p><pre>\n  if a:\n\n    <b>b</b>  c\n</pre><p>Done</p>'),
      'Run:\n\n  if a:\n\n    b  c\n\nDone',
    );
  });

  it('has no "last modified"', () => {
    assert.equal(textOf(`<p>${LONG}</p><p><i>This page last modified on 2022-10-26</i></p>`), LONG);
    assert.equal(textOf('<p>Last updated: today</p>'), 'Last updated: today');
  });

  it('is read of pages that nest deeply, in time', () => {
    const depth = 50_000;
    assert.equal(textOf(`${'<div>'.repeat(depth)}deep`), 'deep');
    assert.equal(textOf(`${'<p><a id="x"></a><h2>h</h2>'.repeat(20_000)}`).length, 20_000 * 3 - 2);
  });
});

describe('what a page says of itself', () => {
  it('is its title, language, description, address and date', () => {
    const page = `<html lang="en-GB"><head><title> Rain &amp;\n snow </title><meta name="Description" content="On rain">
      <link rel="canonical" href="https://example.com/rain"><meta property="article:modified_time" content="2024-05-01">
      </head><body><svg><title>Icon</title></svg><p>Text</p></body></html>`;
    const { text, headings, ...fields } = readHtml(page);
    assert.deepEqual([text, headings], ['Text', []]);
    assert.deepEqual(fields, {
      title: 'Rain & snow',
      lang: 'en-GB',
      description: 'On rain',
      url: 'https://example.com/rain',
      date: '2024-05-01',
    });
    assert.equal(readHtml('<svg><title>Icon</title></svg><h1>Rain</h1>').title, 'Rain');
    assert.equal(readHtml('<meta property="og:title" content="Rain"><p>x').title, 'Rain');
    assert.equal(readHtml('<p>x').title, undefined);
  });

  it('is what it says in the fields that are asked for', () => {
    const page = `<meta name="Author" content=" Ann  Lee "><meta name="author" content="Bo"><meta property="article:section"
      content="Weather"><meta name="generator" content=""><p>x`;
    const fields = ['author', 'article:section', 'generator', 'absent'];
    assert.deepEqual(readHtml(page, { fields }).fields, {
      author: ['Ann Lee', 'Bo'],
      'article:section': 'Weather',
    });
    assert.equal(readHtml(page).fields, undefined);
  });

  it('is its headings with their anchors, without the signs beside them', () => {
    const page = `<main id="content"><h1>Bees<a class="headerlink" href="#bees" title="Link">¶</a></h1><p>a</p>
      <h2 id="boats">Boats <a href="#boats">#</a></h2><p>b</p>
      <section id="cats"><h2>Cats</h2><p>c</p></section>
      <a name="dogs"></a><h3><code>dogs</code>()</h3><p>d</p>
      <div id="eels"><svg id="icon"></svg><h4>Eels<a href="#eels-2">Permalink</a></h4></div>
      <h5></h5><div role="heading" aria-level="2">Foxes</div></main>`;
    const read = readHtml(page);
    assert.deepEqual(headingsOf(read), [
      '1 Bees #bees',
      '2 Boats #boats',
      '2 Cats #cats',
      '3 dogs() #dogs',
      '4 ElsPermalink #eels-2'.replace('Els', 'Eels'),
      '2 Foxes #undefined',
    ]);
    assert.match(read.text, /^Bees\n\na\n\nBoats\n\nb/);
  });
});

describe('the pages of a site', () => {
  const page = (title: string, ...blocks: string[]): ReadDocument => ({
    title,
    text: blocks.join('\n\n'),
    headings: [],
  });

  it('lose the name that most titles end or begin with', () => {
    const titles = (pages: string[]) =>
      withoutSiteText(pages.map((title) => page(title, title))).map(({ title }) => title);
    assert.deepEqual(
      titles([
        'json — JSON encoder — Example 3.2 documentation',
        'Bees — Example 3.2 documentation',
        'Odd',
        'Boats — Example 3.2 documentation',
      ]),
      ['json — JSON encoder', 'Bees', 'Odd', 'Boats'],
    );
    assert.deepEqual(titles(['Site | A', 'Site | B', 'Site | C']), ['A', 'B', 'C']);
    assert.deepEqual(titles(['A | Site', 'B | Site']), ['A', 'B']);
    assert.deepEqual(titles(['A | Site', 'B | Other']), ['A | Site', 'B | Other']);
    assert.deepEqual(titles(['A | Site']), ['A | Site']);
    assert.deepEqual(titles(['Site', 'Site', 'Site']), ['Site', 'Site', 'Site']);
  });

  it('lose blocks that stand on most of them, never all of their text, and no headings', () => {
    const pages = Array.from({ length: 12 }, (_, row) => ({
      title: `${row}`,
      text: `Usage\n\nText ${row}\n\nEdit this page`,
      headings: [{ start: 0, end: 5, level: 2, anchor: 'usage' }],
    }));
    const bare = withoutSiteText([...pages, page('Only', 'Edit this page')]);
    assert.equal(bare[3]?.text, 'Usage\n\nText 3');
    assert.deepEqual(bare[3]?.headings, pages[3]?.headings);
    assert.equal(bare[12]?.text, 'Edit this page');
  });
});
