// The rows of tokens in a folder that `leann-web build` publishes: those of its texts with the model, the others when they are needed.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type HostedManifest, parseHostedManifest } from '../../web/hosted/manifest.js';
import { LeannIndex, OnnxEmbedder, type SearchOptions, type SearchUpdate } from '../../web/index.js';
import { run } from './cli-program.js';
import { modelFolder } from './model-folder.js';

const TEXTS = [
  'The heron stands in the reeds and waits for a fish.',
  'Sourdough needs a day, warmth and some patience.',
  'A lens bends light so that rays meet in one point.',
  'The tide is high when the moon is over the harbour.',
];
/** Of tokens that none of the texts has, two of one shard. */
const UNKNOWN = 'sumatra kazakhstan';

describe('rows of tokens in a published folder', { timeout: 600_000 }, () => {
  let root = '';
  let place = '';
  let manifest: HostedManifest;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-tokens-'));
    place = join(root, 'site');
    manifest = await built(TEXTS);
  });
  after(() => rm(root, { recursive: true }));

  async function built(
    texts: readonly string[],
    out = place,
    model = modelFolder(),
  ): Promise<HostedManifest> {
    const source = join(root, 'texts.jsonl');
    await writeFile(source, texts.map((text, i) => JSON.stringify({ id: String(i), text })).join('\n'));
    const cache = join(root, 'cache');
    const { code, stderr } = await run('build', source, '--model', model, '--out', out, '--cache', cache);
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /remark/);
    return parseHostedManifest(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')));
  }

  /** What the model of the folder needs. */
  function tokensOf({ model }: HostedManifest = manifest) {
    assert.ok(model?.tokens, 'the folder has rows of tokens');
    return { model: model.folder, ...model.tokens };
  }

  async function lastOf(
    index: LeannIndex,
    query: string,
    options: SearchOptions = {},
  ): Promise<SearchUpdate> {
    let last: SearchUpdate | undefined;
    for await (const update of index.search(query, options)) last = update;
    return last ?? assert.fail('no update');
  }

  const bytesAt = async (path: string) => (await readFile(join(place, path))).length;

  it('are those of the texts in one file, which goes with the model, and all in shards', async () => {
    const { model, first, folder, bytes, shards } = tokensOf();
    assert.equal(folder, `${model}tokens/`);
    assert.equal(shards.length, Math.ceil(30522 / 256));
    const files = manifest.files.filter(({ path }) => path.startsWith(model)).map(({ path }) => path);
    assert.ok(files.includes(`${model}encoder.bin`) && files.includes(first), files.join());
    assert.ok(!files.includes(`${model}encoder-tokens.bin`));
    const there = await readdir(join(place, folder));
    assert.deepEqual(
      there.sort(),
      [...new Set([...shards.map((name) => `${name}.bin`), first.slice(folder.length)])].sort(),
      'equal ones are one file',
    );
    const all = await readFile(join(modelFolder(), 'encoder-tokens.bin'));
    assert.ok((await bytesAt(first)) < 0.15 * all.length, `${await bytesAt(first)} of ${all.length}`);
    assert.ok(bytes > all.length && bytes < 1.02 * all.length, `${bytes} in shards`);
  });

  it('make the bits of the whole table, whichever are there at first', async () => {
    const texts = [...TEXTS, UNKNOWN, 'zygote ytterbium xenon wolfram'];
    const { model, first } = tokensOf();
    const whole = await OnnxEmbedder.load(modelFolder(), { device: 'wasm' });
    const expected = await whole.embed(texts);
    await whole.close();
    for (const tokens of [first.slice(model.length), undefined]) {
      const options = { runtime: 'leann', ...(tokens !== undefined && { tokens }) } as const;
      const own = await OnnxEmbedder.load(join(place, model), options);
      assert.deepEqual(await own.embed(texts), expected);
      await own.close();
    }
  });

  it('are a file that must be there if it is named, and may be of all tokens', async () => {
    const { model } = tokensOf();
    const load = (folder: string, tokens: string) =>
      OnnxEmbedder.load(folder, { runtime: 'leann', tokens, device: 'wasm' });
    await assert.rejects(load(join(place, model), 'tokens/none.bin'), /tokens\/none\.bin: not found/);
    await assert.rejects(load(modelFolder(), 'none.bin'), /none\.bin: not found/);
    await assert.rejects(load(modelFolder(), 3 as unknown as string), /model.* 3: not found/);
    const own = await load(modelFolder(), 'encoder-tokens.bin');
    assert.equal(own.runtime, 'leann');
    await own.close();
  });

  it('that a query lacks are fetched; where they cannot be, it is answered without the model', async () => {
    const { model, folder } = tokensOf();
    await using index = await LeannIndex.fromUrl(place, { device: 'wasm', model: 'eager' });
    const known = await lastOf(index, 'the moon is over the harbour');
    assert.deepEqual([known.stats.query, known.stats.runtime, known.hits[0]?.id], ['model', 'leann', '3']);
    await rename(join(place, folder), join(place, model, 'away'));
    const without = await lastOf(index, `${UNKNOWN} heron`);
    assert.deepEqual([without.final, without.stats.query, without.hits[0]?.id], [true, 'table', '0']);
    const asked = await lastOf(index, `${UNKNOWN} heron`, { model: false });
    assert.deepEqual(without.hits, asked.hits, 'the answer is that of a search without the model');
    assert.equal(without.stats.recomputed, 0);
    assert.equal((await lastOf(index, 'sourdough')).stats.query, 'model', 'others go on');
    await rename(join(place, model, 'away'), join(place, folder));
    const again = await lastOf(index, `${UNKNOWN} heron`);
    assert.deepEqual([again.stats.query, again.hits[0]?.id], ['model', '0']);
  });

  it('are checked, counted, and told of', async () => {
    const { folder, shards } = tokensOf();
    const info = JSON.parse((await run('info', place, '--json')).stdout);
    assert.equal(info.bytes.tokens, tokensOf().bytes);
    assert.match((await run('info', place)).stdout, /^tokens +\d\.\d MB of rows of tokens, in 120 shards$/m);
    assert.equal((await run('verify', place)).code, 0);
    const path = join(place, folder, `${shards[7]}.bin`);
    const right = await readFile(path);
    await writeFile(path, right.subarray(1));
    const { code, stdout, stderr } = await run('verify', place);
    assert.ok(code !== 0 && `${stdout}${stderr}`.includes(`${folder}${shards[7]}.bin`), stdout + stderr);
    await writeFile(path, right);
  });

  it('change with the texts, and nothing else of the model does', async () => {
    const before = tokensOf();
    manifest = await built([...TEXTS, 'Zygote, ytterbium, xenon, wolfram.']);
    const { first, ...others } = tokensOf();
    assert.notEqual(first, before.first);
    assert.deepEqual(others, {
      model: before.model,
      folder: before.folder,
      bytes: before.bytes,
      shards: before.shards,
    });
    const there = await readdir(join(place, others.folder));
    assert.ok(!there.includes(before.first.slice(others.folder.length)), 'what no manifest names is gone');
    assert.equal(there.length, new Set(others.shards).size + 1);
  });

  it('are put together again if a published model is built with', async () => {
    const { model, shards } = tokensOf();
    const again = await built(TEXTS, join(root, 'again'), join(place, model));
    assert.deepEqual(tokensOf(again).shards, shards);
    assert.equal(dirname(tokensOf(again).folder), dirname(tokensOf().folder));
  });
});
