// `leann-web merge` and `build --part`, killed at one step of their work after the other, and run again: what was published stays
// complete, and in the end there are the files of an undisturbed run.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SAFETENSORS } from '../../cli/model/encoder-of-folder.js';
import { PartFolder } from '../../cli/parts/part-folder.js';
import { verify } from '../../cli/verify.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { type Ended, start } from './cli-program.js';
import { KILL_AT, type Step } from './kill-at.js';
import { madeUpBert } from './made-up-bert.js';
import { modelFolder } from './model-folder.js';

/** Too few to measure how good answers are, which would be most of the time. */
const DOCUMENTS = 16;
const GLOSSES_EACH = 12;
const GLOSSES = readGlosses({ limit: DOCUMENTS * GLOSSES_EACH });
const HOOK = new URL('./kill-at.js', import.meta.url).href;

/** Steps of `merge`, in their order. After the last one, the new folder is published. */
const BEFORE_PUBLISHING: readonly Step[] = [
  { act: 'write', path: '\\.vectors$', nth: 2 },
  { act: 'write', path: 'texts.[^/]*\\.new$', nth: 2 },
  { act: 'renamed', path: 'clusters.[^/]*\\.bin$', nth: 2 },
  { act: 'rename', path: 'manifest\\.json$', nth: 1 },
];
const PUBLISHED: Step = { act: 'renamed', path: 'manifest\\.json$', nth: 1 };
const DROPPING: Step = { act: 'removed', path: '(texts|clusters).*\\.bin$', nth: 3 };

/** Steps of `build --part`. */
const OF_PART: readonly Step[] = [
  { act: 'write', path: 'vectors$', nth: 2 },
  { act: 'write', path: 'part\\.json\\.new$', nth: 1 },
];

describe('a command that is killed', { timeout: 300_000 }, () => {
  let root = '';
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-kills-'));
    await makeModel();
    const lines = Array.from({ length: DOCUMENTS }, (_, number) => {
      const own = GLOSSES.slice(number * GLOSSES_EACH, (number + 1) * GLOSSES_EACH);
      return JSON.stringify({ id: `${number}`, text: own.map(({ text }) => text).join('.\n\n') });
    });
    await writeFile(place('old.jsonl'), lines.slice(0, -4).join('\n'));
    await writeFile(place('new.jsonl'), lines.slice(2).join('\n'));
    for (const edition of ['old', 'new'] as const)
      for (const part of [1, 2]) await done(buildPart(edition, part, `parts/${edition}/${part}`));
    await done(merge('old', 'published'));
    await cp(place('published'), place('undisturbed'), { recursive: true });
    await done(merge('new', 'undisturbed'));
  });

  after(() => rm(root, { recursive: true }));

  /** One that is quick to load: what it makes of a text does not matter here. */
  async function makeModel(): Promise<void> {
    const { config, safetensors } = madeUpBert({ hidden: 128, heads: 4, inner: 128, layers: 1 }, 1, 30522);
    await mkdir(place('model'));
    for (const file of ['tokenizer.json', 'tokenizer_config.json'])
      await cp(join(modelFolder(), file), place(`model/${file}`));
    const facts = { ...config, model_type: 'bert', max_position_embeddings: 80 };
    await writeFile(place('model/config.json'), JSON.stringify(facts));
    await writeFile(place(`model/${SAFETENSORS}`), safetensors);
  }

  /** Kills it at the step, if there is one. */
  function program(args: readonly string[], step?: Step): Promise<Ended> {
    if (step === undefined) return start(args).ended;
    const env = { [KILL_AT]: JSON.stringify(step) };
    return start(args, undefined, { flags: ['--import', HOOK], env }).ended;
  }

  const given = (cache: string) => ['--model', place('model'), '--threads', '1', '--cache', place(cache)];

  const buildPart = (edition: string, part: number, out: string, step?: Step) =>
    program(
      [
        'build',
        place(`${edition}.jsonl`),
        '--part',
        `${part}/2`,
        '--out',
        place(out),
        '--max-tokens',
        '16',
        ...given('parts cache'),
      ],
      step,
    );

  const partsOf = (edition: string) => [1, 2].map((part) => `parts/${edition}/${part}`);

  const merge = (edition: string, at: string, step?: Step, folders = partsOf(edition)) => {
    const parts = folders.map(place);
    const how = ['--clusters', '4', '--title', 'Glosses', '--index-only', ...given(`${at}/cache`)];
    return program(['merge', ...parts, '--out', place(`${at}/search`), ...how], step);
  };

  async function done(ended: Promise<Ended>): Promise<Ended> {
    const how = await ended;
    assert.equal(how.code, 0, how.stderr);
    return how;
  }

  async function killed(ended: Promise<Ended>): Promise<void> {
    const { code, stderr } = await ended;
    assert.equal(code, -1, `it was not killed: ${stderr}`);
  }

  /** SHA-256 of all files of a folder, by path. */
  async function filesOf(name: string): Promise<Map<string, string>> {
    const files = new Map<string, string>();
    for (const path of (await readdir(place(name), { recursive: true })).sort()) {
      const bytes = await readFile(join(place(name), path)).catch(() => undefined);
      if (bytes !== undefined) files.set(path, createHash('sha256').update(bytes).digest('hex'));
    }
    return files;
  }

  const manifestOf = async (at: string) =>
    (await filesOf(`${at}/search`)).get('manifest.json') ?? assert.fail('nothing is published');

  async function assertComplete(at: string): Promise<void> {
    const { problems } = await verify({ name: 'verify', index: place(`${at}/search`), json: false });
    assert.deepEqual(problems, []);
  }

  /** Run to its end, a merge leaves the files of an undisturbed one. */
  async function assertGoesOn(at: string): Promise<void> {
    await done(merge('new', at));
    await assertComplete(at);
    assert.deepEqual(await filesOf(`${at}/search`), await filesOf('undisturbed/search'));
  }

  it('leaves what is published, until it is replaced: merge', async () => {
    await cp(place('published'), place('killed'), { recursive: true });
    const parts = await filesOf('parts');
    for (const step of BEFORE_PUBLISHING) {
      await killed(merge('new', 'killed', step));
      await assertComplete('killed');
      assert.equal(await manifestOf('killed'), await manifestOf('published'));
    }
    await assertGoesOn('killed');
    assert.deepEqual(await filesOf('parts'), parts);
  });

  it('leaves what it has published, and drops the rest when it is run again: merge', async () => {
    for (const [name, step] of Object.entries({ PUBLISHED, DROPPING })) {
      await cp(place('published'), place(name), { recursive: true });
      await killed(merge('new', name, step));
      await assertComplete(name);
      assert.equal(await manifestOf(name), await manifestOf('undisturbed'));
      await assertGoesOn(name);
    }
  });

  it('leaves a part that is not finished, and goes on with it: build --part', async () => {
    for (const [number, step] of OF_PART.entries()) {
      const part = `part ${number}`;
      await killed(buildPart('new', 1, part, step));
      await assert.rejects(new PartFolder(place(part)).read(), /it is not finished/);
      await assert.rejects(done(merge('new', 'nowhere', undefined, [part])), /it is not finished/);
      const again = await done(buildPart('new', 1, part));
      const [, passages, embedded] = /(\d+) passages \((\d+) embedded\)/.exec(again.stdout) ?? [];
      assert.ok(Number(embedded) < Number(passages), `some were embedded before: ${again.stdout}`);
      assert.deepEqual(await filesOf(part), await filesOf('parts/new/1'));
    }
  });
});
