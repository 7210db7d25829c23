// Whether a page loads the model by itself: folders that the program builds, with the real model.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { type Document, LeannIndex, type ModelState } from '../../web/index.js';
import { run } from './cli-program.js';
import { updatesOf } from './drive.js';
import { withKeptVectors } from './kept-vectors.js';
import { modelFolder } from './model-folder.js';

const GLOSSES = readGlosses({ limit: 300 });

/** Elevens of lists that are called alike: words find the ten others, and a model can add nothing. */
const LISTS: Document[] = Array.from({ length: 330 }, (_, row) => {
  const [kinds, things] = [
    'amber brass cedar dusty early faded glass hollow ivory jolly kindred lunar marble narrow olive'.split(
      ' ',
    ),
    'lantern harbour kettle meadow orchard pillow quarry'.split(' '),
  ];
  const list = Math.floor(row / 11);
  return { id: `${row}`, text: `${kinds[list % 15]} ${things[list % 7]} number ${row % 11}` };
});

/** Longer than a page without `requestIdleCallback` is left alone. */
const SOME_TIME = 1500;

describe('the model of a folder', { timeout: 1_200_000 }, () => {
  let root = '';
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-worth-'));
    for (const [name, documents] of [
      ['glosses', GLOSSES],
      ['lists', LISTS],
    ] as const) {
      await writeFile(place(`${name}.jsonl`), documents.map((each) => JSON.stringify(each)).join('\n'));
      const places = { out: place(name), cache: place('cache') };
      const flags = ['--out', places.out, '--cache', places.cache, '--model', modelFolder()];
      const { code, stdout, stderr } = await withKeptVectors(places, () =>
        run('build', place(`${name}.jsonl`), ...flags),
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /; recall@10 [01]\.\d\d of exact search without the model, [01]\.\d\d with it$/m);
    }
  });

  after(() => rm(root, { recursive: true }));

  async function opened(
    name: string,
    use: (index: LeannIndex, states: readonly ModelState[]) => Promise<void>,
  ): Promise<void> {
    const states: ModelState[] = [];
    await using index = await LeannIndex.fromUrl(place(name), {
      model: 'auto',
      onModel: (state) => states.push(state),
    });
    await use(index, states);
  }
  const sources = async (index: LeannIndex, query: string) =>
    (await updatesOf(index, query)).filter(({ final }) => final).map(({ stats }) => stats.query);

  it('is loaded after a search if that is worth its bytes', () =>
    opened('glosses', async (index, states) => {
      const { first = 1, final = 0 } = index.info().recall ?? {};
      assert.ok((final - first) * 200e6 > index.modelBytes, `${first}, ${final}`);
      const query = GLOSSES[11]?.text ?? '';
      assert.deepEqual(await sources(index, query), ['table']);
      await setTimeout(SOME_TIME);
      assert.equal(states[0], 'loading');
      await index.loadModel();
      assert.deepEqual(await sources(index, query), ['model']);
    }));

  it('is not if it adds little, until somebody wants it', () =>
    opened('lists', async (index, states) => {
      const { first = 0, final = 0 } = index.info().recall ?? {};
      assert.ok((final - first) * 200e6 < index.modelBytes, `${first}, ${final}`);
      for (let time = 0; time < 2; time++) {
        assert.deepEqual(await sources(index, 'amber lantern'), ['table']);
        await setTimeout(SOME_TIME);
        assert.deepEqual([states, index.modelState], [[], 'waiting']);
      }
      await index.loadModel();
      assert.deepEqual(await sources(index, 'amber lantern'), ['model']);
    }));

  it('is loaded in any case for a query of which the table knows little', () =>
    opened('lists', async (index) => {
      assert.deepEqual(await sources(index, 'something to sleep on'), ['model']);
      assert.equal(index.modelState, 'ready');
    }));

  it('is what `info` tells of', async () => {
    const { stdout } = await run('info', place('glosses'));
    assert.match(
      stdout,
      /^recall@10 +0\.\d\d of exact search without the model, 0\.\d\d with it, of 100 queries made of it$/m,
    );
    const { recall } = JSON.parse((await run('info', place('glosses'), '--json')).stdout);
    await opened('glosses', async (index) => assert.deepEqual(index.info().recall, recall));
  });
});
