// `leann-web build --update` where an update cannot be: it builds all again and says why; and where it is ended: nothing is lost.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { PublishOptions } from '../../cli/publish.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import type { Document } from '../../web/index.js';
import { type Ended, start } from './cli-program.js';
import { KILL_AT, type Step } from './kill-at.js';
import { UpdatedFolders } from './updated-folder.js';

/** Too few to measure how good answers are, which would be most of the time. */
const PAGES: readonly Document[] = Array.from({ length: 16 }, (_, number) => {
  const own = readGlosses({ limit: 16 * 12 }).slice(number * 12, (number + 1) * 12);
  return { id: `${number}`, text: own.map(({ text }) => text).join('.\n\n') };
});
const CHANGED = [...PAGES.slice(1), { id: 'new', text: 'a lantern that warns ships of rocks' }];
const SPLIT: PublishOptions = { maxTokens: 16 };
const HOOK = new URL('./kill-at.js', import.meta.url).href;

/** Steps of an update, in their order. */
const BEFORE_PUBLISHING: readonly Step[] = [
  { act: 'write', path: 'texts.[^/]*\\.new$', nth: 1 },
  { act: 'renamed', path: 'table.[^/]*\\.bin$', nth: 1 },
  { act: 'rename', path: 'manifest\\.json$', nth: 1 },
];
const AFTER_PUBLISHING: readonly Step[] = [
  { act: 'renamed', path: 'manifest\\.json$', nth: 1 },
  { act: 'removed', path: '(texts|table).*\\.bin$', nth: 1 },
];

describe('leann-web build --update, where all has to be built', { timeout: 600_000 }, () => {
  let folders: UpdatedFolders;

  before(async () => {
    folders = await UpdatedFolders.make();
    await folders.publish('published', PAGES, SPLIT);
    await folders.copy('published', 'undisturbed');
    await folders.update('undisturbed', CHANGED, SPLIT);
  });

  after(() => folders.remove());

  /** Says why, and leaves the files of a build without `update`. */
  async function assertFull(
    out: string,
    reason: RegExp,
    options: PublishOptions,
    pages: readonly Document[] = CHANGED,
  ): Promise<void> {
    folders.said = '';
    const { changes } = await folders.publish(out, pages, { ...options, update: true });
    assert.equal(changes, undefined);
    assert.match(folders.said, reason);
    await folders.publish('full', pages, options);
    assert.deepEqual(await folders.files(out), await folders.files('full'));
    await rm(folders.place(out), { recursive: true });
  }

  for (const [what, options, reason] of [
    ['another size', { preset: 'small' }, /is built in full: it was built with other settings/],
    ['longer passages', { maxTokens: 40 }, /is built in full: it was built with other settings/],
    ['another model', { model: 'other model' }, /is built in full: another model has embedded it/],
    ['clusters', { clusters: 3 }, /is built in full: an index in clusters always is/],
  ] as const) {
    it(`says so, and does so: ${what}`, async () => {
      await folders.copy('published', what);
      const model = 'model' in options ? { model: folders.place(options.model) } : {};
      await assertFull(what, reason, { ...SPLIT, ...options, ...model });
    });
  }

  it('says so, and does so: a folder of which a file is gone', async () => {
    const { texts, table } = await folders.manifest('published');
    for (const path of [`texts/${texts.shards[3]}.bin`, `table/${table?.shards[5]}.bin`]) {
      await folders.copy('published', 'damaged');
      await rm(folders.place(`damaged/${path}`));
      await assertFull('damaged', /is built in full: cannot read .*\.bin: ENOENT: no such file/, SPLIT);
    }
  });

  it('says so, and does so: more than a fifth of all passages has changed, in one update or several', async () => {
    const reason = /is built in full: more than a fifth of its passages have changed/;
    await folders.copy('published', 'much');
    await assertFull('much', reason, SPLIT, PAGES.slice(4));
    await folders.copy('published', 'much');
    await folders.update('much', PAGES.slice(2), SPLIT);
    await assertFull('much', reason, SPLIT, PAGES.slice(4));
  });

  it('leaves what is published if it fails', async () => {
    const before = await folders.files('published');
    const twice = folders.publish('published', [...CHANGED, ...CHANGED], { ...SPLIT, update: true });
    await assert.rejects(twice, { code: 'duplicate-id' });
    await assert.rejects(folders.publish('published', [], { ...SPLIT, update: true }), /there is no text in/);
    const signal = AbortSignal.abort();
    const ended = folders.publish('published', CHANGED, { ...SPLIT, update: true, signal });
    await assert.rejects(ended, { name: 'AbortError' });
    assert.deepEqual(await folders.files('published'), before);
  });

  /** An update of the folder, killed at the step. */
  async function killed(out: string, step: Step): Promise<void> {
    const source = await folders.write('changed.jsonl', CHANGED);
    const args = ['--out', out, '--model', 'model', '--cache', 'cache'].map((arg) =>
      arg.startsWith('--') ? arg : folders.place(arg),
    );
    const how = ['--update', '--max-tokens', '16', '--title', 'Texts', '--index-only', '--threads', '1'];
    const env = { [KILL_AT]: JSON.stringify(step) };
    const { code, stderr }: Ended = await start(['build', source, ...args, ...how], undefined, {
      flags: ['--import', HOOK],
      env,
    }).ended;
    assert.equal(code, -1, `it was not killed: ${stderr}`);
  }

  it('leaves what is published, until it is replaced, if it is killed', async () => {
    await folders.copy('published', 'killed');
    const { generation } = await folders.manifest('published');
    for (const step of BEFORE_PUBLISHING) {
      await killed('killed', step);
      await folders.assertComplete('killed');
      assert.equal((await folders.manifest('killed')).generation, generation);
    }
    await folders.update('killed', CHANGED, SPLIT);
    assert.deepEqual(await folders.files('killed'), await folders.files('undisturbed'));
  });

  it('goes on from what it has published if it is killed after that', async () => {
    const { generation } = await folders.manifest('undisturbed');
    for (const step of AFTER_PUBLISHING) {
      await folders.copy('published', 'killed later');
      await killed('killed later', step);
      await folders.assertComplete('killed later');
      assert.equal((await folders.manifest('killed later')).generation, generation);
      await folders.update('killed later', CHANGED, SPLIT);
      assert.deepEqual(await folders.files('killed later'), await folders.files('undisturbed'));
      await rm(folders.place('killed later'), { recursive: true });
    }
  });
});
