// Exports to Parquet, read again by another program's reader and held against the JSON lines of the same index.

import assert from 'node:assert/strict';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { documentsOfIndex } from '../../cli/export/documents-of.js';
import type { ExportedDocument } from '../../cli/export/exported-document.js';
import { writeJsonLines } from '../../cli/export/to-json-lines.js';
import { type ParquetOptions, writeParquet } from '../../cli/export/to-parquet.js';
import type { JsonObject } from '../../web/base/json.js';
import { ownedPassages } from '../../web/content/owned-passage.js';
import { Core } from '../../web/core/core.js';
import { decodeExported } from '../../web/file/exported-index.js';
import type { Document } from '../../web/interface/document.js';
import { LeannIndex } from '../../web/leann-index.js';
import { run } from './cli-program.js';
import { addAll } from './drive.js';
import { FIELDED } from './fielded-documents.js';
import { modelFolder } from './model-folder.js';
import { parquetSchema, readParquet, rowGroupsOf } from './parquet-file.js';
import { wordEmbedder } from './word-embedder.js';

const LONG = 'A sentence about rain. '.repeat(60);

const DOCUMENTS: Document[] = [
  {
    id: 'whole',
    title: 'Ein schöner Tag 🌧',
    url: 'https://example.org/ä?q=1',
    text: `Überall Regen: 東京、Ελλάδα, 🌧 and \0 too.\n\n${LONG}`,
    headings: [{ start: 0, end: 7, level: 1, anchor: 'überall' }],
    metadata: {
      lang: 'de',
      size: 5,
      share: 0.5,
      draft: true,
      tags: ['ä', '', '🌧'],
      mixed: 1,
      deep: { er: [1, null, 'x'] },
      'a.b': 'dotted',
    },
  },
  { id: 'bare', text: 'No metadata, no title.' },
  { id: 'none', text: 'Empty metadata.', metadata: {} },
  {
    id: 'other',
    text: 'Other types.',
    metadata: { size: -(2 ** 53 - 1), share: 3, draft: false, tags: [], mixed: 'text', deep: 'none' },
  },
  { id: 'more', text: 'More of them.', metadata: { lang: '', mixed: [true], 'a.b': 'x', deep: [] } },
  { id: 'nothing', text: ' ', metadata: { lang: 'no passage' } },
];

describe('an export to Parquet', { timeout: 300_000 }, () => {
  let root = '';
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-parquet-'));
  });

  after(() => rm(root, { recursive: true, force: true }));

  async function opened(documents: readonly Document[]) {
    const core = await Core.load();
    const index = await LeannIndex.open('made', { embedder: wordEmbedder(), core, store: 'memory' });
    await addAll(index, documents);
    const exported = await decodeExported(core, new Uint8Array(await (await index.export()).arrayBuffer()));
    await index.close();
    const passages = ownedPassages(exported.documents, exported.passages, exported.settings.split.context);
    return { exported, passages };
  }

  /** The documents of both files. */
  async function both(
    documents: readonly Document[],
    name: string,
    { vectors = false, ...options }: Partial<ParquetOptions> = {},
  ): Promise<{ lines: unknown[]; rows: unknown[] }> {
    const index = await opened(documents);
    const metadata = index.exported.documents.map((document) => document.metadata);
    const all = () =>
      documentsOfIndex(index, vectors ? wordEmbedder() : undefined, new AbortController().signal);
    const [jsonLines, parquet] = [place(`${name}.jsonl`), place(`${name}.parquet`)];
    const counts = await writeJsonLines(jsonLines, all());
    assert.deepEqual(await writeParquet(parquet, all(), { metadata, vectors, ...options }), counts);
    return { lines: await readLines(jsonLines), rows: await readParquet(parquet) };
  }

  it('says what the JSON lines say, with the types that fields have', async () => {
    const { lines, rows } = await both(DOCUMENTS, 'typed');
    assert.equal(lines.length, DOCUMENTS.length);
    assert.deepEqual(rows, lines);
    assert.deepEqual(await parquetSchema(place('typed.parquet')), [
      'id BYTE_ARRAY UTF8',
      'title BYTE_ARRAY UTF8',
      'url BYTE_ARRAY UTF8',
      'text BYTE_ARRAY UTF8',
      'metadata',
      'metadata/lang BYTE_ARRAY UTF8',
      'metadata/size INT64',
      'metadata/share DOUBLE',
      'metadata/draft BOOLEAN',
      'metadata/tags  LIST',
      'metadata/tags/list',
      'metadata/tags/list/element BYTE_ARRAY UTF8',
      'metadata/mixed BYTE_ARRAY JSON',
      'metadata/deep BYTE_ARRAY JSON',
      'metadata/a.b BYTE_ARRAY UTF8',
      'passages  LIST',
      'passages/list',
      'passages/list/element',
      'passages/list/element/text BYTE_ARRAY UTF8',
      'passages/list/element/start INT32',
      'passages/list/element/end INT32',
      'passages/list/element/headings  LIST',
      'passages/list/element/headings/list',
      'passages/list/element/headings/list/element BYTE_ARRAY UTF8',
      'passages/list/element/anchor BYTE_ARRAY UTF8',
    ]);
    const [whole] = rows as ExportedDocument[];
    assert.ok((whole?.passages.length ?? 0) > 1);
    assert.equal(whole?.text.slice(0, 40), DOCUMENTS[0]?.text?.slice(0, 40));
  });

  it('takes fields of all kinds, and null for a field that is not there', async () => {
    const { lines, rows } = await both(FIELDED, 'fielded');
    assert.deepEqual(rows, withoutNulls(lines));
    assert.notDeepEqual(rows, lines);
  });

  it('has vectors as lists of floats', async () => {
    const { lines, rows } = await both(DOCUMENTS, 'vectors', { vectors: true });
    assert.deepEqual(rows, lines);
    const [
      {
        passages: [{ vector = [] } = {}],
      } = { passages: [] },
    ] = rows as ExportedDocument[];
    assert.equal(vector.length, 64);
    assert.ok(
      (await parquetSchema(place('vectors.parquet'))).includes(
        'passages/list/element/vector/list/element FLOAT',
      ),
    );
  });

  it('is written in row groups, of the size that is asked for', async () => {
    const documents = Array.from({ length: 300 }, (_, at) => ({
      id: `d${at}`,
      text: `Document ${at}.`,
      metadata: { at },
    }));
    const { lines, rows } = await both(documents, 'groups', { groupBytes: 1000 });
    assert.deepEqual(rows, lines);
    const groups = await rowGroupsOf(place('groups.parquet'));
    assert.ok(groups.length > 5 && groups.length < 20, groups.join());
    assert.equal(
      groups.reduce((sum, count) => sum + count, 0),
      300,
    );
    await both(documents, 'one');
    assert.deepEqual(await rowGroupsOf(place('one.parquet')), [300]);
  });

  it('has its columns where there are no documents, and none of metadata where no document has any', async () => {
    const none = (async function* (): AsyncGenerator<ExportedDocument> {})();
    const counts = await writeParquet(place('empty.parquet'), none, { metadata: [], vectors: true });
    assert.deepEqual(counts, { documents: 0, passages: 0 });
    assert.deepEqual(await readParquet(place('empty.parquet')), []);
    assert.equal((await parquetSchema(place('empty.parquet')))[0], 'id BYTE_ARRAY UTF8');
    const { lines, rows } = await both([{ id: 'a', text: 'Alone.' }], 'alone');
    assert.deepEqual(rows, lines);
    for (const name of ['empty', 'alone']) {
      const schema = await parquetSchema(place(`${name}.parquet`));
      assert.ok(!schema.some((line) => line.startsWith('metadata')));
    }
  });

  it('has metadata as JSON where their names cannot be columns', async () => {
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, at) => [`f${at}`, at]));
    const named: JsonObject[] = [{ Lang: 'en', lang: 'de' }, { '': 1 }, many];
    for (const [at, metadata] of named.entries()) {
      const { lines, rows } = await both(
        [{ id: 'a', text: 'x', metadata }, DOCUMENTS[1] as Document],
        `n${at}`,
      );
      assert.deepEqual(rows, lines);
      assert.ok((await parquetSchema(place(`n${at}.parquet`))).includes('metadata BYTE_ARRAY JSON'));
    }
  });

  it('refuses text that is not Unicode and metadata that have changed, and leaves what was there', async () => {
    const to = place('kept.parquet');
    await writeFile(to, 'what was there');
    const passages = [{ text: 'x', start: 0, end: 1 }];
    const made = (...all: Partial<ExportedDocument>[]) =>
      (async function* () {
        for (const one of all) yield { id: 'odd', text: 'x', passages, ...one };
      })();
    const half = made({}, { title: 'half \ud800' });
    await assert.rejects(writeParquet(to, half, { metadata: [], vectors: false, groupBytes: 1 }), {
      code: 'invalid-argument',
      message: /cannot export document "odd" to Parquet: /,
    });
    for (const metadata of [{ size: 'large' }, { other: 1 }, { size: 0.5 }]) {
      const changed = made({ metadata: { size: 1 } }, { metadata });
      await assert.rejects(writeParquet(to, changed, { metadata: [{ size: 1 }], vectors: false }), {
        code: 'conflict',
        message: /cannot export the field "(size|other)": /,
      });
    }
    assert.equal(await readFile(to, 'utf8'), 'what was there');
    assert.ok(!(await readdir(root)).some((name) => name.endsWith('.new')));
  });

  it('is made by the command line, which says what to install', async () => {
    const given = ['--model', modelFolder(), '--cache', place('cache')];
    await writeFile(place('docs.jsonl'), DOCUMENTS.map((each) => JSON.stringify(each)).join('\n'));
    const built = await run('build', place('docs.jsonl'), '--out', place('search'), '--index-only', ...given);
    assert.equal(built.code, 0, built.stderr);
    for (const name of ['cli.jsonl', 'cli.parquet']) {
      const { code, stdout, stderr } = await run(
        'export',
        place('search'),
        '--to',
        place(name),
        '--vectors',
        ...given,
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^6 documents, (\d+) passages: \1 written \(0 embedded\)/);
    }
    const lines = await readLines(place('cli.jsonl'));
    assert.deepEqual(await readParquet(place('cli.parquet')), lines);
    process.env.NODE_OPTIONS = `--import=${new URL('./without-parquet.js', import.meta.url).href}`;
    try {
      const { code, stderr } = await run('export', place('search'), '--to', place('no.parquet'), ...given);
      assert.equal(code, 1);
      assert.match(stderr, /a package is missing; install it with: npm install hyparquet-writer/);
      await assert.rejects(access(place('no.parquet')));
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  });
});

async function readLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Of the first level of metadata. */
function withoutNulls(lines: readonly unknown[]): unknown[] {
  return (lines as ExportedDocument[]).map((line) =>
    line.metadata === undefined
      ? line
      : {
          ...line,
          metadata: Object.fromEntries(Object.entries(line.metadata).filter(([, item]) => item !== null)),
        },
  );
}
