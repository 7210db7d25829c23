// What a build leaves in its folder, and what the next one makes of it: the program, with the real model.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { type HostedManifest, shardFiles } from '../../web/hosted/manifest.js';
import { LeannIndex } from '../../web/index.js';
import { run, start } from './cli-program.js';
import { hitsOf } from './drive.js';
import { modelFolder } from './model-folder.js';
import { someDocuments } from './word-embedder.js';

/** Of recall, 100 queries are made; a batch of 64 is embedded before a build is killed, and two are left then. */
const COUNT = 160;
/** Most of them of few words: a build embeds each word that there is. */
const DOCUMENTS = [...readGlosses({ limit: 40 }), ...someDocuments(COUNT - 40)];
/** Of a vector file (cli/vector-file.ts), at 384 dimensions. */
const HEADER_BYTES = 16;
const RECORD_BYTES = 32 + 2 * 384 + 4;

describe('leann-web build', { timeout: 1_200_000 }, () => {
  let root = '';
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-build-'));
    await writeLines('all.jsonl', DOCUMENTS);
  });

  after(() => rm(root, { recursive: true }));

  async function writeLines(name: string, documents: readonly object[]): Promise<void> {
    await writeFile(place(name), documents.map((document) => JSON.stringify(document)).join('\n'));
  }

  const argumentsOf = (source: string, out: string, cache: string) => [
    ...[
      'build',
      place(source),
      '--model',
      modelFolder(),
      '--out',
      place(out),
      '--cache',
      place(cache),
      '--json',
    ],
  ];

  async function built(
    source: string,
    out: string,
    cache: string,
    ...flags: string[]
  ): Promise<{ embedded: number; passages: number }> {
    const { code, stdout, stderr } = await run(...argumentsOf(source, out, cache), ...flags);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  }

  /** SHA-256 of all files of a folder, by path. */
  async function filesOf(name: string): Promise<Map<string, string>> {
    const entries = await readdir(place(name), { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = paths.sort().map(
      async (path): Promise<[string, string]> => [
        path.slice(place(name).length + 1),
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ],
    );
    return new Map(await Promise.all(files));
  }

  async function manifestOf(name: string): Promise<HostedManifest> {
    return JSON.parse(await readFile(place(`${name}/manifest.json`), 'utf8'));
  }

  /** Vectors in the file of a cache. */
  async function remembered(cache: string): Promise<number> {
    const names = (await readdir(place(cache)).catch(() => [])).filter((name) => name.endsWith('.vectors'));
    const sizes = await Promise.all(names.map(async (name) => (await stat(place(`${cache}/${name}`))).size));
    return sizes.reduce(
      (sum, size) => sum + Math.max(0, Math.floor((size - HEADER_BYTES) / RECORD_BYTES)),
      0,
    );
  }

  it('writes all that a page needs, and nothing else', async () => {
    const { embedded, passages } = await built('all.jsonl', 'site/search', 'cache');
    assert.deepEqual([embedded, passages], [COUNT, COUNT]);
    const manifest = await manifestOf('site/search');
    const named = [
      'manifest.json',
      ...manifest.files.map(({ path }) => path),
      ...shardFiles(manifest).map(({ path }) => path),
    ];
    const files = await filesOf('site/search');
    assert.deepEqual([...files.keys()], named.sort());
    for (const wanted of [
      'leann-web.js',
      'worker.js',
      'leann-core.wasm',
      'ort/ort-wasm-simd-threaded.wasm',
    ]) {
      assert.ok(files.has(wanted), wanted);
    }
    assert.deepEqual(await readdir(place('site')), ['search'], 'nothing beside it');
    const { code, stdout } = await run('verify', place('site/search'));
    assert.deepEqual([code, stdout.startsWith(`${COUNT} documents, ${COUNT} passages`)], [0, true], stdout);
  });

  it('makes the same bytes of the same input, however it got there', async () => {
    const first = await filesOf('site/search');
    assert.equal((await manifestOf('site/search')).recall?.queries, 100);
    const known = await remembered('cache');
    assert.deepEqual((await built('all.jsonl', 'site/search', 'cache')).embedded, 0);
    assert.deepEqual(await filesOf('site/search'), first, 'again');
    assert.equal(await remembered('cache'), known, 'not even queries are embedded again');
    await writeLines('some.jsonl', DOCUMENTS.slice(0, COUNT - 20));
    await built('some.jsonl', 'other/search', 'other-cache', '--index-only');
    assert.deepEqual((await built('all.jsonl', 'other/search', 'other-cache')).embedded, 20);
    assert.deepEqual(await filesOf('other/search'), first, 'grown');
  });

  it('leaves nothing of a model and scripts that are published no more, not even their folders', async () => {
    await built('all.jsonl', 'other/search', 'other-cache', '--index-only');
    const left = await readdir(place('other/search'));
    assert.deepEqual(
      left.filter((name) => /^(model-|ort|.*\.js$)/.test(name)),
      [],
    );
  });

  it('embeds what is new or changed, and forgets what has gone', async () => {
    const [changed, ...others] = DOCUMENTS.slice(0, COUNT - 10);
    const added = { id: 'new', title: 'a new one', text: 'the art of playing the bagpipes in the rain' };
    await writeLines('changed.jsonl', [
      { ...changed, text: 'a tower from which a lamp warns ships at night' },
      ...others,
      added,
    ]);
    const { embedded, passages } = await built('changed.jsonl', 'site/search', 'cache');
    assert.deepEqual([embedded, passages], [2, COUNT - 9]);
    await using index = await LeannIndex.fromUrl(place('site/search'));
    assert.deepEqual(
      (await hitsOf(index, 'a high building whose light tells ships where they are', { k: 1 }))[0]?.id,
      changed?.id,
    );
    assert.deepEqual((await hitsOf(index, 'bagpiper', { k: 1 }))[0]?.title, 'a new one');
    const ids = await index.ids();
    assert.equal(ids.length, COUNT - 9);
    for (const { id } of DOCUMENTS.slice(COUNT - 10)) assert.ok(!ids.includes(id), id);
    const named = (await manifestOf('site/search')).texts.shards.map((name) => `${name}.bin`);
    assert.deepEqual((await readdir(place('site/search/texts'))).sort(), named.sort(), 'old shards are gone');
    assert.equal((await run('verify', place('site/search'))).code, 0);
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`goes on after ${signal} without embedding anything twice`, async () => {
      const cache = `cache ${signal}`;
      const { program, ended } = start(argumentsOf('all.jsonl', `out ${signal}`, cache));
      while ((await remembered(cache)) < 64 && program.exitCode === null) await setTimeout(20);
      program.kill(signal);
      const { code } = await ended;
      assert.equal(code, signal === 'SIGINT' ? 130 : -1);
      assert.deepEqual((await readdir(root)).includes(`out ${signal}`), false, 'nothing is published');
      const before = await remembered(cache);
      assert.ok(before >= 64 && before < COUNT, `${before} were embedded`);
      const { embedded } = await built('all.jsonl', `out ${signal}`, cache, '--index-only');
      assert.equal(embedded, COUNT - before);
      const { index, texts } = await manifestOf('other/search');
      assert.deepEqual((await manifestOf(`out ${signal}`)).index, index, 'as without an interruption');
      assert.deepEqual((await manifestOf(`out ${signal}`)).texts, texts);
    });
  }

  it('leaves what is published as it is when it fails, and what is not its own', async () => {
    await writeFile(place('site/search/notes.txt'), 'mine');
    const first = await filesOf('site/search');
    await writeFile(place('bad.jsonl'), '{"id":"a","text":"fine"}\n{"id":"b"}\n');
    const { code } = await run(...argumentsOf('bad.jsonl', 'site/search', 'cache'));
    assert.equal(code, 1);
    assert.deepEqual(await filesOf('site/search'), first);
    // As a build leaves it that ends before its manifest is written.
    const leftover = `texts/${'0'.repeat(32)}.bin`;
    await writeFile(place(`site/search/${leftover}`), 'left');
    await built('all.jsonl', 'site/search', 'cache');
    const files = await filesOf('site/search');
    assert.equal(files.has('notes.txt'), true);
    assert.equal(files.has(leftover), false);
  });

  it('tells every kind of damage', async () => {
    const manifest = await manifestOf('site/search');
    const shard = `texts/${manifest.texts.shards[2]}.bin`;
    const damages: [string, (bytes: Buffer) => Uint8Array | undefined][] = [
      [shard, (bytes) => bytes.subarray(1)],
      [shard, () => undefined],
      [`table/${manifest.table?.shards[1]}.bin`, (bytes) => bytes.subarray(1)],
      [manifest.index, (bytes) => Buffer.concat([bytes, Buffer.of(0)])],
      [manifest.documentList, () => Buffer.alloc(0)],
      [manifest.columns?.passages ?? '', (bytes) => bytes.subarray(1)],
      ['leann-core.wasm', (bytes) => bytes.fill(7, 99, 100)],
    ];
    for (const [path, damage] of damages) {
      await rm(place('damaged'), { recursive: true, force: true });
      await cp(place('site/search'), place('damaged'), { recursive: true });
      const bytes = damage(await readFile(place(`damaged/${path}`)));
      await (bytes === undefined ? rm(place(`damaged/${path}`)) : writeFile(place(`damaged/${path}`), bytes));
      const { code, stdout } = await run('verify', place('damaged'), '--json');
      const { problems } = JSON.parse(stdout) as { problems: string[] };
      assert.deepEqual([code, problems.length], [1, 1], problems.join('\n'));
      assert.ok(problems[0]?.includes(path), problems[0]);
      const told = (await run('verify', place('damaged'))).stdout;
      assert.match(
        told,
        /^leann: cannot .*\n1 of \d+ files differs from what was published; publish again\n$/,
      );
    }
  });

  it('takes the model in the number format asked for', async () => {
    const few = DOCUMENTS.slice(-20);
    await writeLines('few.jsonl', few);
    const { code, stderr } = await run(
      ...argumentsOf('few.jsonl', 'float', 'cache'),
      '--dtype',
      'fp32',
      '--title',
      'Few',
    );
    assert.equal(code, 0, stderr);
    const manifest = await manifestOf('float');
    assert.deepEqual([manifest.model?.dtype, manifest.name], ['fp32', 'Few']);
    const paths = manifest.files.map(({ path }) => path);
    assert.ok(paths.some((path) => path.endsWith('/onnx/model.onnx')));
    assert.ok(!paths.some((path) => path.endsWith('/onnx/model_quantized.onnx')));
    assert.ok(paths.includes('ort/ort-wasm-simd-threaded.asyncify.wasm'), 'for WebGPU');
    await using index = await LeannIndex.fromUrl(place('float'));
    assert.equal((await hitsOf(index, few[7]?.text ?? '', { k: 1 }))[0]?.id, few[7]?.id);
  });

  /** Serves the folder, uses what it printed first, and ends it. */
  async function served(flags: string[], use: (printed: string) => Promise<void>): Promise<void> {
    const { program, ended } = start(['serve', place('site/search'), ...flags]);
    const printed = await new Promise<string>((resolve, reject) => {
      program.stdout?.once('data', resolve);
      ended.then(({ stderr }) => reject(new Error(stderr)));
    });
    try {
      await use(printed);
    } finally {
      program.kill('SIGINT');
    }
    assert.equal((await ended).code, 0);
  }

  const urlIn = (printed: string) => new URL(printed.split(' ')[0] ?? '');

  it('serves it with a page that names it', async () => {
    await served(['--port', '0', '--isolated'], async (printed) => {
      const url = urlIn(printed);
      const page = await fetch(url);
      assert.match(await page.text(), /<title>search<\/title>/);
      assert.equal(page.headers.get('cross-origin-opener-policy'), 'same-origin');
      const core = await fetch(new URL('search/leann-core.wasm', url));
      assert.match(core.headers.get('content-encoding') ?? '', /^(br|gzip)$/);
      const [, at = ''] = /^The index is at (\S+)$/m.exec(printed) ?? [];
      await using index = await LeannIndex.fromUrl(at);
      assert.equal(index.info().documents, COUNT);
      assert.match((await run('verify', at)).stdout, /: all is as it was published$/m);
      assert.equal((await run('info', at)).stdout, (await run('info', place('site/search'))).stdout);
    });
  });

  it('serves at the next port if the usual one is taken, but never at another than was asked for', async () => {
    await served([], async (first) => {
      await served([], async (second) => {
        const [one, two] = [first, second].map((printed) => Number(urlIn(printed).port));
        assert.ok(one !== undefined && two !== undefined && one >= 8080 && two > one, `${first}${second}`);
        assert.match(second, /port 8080 is taken/);
        const refused = await run('serve', place('site/search'), '--port', String(two));
        assert.equal(refused.code, 1);
        assert.equal(
          refused.stderr,
          `leann: cannot serve at port ${two}: it is taken; leave out --port for one that is free\n`,
        );
      });
    });
    const { code, stderr } = await run('serve', place('site/search'), '--host', '192.0.2.1');
    assert.deepEqual(
      [code, stderr],
      [1, 'leann: cannot serve at 192.0.2.1: it is no address of this machine\n'],
    );
  });

  it('says so where others can reach it', async () => {
    await served(['--port', '0', '--host', '0.0.0.0'], async (printed) => {
      assert.match(printed, /^http:\/\/127\.0\.0\.1:\d+\/ .*\nOthers in the network can reach it/);
      assert.equal((await fetch(urlIn(printed))).status, 200);
    });
    await served(['--port', '0'], async (printed) => assert.doesNotMatch(printed, /Others/));
  });

  it('serves documents that its answers link to, and refuses a folder that is not there', async () => {
    await mkdir(place('linked'));
    await writeFile(place('linked/a b.txt'), 'a document');
    await served(['--port', '0', '--documents', place('linked')], async (printed) => {
      const page = await (await fetch(urlIn(printed))).text();
      const [, src = ''] = /<leann-search src="([^"]+)"/.exec(page) ?? [];
      const folder = new URL(src, urlIn(printed));
      assert.equal((await fetch(new URL('manifest.json', folder))).status, 200);
      assert.equal(await (await fetch(new URL('../a%20b.txt', folder))).text(), 'a document');
    });
    const { code, stderr } = await run('serve', place('site/search'), '--documents', place('nowhere'));
    assert.equal(code, 1);
    assert.match(stderr, /cannot serve .*nowhere: there is no such folder/);
  });

  it('reads a folder of files as people write them', async () => {
    await mkdir(place('docs/deep'), { recursive: true });
    await writeFile(place('docs/bread.md'), '# Bread\n\nKnead the dough and let it rise.\n');
    await writeFile(place('docs/deep/moon.TXT'), 'The moon was full over the lake.');
    await writeFile(place('docs/photo.png'), Uint8Array.of(137, 80, 255));
    await mkdir(place('docs/node_modules'));
    await writeFile(place('docs/node_modules/readme.md'), '# Not a document');
    const places = ['-o', place('docs/search'), '--cache', place('docs/cache')];
    const build = () => run('build', place('docs'), '--model', modelFolder(), ...places);
    const built = await build();
    assert.equal(built.code, 0, built.stderr);
    assert.doesNotMatch(built.stderr, /answers lead/);
    // Too few for anything to be said of recall.
    assert.match(built.stdout, /^2 documents, 2 passages .* of texts in [^;]+$/);
    await using index = await LeannIndex.fromUrl(place('docs/search'));
    const found = (await hitsOf(index, 'night sky')).map(({ id, title }) => [id, title]);
    assert.deepEqual(found, [
      ['deep/moon.TXT', undefined],
      ['bread.md', 'Bread'],
    ]);
    // With its own folders in the source.
    const again = await build();
    assert.match(again.stdout, /^2 documents, 2 passages \(0 embedded, 2 known\)/);
  });

  it('skips what it cannot read, names it and counts it, or ends if it is strict', async () => {
    await mkdir(place('mixed'), { recursive: true });
    await writeFile(place('mixed/bread.md'), '# Bread\n\nKnead the dough and let it rise.\n');
    await writeFile(place('mixed/draft.md'), 'Not yet.');
    await writeFile(place('mixed/broken.pdf'), 'no PDF');
    await writeFile(place('mixed/later.md'), '---\ndraft: true\n---\nThe merger is not announced yet.\n');
    await writeFile(place('mixed/open.md'), '---\ntitle: Rain\n\nIt rains.\n');
    const places = ['-o', place('mixed-search'), '--cache', place('mixed-cache'), '--exclude', 'draft*'];
    const build = (...more: string[]) =>
      run('build', place('mixed'), '--model', modelFolder(), ...places, ...more);
    const strict = await build('--strict');
    assert.equal(strict.code, 1);
    assert.match(strict.stderr, /cannot build: 1 file was skipped, and --strict is set/);
    await assert.rejects(stat(place('mixed-search')), { code: 'ENOENT' });
    const built = await build();
    assert.equal(built.code, 0, built.stderr);
    assert.match(built.stdout, /^2 documents, 2 passages.*; 1 file was skipped$/m);
    assert.match(built.stderr, /^skipped broken\.pdf: Invalid PDF structure/m);
    assert.match(built.stderr, /^left out later\.md: it is a draft$/m);
    assert.match(built.stderr, /^remark: answers lead to .*bread\.md, and nothing is there; href-template /m);
    assert.match(built.stderr, /^remark on open\.md: its front matter is not closed by a line of ---$/m);
    await rm(place('mixed/broken.pdf'));
    const stricter = await build('--strict');
    assert.match(stricter.stderr, /cannot build: there are remarks on 1 file, and --strict is set/);
    await writeFile(place('mixed/broken.pdf'), 'no PDF');
    const { skipped } = JSON.parse((await build('--json')).stdout) as { skipped: { path: string }[] };
    assert.deepEqual(
      skipped.map(({ path }) => path),
      ['broken.pdf'],
    );
  });
});
