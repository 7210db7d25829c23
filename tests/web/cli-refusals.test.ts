// What the command line says where it cannot do what was asked, and what to do then.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run, start } from './cli-program.js';
import { modelFolder } from './model-folder.js';

const MODEL = modelFolder();

describe('leann-web, where it cannot do what was asked', () => {
  let root = '';
  const place = (name: string) => join(root, name);
  const to = (name: string) => ['--model', MODEL, '--out', place(name), '--cache', place('cache')];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-cli-'));
    await writeFile(
      place('texts.jsonl'),
      '{"id":"a","text":"Knead the dough."}\n{"id":"b","text":"Rain fell."}\n',
    );
  });

  after(() => rm(root, { recursive: true }));

  it('says what went wrong as JSON to whoever asks for JSON', async () => {
    await mkdir(place('broken'));
    await writeFile(place('broken/manifest.json'), '{');
    for (const [args, code, known] of [
      [['verify', place('broken')], 1, 'corrupt'],
      [['info', place('broken')], 1, 'corrupt'],
      [['search', place('broken'), 'x', '--where', '[]'], 2, undefined],
    ] as const) {
      const ended = await run(...args, '--json');
      const { error } = JSON.parse(ended.stdout) as { error: { code?: string; message: string } };
      assert.deepEqual([ended.code, error.code], [code, known], ended.stderr);
      assert.ok(ended.stderr.startsWith(`leann: ${error.message}\n`), ended.stderr);
    }
  });

  it('says where nothing is published at an address, and why an address cannot be reached', async () => {
    const server = createServer((_, answer) => answer.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nosuch`;
    const commands = [
      ['search', url, 'x'],
      ['info', url],
      ['verify', url],
    ];
    for (const args of commands) {
      const { code, stderr } = await run(...args);
      const wanted = `leann: cannot open ${url}: no index is published at this address\n`;
      assert.deepEqual([code, stderr], [1, wanted]);
    }
    await new Promise((resolve) => server.close(resolve));
    for (const args of commands) assert.match((await run(...args)).stderr, /fetch failed \(.*ECONNREFUSED/);
  });

  it('does not publish into what it reads or around it, and says what else is in a folder', async () => {
    await mkdir(place('notes/deep'), { recursive: true });
    await writeFile(place('notes/deep/a.md'), '# Bread\n\nKnead the dough.\n');
    const build = (source: string, out: string) =>
      run('build', place(source), '--model', MODEL, '--out', place(out), '--cache', place('cache'));
    for (const [source, out, reason] of [
      ['notes', 'notes/', 'it is the folder that is read'],
      ['notes/deep/*.md', 'notes/deep', 'it is the folder that is read'],
      ['notes/deep', 'notes', 'is in it; name a folder of its own'],
    ] as const) {
      const { code, stderr } = await build(source, out);
      assert.equal(code, 2, stderr);
      assert.ok(
        stderr.startsWith(`leann: cannot publish in ${place(out)}: `) && stderr.includes(reason),
        stderr,
      );
    }
    assert.deepEqual(await readdir(place('notes')), ['deep']);
    await mkdir(place('full'));
    await writeFile(place('full/thesis.txt'), 'mine');
    const { code, stderr } = await build('notes', 'full');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^remark: .*full holds other files, such as thesis\.txt; they stay beside/m);
    assert.doesNotMatch((await build('notes', 'full')).stderr, /other files/);
    assert.ok((await readdir(place('full'))).includes('thesis.txt'));
  });

  it('says how to name another cache where nothing can be kept in it', async () => {
    await writeFile(place('a-file'), '');
    const flags = ['--model', MODEL, '--out', place('uncached'), '--cache', place('a-file')];
    const { code, stderr } = await run('build', place('texts.jsonl'), ...flags);
    const reason = 'there is a file of that name; name a folder with --cache DIR';
    assert.deepEqual([code, stderr], [1, `leann: cannot keep vectors in "${place('a-file')}": ${reason}\n`]);
  });

  it('does its work though nobody reads what it prints', async () => {
    const { program, ended } = start(['build', place('texts.jsonl'), ...to('unread'), '--index-only']);
    program.stdout?.destroy();
    program.stderr?.destroy();
    assert.equal((await ended).code, 0);
    assert.equal((await run('verify', place('unread'))).code, 0);
  });
});
