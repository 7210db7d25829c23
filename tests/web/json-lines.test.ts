// Documents as JSON lines: where a line ends, which ids they get, and what is wrong with a line.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readJsonLines } from '../../cli/json-lines.js';
import type { Document } from '../../web/index.js';

describe('JSON lines', () => {
  let file = '';

  before(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'leann-lines-')), 'texts.jsonl');
  });

  after(() => rm(join(file, '..'), { recursive: true }));

  async function read(content: string | Uint8Array): Promise<Document[]> {
    await writeFile(file, content);
    const documents: Document[] = [];
    for await (const document of readJsonLines(file)) documents.push(document);
    return documents;
  }

  const idsOf = async (...ids: string[]) =>
    (await read(ids.map((id) => `{"id":${id},"text":"x"}`).join('\n'))).map(({ id }) => id);

  it("reads the passages of LEANN's own indexes", async () => {
    const lines = [
      '{"id": "0", "text": "One é.", "metadata": {}}',
      '{"id": "1", "text": "Two.", "metadata": {"source": "a.txt", "page": 2}}',
    ];
    assert.deepEqual(await read(`${lines.join('\n')}\n`), [
      { id: '0', text: 'One é.' },
      { id: '1', text: 'Two.', metadata: { source: 'a.txt', page: 2 } },
    ]);
  });

  it('a line ends at "\\n" alone, with or without "\\r" before it', async () => {
    const separators =
      '{"id":"a","text":"before\u2028after\u2029end\u0085"}\r\n\n{"_id":"b","text":"c","title":"B"}';
    assert.deepEqual(await read(`\ufeff${separators}`), [
      { id: 'a', text: 'before\u2028after\u2029end\u0085' },
      { id: 'b', text: 'c', title: 'B' },
    ]);
    assert.deepEqual(await read(''), []);
    assert.deepEqual(await read('\ufeff\n \r\n'), []);
  });

  it('lines and characters may be cut by what one read of the file gives', async () => {
    const texts = [70_000, 1, 200_000, 65_536].map(
      (length, row) => `${'x'.repeat(row)}${'é€'.repeat(length)}`,
    );
    const lines = texts.map((text, id) => JSON.stringify({ id, text }));
    const documents = await read(lines.join('\n'));
    assert.deepEqual(
      documents.map(({ id, text }) => text === texts[Number(id)]),
      [true, true, true, true],
    );
  });

  it('a number is the id as it is written, however many digits it has', async () => {
    const ids = [
      '12345678901234567890',
      '12345678901234567891',
      '-9007199254740993',
      '0.12345678901234567891',
    ];
    assert.deepEqual(await idsOf(...ids), ids);
    assert.deepEqual(await idsOf('7', '-1', '0.1', '1.0', '1e3', '1e400'), [
      '7',
      '-1',
      '0.1',
      '1',
      '1000',
      '1e400',
    ]);
    const twice = '{"id":1.5,"id":12345678901234567890,"text":"x","text":"y"}';
    assert.deepEqual(await read(twice), [{ id: '12345678901234567890', text: 'y' }]);
    assert.deepEqual(await read('{"_id":12345678901234567890,"text":"x"}'), [
      { id: '12345678901234567890', text: 'x' },
    ]);
  });

  it('an error names the line', async () => {
    const good = '{"id":"a","text":"x"}\n\n';
    for (const [line, message] of [
      ['{"id":"b"}', /texts\.jsonl:3: it has no "text"/],
      ['{"id":true,"text":"x"}', /texts\.jsonl:3: it has no "id"/],
      ['{"id":"","text":"x"}', /texts\.jsonl:3: it has no "id"/],
      ['{"id":', /cannot read .*texts\.jsonl:3: .*JSON/],
      ['[', /texts\.jsonl:3: /],
      ['"text"', /texts\.jsonl:3: not a JSON object/],
    ] as const) {
      await assert.rejects(read(`${good}${line}\n`), message);
    }
    const latin = Buffer.concat([Buffer.from(good), Buffer.from('{"id":"b","text":"caf\xe9"}\n', 'latin1')]);
    await assert.rejects(read(latin), /texts\.jsonl:3: it is not UTF-8 text/);
  });

  it('takes address, metadata and headings, and says which line has others', async () => {
    const headings = [{ start: 0, end: 1, level: 1, anchor: 'a' }];
    const full = { id: 'a', text: 'x', url: '/a', metadata: { tags: ['b'] }, headings };
    const bare = { id: 'b', text: 'y', url: '', metadata: {}, headings: [] };
    const nothing = { id: 'c', text: 'z', url: null, metadata: null, headings: null };
    assert.deepEqual(await read([full, bare, nothing].map((line) => JSON.stringify(line)).join('\n')), [
      full,
      { id: 'b', text: 'y', headings: [] },
      { id: 'c', text: 'z' },
    ]);
    for (const [name, value] of Object.entries({ url: 7, metadata: ['b'], headings: 'none' })) {
      const line = JSON.stringify({ id: 'd', text: 'x', [name]: value });
      await assert.rejects(
        read(`{"id":"a","text":"x"}\n${line}`),
        new RegExp(`texts.jsonl:2: its "${name}"`),
      );
    }
  });
});
