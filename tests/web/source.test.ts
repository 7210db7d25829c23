// Which files of a folder become documents, and which are left out.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { globOf } from '../../cli/glob.js';
import { optionalPackage } from '../../cli/optional-package.js';
import { readSource, type SourceOptions } from '../../cli/source.js';
import { madePdf } from './made-pdf.js';

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
      '404.html': '<title>Not found</title><main>Nothing is here.</main>',
      'b/page.html': '<title>B</title><main>two</main>',
      'b/deep/c.txt': 'three',
      'b/d.pdf': madePdf({ pages: [['four'], ['more']] }),
      'lines.jsonl': '{"id":"x","text":"five"}\n{"_id":7,"text":"six","title":"Six"}\n',
      '.hidden/e.md': '# hidden',
      'node_modules/f.md': '# not ours',
      'out/g.md': '# published',
      'search/manifest.json': '{}',
      'search/index-0123456789abcdef0123456789abcdef.leann': '',
      'search/licence.txt': 'of what an index is published with',
    };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  });

  after(() => rm(root, { recursive: true }));

  async function idsOf(source: string, options: SourceOptions = {}): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const { id, title } of readSource(join(root, source), options)) found.push([id, title]);
    return found;
  }

  it('is a folder, without what is hidden, installed or published in it', async () => {
    assert.deepEqual(await idsOf('', { without: [join(root, 'out')] }), [
      ['a.md', 'A'],
      ['b/d.pdf', 'd'],
      ['b/deep/c.txt', undefined],
      ['b/page.html', 'B'],
    ]);
  });

  it('has no page for addresses where there is nothing, unless it is asked for', async () => {
    const pages = await idsOf('', { without: [join(root, 'out')], exclude: ['b', '!/404.html'] });
    assert.deepEqual(pages, [
      ['404.html', 'Not found'],
      ['a.md', 'A'],
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

describe('a folder as people have it', () => {
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-folder-'));
    const files: Record<string, string | Uint8Array> = {
      'good.md': '# Good\n\nbees',
      'broken.pdf': '%PDF-1.4 nothing else',
      'empty.pdf': madePdf({ pages: [[]] }),
      'utf16.txt': new Uint8Array(Buffer.from('\ufeffBäume', 'utf16le')),
      'old.html': new Uint8Array(Buffer.from('<meta charset="windows-1252"><p>it\x92s', 'latin1')),
      'page.mdx': 'import A from "a"\n\n# Parts\n\nboats',
      'binary.txt': Uint8Array.of(1, 0, 2, 0, 0),
      '.gitignore': 'drafts/\n*.tmp.md\n',
      'drafts/a.md': 'draft',
      'x.tmp.md': 'temporary',
      'sub/.gitignore': '/only.md\n!x.tmp.md\n',
      'sub/only.md': 'only',
      'sub/x.tmp.md': 'kept',
      'sub/secret.md': 'secret',
    };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    await symlink('good.md', join(root, 'link.md'));
    await symlink('nowhere.md', join(root, 'lost.md'));
    await symlink('.', join(root, 'loop'));
    await symlink('..', join(root, 'sub/up'));
    await mkdir(join(root, '../leann-elsewhere'), { recursive: true });
    await writeFile(join(root, '../leann-elsewhere/far.md'), 'far');
    await symlink('../leann-elsewhere', join(root, 'far'));
  });

  after(async () => {
    await rm(root, { recursive: true });
    await rm(join(root, '../leann-elsewhere'), { recursive: true });
  });

  it('is read, and what is not is named with the reason', async () => {
    const texts = new Map<string, string>();
    const skipped = new Map<string, string>();
    const onSkip = (path: string, reason: string) => void skipped.set(path, reason);
    for await (const { id, text } of readSource(root, { exclude: ['secret.md'], onSkip }))
      texts.set(id, text);
    assert.deepEqual(
      [...texts],
      [
        ['far/far.md', 'far'],
        ['good.md', 'Good\n\nbees'],
        ['link.md', 'Good\n\nbees'],
        ['old.html', 'it’s'],
        ['page.mdx', 'Parts\n\nboats'],
        ['sub/x.tmp.md', 'kept'],
        ['utf16.txt', 'Bäume'],
      ],
    );
    assert.deepEqual([...skipped.keys()].sort(), [
      'binary.txt',
      'broken.pdf',
      'empty.pdf',
      'loop',
      'lost.md',
      'sub/up',
    ]);
    assert.equal(skipped.get('empty.pdf'), 'there is no text in it');
    assert.equal(skipped.get('binary.txt'), 'it is not text');
    assert.match(skipped.get('broken.pdf') ?? '', /PDF/);
    assert.match(skipped.get('loop') ?? '', /read already/);
  });

  it('is an error where nothing in it can be read', async () => {
    await assert.rejects(async () => {
      for await (const _ of readSource(join(root, 'b*.{pdf,txt}')));
    }, /cannot read .*no file has text/);
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

describe('a file as a document', () => {
  it('gives along what files say of themselves', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leann-told-'));
    const files = {
      'a.md':
        '---\ncanonical: https://a.org/x\nlang: fr\ntags: [one, 2, " two  words "]\ndate: 2024-01-02\n---\ntext',
      'b.html':
        '<html lang="de"><link rel="canonical" href="/b/"><meta name="description" content="about"><main>text</main>',
      'c.md': '+++\ntags = ["x", "y", "x"]\n+++\ntext',
      'd.md': '---\nkeywords: x, y\n---\ntext',
      'e.md': 'text',
    };
    for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
    const found: unknown[] = [];
    for await (const { id, url, metadata } of readSource(folder)) found.push([id, url, metadata]);
    assert.deepEqual(found, [
      ['a.md', 'https://a.org/x', { lang: 'fr', date: '2024-01-02', tags: ['one', '2', 'two words'] }],
      ['b.html', '/b/', { lang: 'de', description: 'about' }],
      ['c.md', undefined, { tags: ['x', 'y'] }],
      ['d.md', undefined, { tags: ['x', 'y'] }],
      ['e.md', undefined, undefined],
    ]);
    await rm(folder, { recursive: true });
  });

  it('keeps the fields that are asked for beside those, and tells which no file has', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leann-fields-'));
    const files = {
      'a.md': '---\nauthor: Ann\nweight: 3\n---\ntext',
      'b.html': '<meta name="author" content="Bo"><main>text</main>',
      'c.txt': 'author: nobody',
      'd.jsonl': '{"id":"x","text":"text","metadata":{"author":"Cy","more":1}}',
      'e.md': '---\nlanguage: en\n---\ntext',
    };
    for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
    const missing: string[] = [];
    const options = {
      fields: ['author', 'weight', 'lang', 'more', 'auther'],
      onNoField: (name: string) => void missing.push(name),
    };
    const found: unknown[] = [];
    for await (const { id, metadata } of readSource(join(folder, '*'), options)) found.push([id, metadata]);
    assert.deepEqual(found, [
      ['x', { author: 'Cy', more: 1 }],
      ['a.md', { author: 'Ann', weight: 3 }],
      ['b.html', { author: 'Bo' }],
      ['c.txt', undefined],
      ['e.md', { lang: 'en' }],
    ]);
    // A line has `more`, and files have `lang` by another name.
    assert.deepEqual(missing, ['auther']);
    await rm(folder, { recursive: true });
  });

  it('that is a page of the site around the index has its address there, whatever it says of itself', async () => {
    const site = await mkdtemp(join(tmpdir(), 'leann-site-'));
    const page = '<link rel="canonical" href="https://a.org/elsewhere/"><main>text</main>';
    for (const path of ['index.html', 'a/index.html', 'b c/d.html', 'e.html']) {
      await mkdir(dirname(join(site, path)), { recursive: true });
      await writeFile(join(site, path), page);
    }
    const urlsFor = async (out: string) => {
      const urls: unknown[] = [];
      for await (const { url } of readSource(site, { out })) urls.push(url);
      return urls;
    };
    // Paths that are followed as they are need no address.
    assert.deepEqual(await urlsFor(join(site, 'search')), ['a/', 'b%20c/d.html', undefined, './']);
    const deeper = ['../a/', '../b%20c/d.html', '../e.html', '../'];
    assert.deepEqual(await urlsFor(join(site, 'assets/search')), deeper);
    const elsewhere = Array.from({ length: 4 }, () => 'https://a.org/elsewhere/');
    assert.deepEqual(await urlsFor(`${site}-search`), elsewhere);
    await rm(site, { recursive: true });
  });
});
