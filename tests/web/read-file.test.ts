// Files of all formats: their encodings, and PDF.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pdfReader } from '../../cli/pdf-reader.js';
import { decodeText } from '../../web/read/decode-text.js';
import { joinedPages } from '../../web/read/pdf-lines.js';
import { formatOf, readFile } from '../../web/read/read-file.js';
import { type MadePdf, madePdf } from './made-pdf.js';

function bytesOf(text: string, encoding: BufferEncoding): Uint8Array {
  return new Uint8Array(Buffer.from(text, encoding));
}

describe('the encoding of a file', () => {
  it('is that of its mark, else UTF-8, else Windows-1252', () => {
    assert.equal(decodeText(bytesOf('Bäume', 'utf8')), 'Bäume');
    assert.equal(decodeText(bytesOf('\ufeffBäume', 'utf8')), 'Bäume');
    assert.equal(decodeText(bytesOf('\ufeffBäume 蜂', 'utf16le')), 'Bäume 蜂');
    assert.equal(
      decodeText(bytesOf('\ufeffBäume', 'utf16le').map((_, at, all) => all[at ^ 1] ?? 0)),
      'Bäume',
    );
    assert.equal(decodeText(bytesOf('Bees and boats', 'utf16le')), 'Bees and boats');
    assert.equal(decodeText(bytesOf('B\xe4ume', 'latin1')), 'Bäume');
    assert.throws(() => decodeText(Uint8Array.of(1, 2, 0, 4, 5)), /it is not text/);
  });

  it('is what a page or a header declares', () => {
    const page = (declaration: string, text: string) =>
      bytesOf(`<html><head>${declaration}</head><p>${text}`, 'latin1');
    const read = (bytes: Uint8Array) => decodeText(bytes, { markup: true });
    assert.match(read(page('<meta charset="windows-1252">', 'it\x92s')), /it’s/);
    assert.match(read(page('<!-- <meta charset=utf-8> --><META CHARSET=koi8-r>', '\xf0\xde')), /Пч/);
    assert.match(
      read(page('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', '\xb1')),
      /ą/,
    );
    assert.match(read(page('<meta charset="utf-16">', 'Bees')), /Bees/);
    assert.match(read(page('<meta charset="nonsense">', '\xe4')), /ä/);
    assert.match(read(bytesOf('<?xml version="1.0" encoding="iso-8859-5"?><p>\xbf', 'latin1')), /П/);
    assert.match(
      decodeText(page('<meta charset="utf-8">', '\xf0\xde'), {
        markup: true,
        contentType: 'text/html; charset=koi8-r',
      }),
      /Пч/,
    );
  });
});

describe('a format', () => {
  it('is known by the end of a name', () => {
    assert.deepEqual(
      ['a.md', 'b/c.MDX', 'x.htm', 'x.PDF', 'x.tar.txt', 'x.png', 'md', 'x.constructor'].map(formatOf),
      ['markdown', 'mdx', 'html', 'pdf', 'text', undefined, undefined, undefined],
    );
  });
});

describe('PDF', () => {
  const read = (made: MadePdf) => readFile(madePdf(made), 'pdf', { pdf: pdfReader });

  it('is read page by page, with paragraphs', async () => {
    const { text, title } = await read({
      pages: [['The light-', 'house keeper had bees.', '', 'He liked them.'], ['Second page.']],
      title: 'On lights',
    });
    assert.equal(title, 'On lights');
    assert.equal(text, 'The lighthouse keeper had bees.\n\nHe liked them.\n\nSecond page.');
  });

  it('has no title that a program made up', async () => {
    for (const title of ['Untitled', 'report.docx', 'Microsoft Word - report.doc', ' ']) {
      assert.equal((await read({ pages: [['x']], title })).title, undefined);
    }
    assert.equal((await read({ pages: [['x']], title: 'Microsoft Word - On bees' })).title, 'On bees');
  });

  it('is read in the encodings of Asia', async () => {
    const chinese = { encoding: 'UniGB-UCS2-H', ordering: 'GB1' };
    assert.equal((await read({ pages: [['<871C8702>']], font: chinese })).text, '蜜蜂');
    const japanese = { encoding: '90ms-RKSJ-H', ordering: 'Japan1' };
    assert.equal((await read({ pages: [['<93FA967B>']], font: japanese })).text, '日本');
  });

  it('joins words that lines and pages divide, and keeps hyphens that are meant', async () => {
    const pages = [
      ['It is a well-', 'known fact and infor-'],
      ['mation that a self-', 'made man has.'],
    ];
    assert.equal(
      (await read({ pages })).text,
      'It is a well-known fact and information that a self-made man has.',
    );
    assert.equal(joinedPages(['the honey-\nbee and honey-bee']), 'the honey-bee and honey-bee');
    assert.equal(joinedPages(['the over-\ncoat, an overcoat']), 'the overcoat, an overcoat');
    assert.equal(
      joinedPages(['state-\nof-the-art X-\nray COVID-\nlike']),
      'state-of-the-art X-ray COVID-like',
    );
    assert.equal(
      joinedPages(['on the Rhein-\nMain line, a dash -\nand more']),
      'on the Rhein-\nMain line, a dash -\nand more',
    );
  });

  it('is refused where it is none', async () => {
    await assert.rejects(readFile(new TextEncoder().encode('no PDF'), 'pdf', { pdf: pdfReader }), /PDF/);
  });
});
