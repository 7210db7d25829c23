// How files as people write them become documents.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { optionalPackage } from '../../cli/formats/format.js';
import { readHtml } from '../../cli/formats/html.js';
import { readMarkdown } from '../../cli/formats/markdown.js';
import { readPdf } from '../../cli/formats/pdf.js';
import { globOf } from '../../cli/glob.js';
import { readSource } from '../../cli/source.js';

describe('Markdown', () => {
  it('has its title from the front matter, else from its first heading', () => {
    const text = '\n## Rain ##\n\nIt rained.\n';
    assert.deepEqual(readMarkdown(`---\nlang: en\ntitle: "On rain"\n---\n${text}`), {
      title: 'On rain',
      text,
    });
    assert.deepEqual(readMarkdown(`---\r\nlang: en\r\n---\r\n${text}`), { title: 'Rain', text });
    assert.deepEqual(readMarkdown('```sh\n# a comment\n```\n\n# Title\n'), {
      title: 'Title',
      text: '```sh\n# a comment\n```\n\n# Title\n',
    });
    assert.deepEqual(readMarkdown('Only text\n---\n'), { text: 'Only text\n---\n' });
  });
});

describe('HTML', () => {
  const NAVIGATION = '<nav><a href="/">Home</a> <a href="/about">About us</a></nav>';

  it('is read by its main content, in lines as they are seen', async () => {
    const page = `<!doctype html><html><head><title> Rain &amp;\n snow </title><style>p { color: red }</style></head>
      <body>${NAVIGATION}<main><h1>Rain</h1><p>It rained <b>all</b>
      day.</p><script>alert(1)</script><ul><li>one</li><li>two</li></ul></main><footer>Imprint</footer></body></html>`;
    assert.deepEqual(await readHtml(page), {
      title: 'Rain & snow',
      text: 'Rain\n\nIt rained all day.\n\none\ntwo',
    });
  });

  it('is read by its article where that is not marked', async () => {
    const paragraph =
      'The lighthouse stands on a rock two miles off the coast, and its lamp burned whale oil. ';
    const page = `<html><head><title>Lights</title></head><body><div class="menu">${NAVIGATION}</div>
      <div class="content"><p>${paragraph.repeat(6)}</p><p>${paragraph.repeat(6)}</p></div>
      <div class="sidebar"><a href="/x">Buy now</a></div></body></html>`;
    const { text } = await readHtml(page);
    assert.match(text, /^The lighthouse stands/);
    assert.ok(!text.includes('About us') && !text.includes('Buy now'), text);
  });

  it('is read as a whole where nothing says what it is about', async () => {
    assert.deepEqual(await readHtml('<h1>Bread</h1><p>Knead it.</p>'), {
      title: 'Bread',
      text: 'Bread\n\nKnead it.',
    });
    assert.deepEqual(await readHtml(''), { text: '' });
    assert.deepEqual((await readHtml('just words')).text, 'just words');
  });
});

describe('PDF', () => {
  it('is read page by page', async () => {
    const { text, title } = await readPdf(
      pdfOf(['The light-', 'house keeper had bees.'], 'Second page.', 'On lights'),
    );
    assert.equal(title, 'On lights');
    assert.match(text, /^The lighthouse keeper had bees\.\s+Second page\.$/);
  });

  it('is refused where it is none', async () => {
    await assert.rejects(readPdf(new TextEncoder().encode('no PDF')), /PDF/);
  });
});

describe('a pattern of paths', () => {
  const matching = (pattern: string, paths: string[]) => paths.filter(globOf(pattern).matches);

  it('begins in a folder and says which paths below it are meant', () => {
    assert.equal(globOf('docs/en/**/*.md').folder, 'docs/en');
    assert.equal(globOf('*.md').folder, '.');
    assert.equal(globOf('/srv/*.md').folder, '/srv');
    const paths = ['a.md', 'b.html', 'x/a.md', 'x/y/c.md', 'a+md', 'x/a.txt'];
    assert.deepEqual(matching('docs/**/*.md', paths), ['a.md', 'x/a.md', 'x/y/c.md']);
    assert.deepEqual(matching('docs/*.md', paths), ['a.md']);
    assert.deepEqual(matching('docs/*/?.{md,txt}', paths), ['x/a.md', 'x/a.txt']);
    assert.deepEqual(matching('docs/**', paths), paths);
    assert.deepEqual(matching('none.md', paths), []);
  });
});

describe('a source of documents', () => {
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-source-'));
    const files = {
      'a.md': '# A\n\none',
      'b/page.html': '<title>B</title><main>two</main>',
      'b/deep/c.txt': 'three',
      'b/d.pdf': pdfOf(['four'], 'more'),
      'lines.jsonl': '{"id":"x","text":"five"}\n{"_id":7,"text":"six","title":"Six"}\n',
      '.hidden/e.md': '# hidden',
      'node_modules/f.md': '# not ours',
      'out/g.md': '# published',
    };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  });

  after(() => rm(root, { recursive: true }));

  async function idsOf(source: string, without: string[] = []): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const { id, title } of readSource(join(root, source), without)) found.push([id, title]);
    return found;
  }

  it('is a folder, without what is hidden, installed or published in it', async () => {
    assert.deepEqual(await idsOf('', [join(root, 'out')]), [
      ['a.md', 'A'],
      ['b/d.pdf', 'd'],
      ['b/deep/c.txt', undefined],
      ['b/page.html', 'B'],
    ]);
  });

  it('is what a pattern names, lines too', async () => {
    assert.deepEqual(await idsOf('b/**/*.{html,txt}'), [
      ['deep/c.txt', undefined],
      ['page.html', 'B'],
    ]);
    assert.deepEqual(await idsOf('*.jsonl'), [
      ['x', undefined],
      ['7', 'Six'],
    ]);
  });

  it('is one file', async () => {
    assert.deepEqual(await idsOf('b/page.html'), [['page.html', 'B']]);
    await assert.rejects(idsOf('nowhere'), /cannot read .*nowhere/);
    await assert.rejects(idsOf('none/*.md'), /cannot read .*none/);
  });
});

describe('a format whose package is missing', () => {
  it('says what to install', async () => {
    const name = 'a-package-that-nobody-has';
    await assert.rejects(
      optionalPackage(() => import(name), name),
      /a package is missing; install it with: npm install a-package-that-nobody-has/,
    );
  });
});

/** A PDF of two pages, the lines of the first one below the other. */
function pdfOf(first: string[], second: string, title?: string): Uint8Array {
  const page = (lines: string[]) =>
    `BT /F1 12 Tf 72 700 Td ${lines.map((line) => `(${line}) Tj 0 -14 Td`).join(' ')} ET`;
  const streams = [page(first), page([second])];
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [4 0 R 5 0 R] /Count 2 >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...[6, 7].map(
      (content) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    ),
    ...streams.map((stream) => `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`),
    title === undefined ? '<< >>' : `<< /Title (${title}) >>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, row) => {
    const offset = text.length;
    text += `${row + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R /Info 8 0 R >>\nstartxref\n${text.length}\n%%EOF`;
  return new TextEncoder().encode(text);
}
