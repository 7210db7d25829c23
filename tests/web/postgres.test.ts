// An index in PostgreSQL, exported by the program with the real model, beside the published folder it came from.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCommandLine } from '../../cli/command-line.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ROOT } from '../../tools/paths.js';
import type { Where } from '../../web/filter/where.js';
import type { Hit, SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { OnnxEmbedder } from '../../web/onnx-embedder.js';
import { PostgresIndex } from '../../web/postgres/postgres-index.js';
import { run, start } from './cli-program.js';
import { withKeptVectors } from './kept-vectors.js';
import { modelFolder } from './model-folder.js';
import { readParquet } from './parquet-file.js';
import { cutDatabase, type Database, openDatabase, rowsOf, serveDatabase } from './pglite.js';
import { wordEmbedder } from './word-embedder.js';

const GLOSSES = readGlosses({ limit: 150 });
const PAGES = ['docs/filters.md'];
/** One passage. */
const PARTS = { id: 'parts', text: '# Parts\n\nAt first.\n\n## Zither\n\nA zither has many strings.' };

const WHERES: Where[] = [
  { kind: 'n' },
  { kind: { in: ['v', 'r'] }, size: { gt: 40 } },
  { size: { between: [20, 60] } },
  { tags: { hasAll: ['long', 'n'] } },
  { tags: { hasAny: ['short', 'v'] } },
  { tags: { has: 'short', exists: true } },
  { not: { 'deep.odd': true } },
  { or: [{ $id: { lt: 'n1' } }, { $title: { gte: 't' } }] },
  { and: [], size: { exists: false } },
  { or: [] },
  { kind: { in: [] } },
  { 'a.b': 'dotted' },
];

describe('PostgresIndex', { timeout: 900_000 }, () => {
  let root = '';
  let db: Database;
  let served: Awaited<ReturnType<typeof serveDatabase>>;
  let embedder: OnnxEmbedder;
  let folder: LeannIndex;
  let index: PostgresIndex;
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-postgres-'));
    // The program finds `pg` where only tests have it.
    process.env.NODE_OPTIONS = `--import=${new URL('./resolve-pg.js', import.meta.url).href}`;
    const documents = GLOSSES.map((gloss, at) => ({ ...gloss, metadata: metadataOf(gloss, at) }));
    const pages = await Promise.all(
      PAGES.map(async (path) => ({ id: path, text: await readFile(`${ROOT}${path}`, 'utf8') })),
    );
    const lines = [...documents, ...pages, PARTS, { id: 'empty', text: '…' }].map((line) =>
      JSON.stringify(line),
    );
    await writeFile(place('all.jsonl'), lines.join('\n'));
    const built = await withKeptVectors({ out: place('search'), cache: place('cache') }, () =>
      run('build', place('all.jsonl'), '--out', place('search'), ...common()),
    );
    assert.equal(built.code, 0, built.stderr);
    db = await openDatabase();
    served = await serveDatabase(db);
    const { code, stdout, stderr } = await exported('leann');
    assert.equal(code, 0, stderr);
    // Of a folder that was built here, all vectors are known.
    assert.match(stdout, /^153 documents, (\d+) passages: \1 written \(0 embedded\), 0 were there/);
    embedder = await OnnxEmbedder.load(modelFolder(), {});
    folder = await LeannIndex.fromUrl(place('search'), { embedder });
    index = await PostgresIndex.open({ client: db, embedder });
  });

  after(async () => {
    delete process.env.NODE_OPTIONS;
    await index?.close();
    await folder?.close();
    await embedder?.close();
    await served?.stop();
    await db?.close();
    await rm(root, { recursive: true, force: true });
  });

  const common = () => ['--model', modelFolder(), '--cache', place('cache')];

  const arguments_ = (schema: string, to: string) => [
    'export',
    place('search'),
    '--to',
    to,
    '--schema',
    schema,
    ...common(),
  ];

  const exported = (schema: string) => run(...arguments_(schema, served.url));

  it('goes into JSON lines with all it has, from the folder and from the database, and back through a build', async () => {
    const files: string[] = [];
    await writeFile(place('file.leann'), Buffer.from(await (await folder.export()).arrayBuffer()));
    for (const [name, from] of [
      ['file', place('file.leann')],
      ['folder', place('search')],
      ['database', served.url],
    ] as const) {
      const to = place(`${name}.jsonl`);
      const { code, stderr } = await run(
        'export',
        from,
        '--to',
        to,
        ...(name === 'file' ? [] : ['--vectors']),
        ...common(),
      );
      assert.equal(code, 0, stderr);
      files.push(await readFile(to, 'utf8'));
    }
    const [ofFile, lines = [], others] = files.map((file) =>
      file
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    assert.equal(lines.length, 153);
    const page = lines.find(({ id }) => id === PAGES[0]);
    const gloss = lines.find(({ id }) => id === GLOSSES[5]?.id);
    for (const { text, start, end, vector } of page.passages) {
      assert.equal(page.text.slice(start, end), text);
      assert.equal(vector.length, 384);
    }
    assert.deepEqual(gloss.metadata, metadataOf(GLOSSES[5] ?? { id: '', text: '' }, 5));
    assert.equal(gloss.title, GLOSSES[5]?.title);
    // But for how a database writes numbers and orders keys.
    const plain = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (key, item) => (key === 'vector' ? item.map(Math.fround) : item));
    assert.deepEqual(plain(others), plain(lines));
    assert.deepEqual(ofFile, withoutVectors(lines));
    const columns = place('database.parquet');
    const { code, stderr } = await run('export', served.url, '--to', columns, '--vectors', ...common());
    assert.equal(code, 0, stderr);
    assert.deepEqual(await readParquet(columns), plain(others));
    const back = await run(
      'build',
      place('database.jsonl'),
      '--out',
      place('back'),
      '--index-only',
      ...common(),
    );
    assert.equal(back.code, 0, back.stderr);
    await using again = await LeannIndex.fromUrl(place('back'), { embedder });
    for (const id of await folder.ids()) assert.deepEqual(await again.get(id), await folder.get(id), id);
  });

  it('says what is wrong with a command', async () => {
    for (const [args, message] of [
      [['site'], /needs --to/],
      [['site', '--to', 'x.csv'], /needs --to/],
      [['site', '--to', served.url, '--vectors'], /--vectors is for files/],
      [[served.url, '--to', served.url], /its own tools copy/],
      [['site', '--to', served.url, '--schema', 'A"'], /cannot use the schema/],
    ] as const) {
      assert.throws(() => readCommandLine(['export', ...args]), message);
    }
    for (const [args, message] of [
      [[place('nothing'), '--to', place('x.jsonl')], /neither a published folder nor a file/],
      [[served.url, '--schema', 'none', '--to', place('x.jsonl')], /no such index/],
    ] as const) {
      const { code, stderr } = await run('export', ...args);
      assert.match(stderr, message);
      assert.equal(code, 1);
    }
  });

  it('tells what it holds', async () => {
    const { name, documents, passages, dimension, split } = index.info();
    const there = folder.info();
    assert.deepEqual(
      { name, documents, passages, dimension, split },
      {
        name: there.name,
        documents: there.documents,
        passages: there.passages,
        dimension: 384,
        split: there.split,
      },
    );
    assert.deepEqual(new Set(await index.ids()), new Set(await folder.ids()));
    for (const id of [GLOSSES[3]?.id ?? '', PAGES[0] ?? '', 'empty']) {
      assert.equal(await index.has(id), true);
      assert.deepEqual(await index.get(id), await folder.get(id));
    }
    assert.equal(await index.has('nothing'), false);
    assert.equal(await index.get('nothing'), undefined);
  });

  it('writes nothing again', async () => {
    const { code, stdout, stderr } = await exported('leann');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /: 0 written \(0 embedded\), \d+ were there/);
  });

  it('ends in the same rows after its process was killed', async () => {
    let kill = () => {};
    const cut = await cutDatabase(served.url, 'INSERT INTO "killed_draft".passages', 2, () => kill());
    const { program, ended } = start(arguments_('killed', cut.url));
    kill = () => program.kill('SIGKILL');
    assert.equal((await ended).code, -1);
    await cut.stop();
    const { rows } = await db.query('SELECT count(*)::int AS count FROM killed_draft.passages');
    const [{ count } = { count: 0 }] = rows as { count: number }[];
    assert.ok(count > 0 && count < index.info().passages, `${count}`);
    const { code, stdout, stderr } = await run(...arguments_('killed', served.url));
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      new RegExp(`: ${index.info().passages - count} written \\(.*\\), ${count} were there`),
    );
    assert.deepEqual(await rowsOf(db, 'killed'), await rowsOf(db, 'leann'));
  });

  it('answers as the folder does, as far as the recall of both allows', async () => {
    const queries = GLOSSES.filter((_, at) => at % 3 === 0).map(({ text, title }, at) =>
      at % 2 === 0 ? (text.split(';')[0] ?? text) : (title.split(',')[0] ?? title),
    );
    assert.equal(queries.length, 50);
    const shares: Record<string, number> = {};
    for (const mode of ['hybrid', 'meaning', 'words'] as const) {
      let common = 0;
      let most = 0;
      for (const query of queries) {
        const options = { mode, k: 10, ...(mode !== 'words' && { confidence: 1 }) };
        const wanted = (await last(folder.search(query, options))).hits.map(nameOf);
        const found = (await last(index.search(query, { mode, k: 10 }))).hits.map(nameOf);
        common += found.filter((name) => wanted.includes(name)).length;
        most += wanted.length;
        assert.equal(found.length, wanted.length, `${mode}: ${query}`);
      }
      shares[mode] = common / most;
    }
    console.log('of the ten in common:', shares);
    assert.ok((shares.meaning ?? 0) > 0.97, JSON.stringify(shares));
    assert.ok((shares.hybrid ?? 0) > 0.95, JSON.stringify(shares));
    assert.ok((shares.words ?? 0) > 0.99, JSON.stringify(shares));
  });

  it('gives the same scores and fields', async () => {
    const query = GLOSSES[7]?.title.split(',')[0] ?? '';
    const [wanted] = (await last(folder.search(query, { confidence: 1 }))).hits;
    const [found] = (await last(index.search(query))).hits;
    assert.ok(wanted && found);
    const { score, meaning, words, ...fields } = found;
    const { score: _, meaning: __, words: ___, ...others } = wanted;
    assert.deepEqual(fields, others);
    assert.ok(Math.abs(score - wanted.score) < 0.02, `${score} ${wanted.score}`);
    assert.ok(Math.abs((meaning ?? 0) - (wanted.meaning ?? 0)) < 0.02);
    assert.ok(Math.abs(words - wanted.words) < 0.01);
  });

  it('names the section of a passage that answers', async () => {
    for (const each of [index, folder]) {
      const [found] = (await last(each.search('zither strings'))).hits;
      assert.deepEqual([found?.id, found?.headings], ['parts', ['Parts', 'Zither']]);
      const [passage] = (await each.get('parts'))?.passages ?? [];
      assert.deepEqual(passage?.headings, ['Parts'], 'where it begins');
    }
  });

  it('heeds conditions as the folder does', async () => {
    for (const where of WHERES) {
      const options = { where, k: 300, mode: 'meaning', confidence: 1 } as const;
      const wanted = (await last(folder.search('a part of something', options))).hits.map(nameOf);
      const { confidence: _, ...known } = options;
      const found = (await last(index.search('a part of something', known))).hits.map(nameOf);
      assert.deepEqual(new Set(found), new Set(wanted), JSON.stringify(where));
    }
  });

  it('groups, requires, leaves out, lists by fields, and finds by vector as the folder does', async () => {
    const [vector = new Float32Array(0)] = await embedder.embed(['how filters work'], { kind: 'query' });
    const cases = [
      ['how is a query ranked', { group: 'document', k: 3 }],
      ['"search by words" -photo', { mode: 'words' }],
      ['filters -metadata', { mode: 'words' }],
      ['condtions', { mode: 'words' }],
      ['filt', { mode: 'words' }],
      ['animal', { k: 5, sort: { by: '$id' }, mode: 'meaning' }],
      ['animal', { filter: GLOSSES.slice(0, 20).map(({ id }) => id), mode: 'meaning' }],
      ['animal', { minScore: 0.3, mode: 'meaning' }],
      [vector, { k: 4 }],
      ['', {}],
    ] as const;
    for (const [query, options] of cases) {
      const deep = 'mode' in options && options.mode === 'words' ? {} : { confidence: 1 };
      const wanted = (await last(folder.search(query, { ...options, ...deep } as never))).hits;
      const found = (await last(index.search(query, options as never))).hits;
      const named = `${typeof query === 'string' ? query : 'vector'} ${JSON.stringify(options)}`;
      assert.deepEqual(found.map(nameOf), wanted.map(nameOf), named);
    }
    const grouped = (await last(index.search('how is a query ranked', { group: 'document', k: 3 }))).hits;
    assert.ok((grouped[0]?.others ?? []).length > 0);
  });

  it('refuses what it cannot do, another model, and work after closing', async () => {
    for (const options of [
      { confidence: 0.9 },
      { partial: true },
      { filter: () => true },
      { where: { $no: 1 } },
    ]) {
      await assert.rejects(last(index.search('x', options as never)), { code: 'invalid-argument' });
    }
    await assert.rejects(last(index.search(new Float32Array(3).fill(1))), { code: 'dimension-mismatch' });
    await assert.rejects(PostgresIndex.open({ client: db, embedder: wordEmbedder() }), {
      code: 'embedder-mismatch',
    });
    const other = await PostgresIndex.open({ client: db, embedder });
    await other.close();
    await assert.rejects(last(other.search('x')), { code: 'closed' });
    await assert.rejects(other.get('x'), { code: 'closed' });
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await assert.rejects(last(index.search('x', { signal: controller.signal })), { message: 'enough' });
  });
});

const withoutVectors = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (key, item) => (key === 'vector' ? undefined : item));

function metadataOf({ id, text }: { id: string; text: string }, at: number): object {
  return {
    kind: id.slice(0, 1),
    size: text.length,
    tags: [text.length > 50 ? 'long' : 'short', id.slice(0, 1)],
    deep: { odd: at % 2 === 1 },
    ...(at % 4 === 0 && { 'a.b': 'dotted' }),
    ...(at % 4 === 1 && { a: { b: 'dotted' } }),
  };
}

const nameOf = ({ id, passage }: Hit) => `${id}#${passage}`;

async function last(updates: AsyncIterable<SearchUpdate>): Promise<SearchUpdate> {
  let update: SearchUpdate | undefined;
  for await (const each of updates) update = each;
  assert.ok(update?.final);
  return update;
}
