// A build in parts, as on several machines: the program, with the real model.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ROOT } from '../../tools/paths.js';
import { run, start } from './cli-program.js';
import { modelFolder } from './model-folder.js';
import { someDocuments } from './word-embedder.js';

const GLOSSES = readGlosses({ limit: 12 });
/** More than a batch, most of them of few words: a build embeds each word that there is. */
const DOCUMENTS = [...GLOSSES, ...someDocuments(60)];
const hasMake = spawnSync('make', ['--version']).status === 0;

describe('leann-web build --part, and merge', { timeout: 1_200_000 }, () => {
  let root = '';
  const place = (name: string) => join(root, name);
  const parts = () => [1, 2, 3].map((part) => place(`parts/${part}`));

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-parts-'));
    await writeFile(place('all.jsonl'), DOCUMENTS.map((document) => JSON.stringify(document)).join('\n'));
    for (const part of [1, 2, 3]) {
      const { code, stdout, stderr } = await run(...partArguments(part, `parts/${part}`));
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        new RegExp(`^part ${part} of 3: \\d+ of ${DOCUMENTS.length} documents, \\d+ passages`),
      );
    }
  });

  after(() => rm(root, { recursive: true }));

  const partArguments = (part: number, out: string, source = 'all.jsonl') =>
    ['build', place(source), '--part', `${part}/3`, '--out', place(out)].concat(common());

  const common = () => ['--model', modelFolder(), '--cache', place('cache')];

  const merged = (folders: readonly string[], out: string) =>
    run('merge', ...folders, '--out', place(out), ...common());

  /** Flags of Node for a script that runs whenever the program starts a `thread`. */
  const atThreads = (script: string) => {
    const module = `process.on('worker', (thread) => { ${script} })`;
    return ['--import', `data:text/javascript,${encodeURIComponent(module)}`];
  };

  /** SHA-256 of all files of a folder, by path. */
  async function filesOf(name: string): Promise<Map<string, string>> {
    const entries = await readdir(place(name), { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const files = new Map<string, string>();
    for (const path of paths.sort()) {
      const digest = createHash('sha256').update(await readFile(path));
      files.set(path.slice(place(name).length + 1), digest.digest('hex'));
    }
    return files;
  }

  it('publishes the very files of one build', async () => {
    const whole = await run('build', place('all.jsonl'), '--out', place('whole/search'), ...common());
    assert.equal(whole.code, 0, whole.stderr);
    // Whatever the order in which they are named.
    const { code, stdout, stderr } = await merged(parts().toReversed(), 'merged/search');
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^${DOCUMENTS.length} documents, \\d+ passages \\(0 embedded, `));
    assert.deepEqual(await filesOf('merged/search'), await filesOf('whole/search'));
  });

  it('publishes the very files of one build in clusters, too', async () => {
    // Model and scripts have been compared.
    const clusters = ['--clusters', '8', '--index-only'];
    const whole = await run('build', place('all.jsonl'), '--out', place('eight'), ...common(), ...clusters);
    assert.equal(whole.code, 0, whole.stderr);
    const { code, stderr } = await run(
      'merge',
      ...parts(),
      '--out',
      place('merged8'),
      ...common(),
      ...clusters,
    );
    assert.equal(code, 0, stderr);
    const files = await filesOf('eight');
    assert.deepEqual(
      new Map([...(await filesOf('merged8'))].filter(([path]) => path !== 'manifest.json')),
      new Map([...files].filter(([path]) => path !== 'manifest.json')),
    );
    assert.equal([...files.keys()].filter((path) => path.startsWith('clusters/')).length, 8);
    const { stdout } = await run('verify', place('merged8'));
    assert.match(stdout, /all is as it was published/);
    assert.match((await run('info', place('eight'))).stdout, /clusters +[\d.]+ kB, in 8 files/);
  });

  it('publishes the very files of one build in clusters, whatever the number of threads', async () => {
    const flags = atThreads('process.stderr.write("a thread starts\\n")');
    for (const threads of [1, 2, 3]) {
      const places = [
        '--out',
        place(`${threads} threads/search`),
        '--cache',
        place(`${threads} threads/cache`),
      ];
      const how = ['--model', modelFolder(), '--clusters', '8', '--threads', `${threads}`, '--index-only'];
      const building = start(['build', place('all.jsonl'), ...places, ...how], undefined, { flags });
      const { code, stdout, stderr } = await building.ended;
      assert.equal(code, 0, stderr);
      // Those that embed beside the program itself, and those that build graphs while it waits.
      const started = threads === 1 ? 0 : threads - 1 + threads;
      assert.equal(stderr.split('a thread starts').length - 1, started, `${threads} threads`);
      assert.match(stdout, / \(\d+ embedded, 0 known\)/);
    }
    const files = await filesOf('1 threads/search');
    assert.deepEqual(await filesOf('2 threads/search'), files);
    assert.deepEqual(await filesOf('3 threads/search'), files);
  });

  it('ends, and publishes nothing, when a thread that builds graphs ends, or it is interrupted then', async () => {
    const args = ['merge', ...parts(), '--out', place('ended'), ...common(), '--clusters', '8'];
    const ends = async (action: string) =>
      await start([...args, '--threads', '2'], undefined, { flags: atThreads(action) }).ended;
    const died = await ends('thread.terminate()');
    assert.match(died.stderr, /^leann: cannot build the graphs of clusters: the thread ended$/m);
    assert.equal(died.code, 1);
    const interrupted = await ends('process.kill(process.pid, "SIGINT")');
    assert.match(interrupted.stderr, /^leann: interrupted$/m);
    assert.equal(interrupted.code, 130);
    await assert.rejects(stat(place('ended/manifest.json')));
  });

  it('publishes nothing of parts that do not belong together', async () => {
    const refused = async (folders: readonly string[], reason: RegExp) => {
      const { code, stderr } = await merged(folders, 'never');
      assert.equal(code, 1);
      assert.match(stderr, reason);
      await assert.rejects(stat(place('never/manifest.json')));
    };
    const [first = '', second = '', third = ''] = parts();
    await refused([first, third], /of 3 parts, these are missing: 2/);
    await refused([first, second, second], /it is part 2, as .* is/);
    await refused([first, second, place('none')], /cannot merge .*none: it is not finished/);
    await writeFile(place('other.jsonl'), JSON.stringify({ id: 'a', text: 'Another source.' }));
    assert.equal((await run(...partArguments(3, 'other/3', 'other.jsonl'))).code, 0);
    await refused([first, second, place('other/3')], /it is of other documents/);
    await cp(third, place('damaged/3'), { recursive: true });
    const more = { at: DOCUMENTS.length, document: { id: 'x', text: 'More.' } };
    await appendFile(place('damaged/3/documents.jsonl'), `${JSON.stringify(more)}\n`);
    await refused([first, second, place('damaged/3')], /its documents are not what was written/);
    await cp(third, place('short/3'), { recursive: true });
    await writeFile(place('short/3/vectors'), (await readFile(join(third, 'vectors'))).subarray(0, -1));
    await refused([first, second, place('short/3')], /vectors: it is damaged/);
  });

  it('is done by the Makefile of docs/scale.md', { skip: !hasMake && 'there is no make' }, async () => {
    const [, makefile = ''] =
      (await readFile(`${ROOT}docs/scale.md`, 'utf8')).match(/```make\n([^`]*)```/) ?? [];
    await mkdir(place('made/docs'), { recursive: true });
    for (const { id, text } of GLOSSES) await writeFile(place(`made/docs/${id}.txt`), text);
    await writeFile(place('made/Makefile'), makefile);
    // As an earlier build leaves it: the model takes longer to make than all the rest.
    await mkdir(place('made/.leann-cache'));
    await symlink(modelFolder(), place('made/.leann-cache/all-MiniLM-L6-v2'));
    const program = `${process.execPath} ${ROOT}dist/cli/main.js`;
    const make = () =>
      spawnSync('make', ['-j', '2', `LEANN=${program}`], {
        cwd: place('made'),
        encoding: 'utf8',
        env: { ...process.env, MAKEFLAGS: '' },
      });
    const { status, stdout, stderr } = make();
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^12 documents, 12 passages \(0 embedded, 12 known\)/m);
    // What is finished is not done again.
    assert.match(make().stdout, /up to date/);
  });

  it('says how a part is asked for', async () => {
    for (const wrong of ['0/3', '4/3', '3', 'x/3']) {
      const { code, stderr } = await run(
        'build',
        place('all.jsonl'),
        '--part',
        wrong,
        '--out',
        place('never'),
      );
      assert.equal(code, 2);
      assert.match(stderr, /--part must be a part and their number, such as 3\/16/);
    }
    assert.equal((await run('merge', '--out', place('never'))).code, 2);
  });
});
