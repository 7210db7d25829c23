// Photos from the command line: a folder of them becomes a published index with small pictures, which is searched.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from '../../tools/paths.js';
import { LeannIndex, OnnxImageEmbedder, sharpCodec } from '../../web/index.js';
import { start } from './cli-program.js';
import { hitsOf } from './drive.js';
import { colourClassifier } from './made-up-classifier.js';
import { clipFolder } from './made-up-clip.js';
import { jpegOf, sharp } from './made-up-images.js';
import { modelFolder } from './model-folder.js';

/** Where sharp is installed: the program looks for it in the folder that it runs in, too. */
const HERE = `${ROOT}tests/photos`;
const COLOURS = { red: [220, 20, 30], green: [20, 190, 50], blue: [30, 40, 210] };

describe('leann-web build --photo-model', { timeout: 600_000 }, () => {
  let root = '';
  let photos = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-gallery-'));
    photos = join(root, 'photos');
    await mkdir(join(photos, 'summer'), { recursive: true });
    for (const [row, colour] of Object.values(COLOURS).entries()) {
      const bytes = await jpegOf(colour, 80, 60, `202${row}:07:01 12:00:00`);
      await writeFile(join(photos, `summer/IMG_${row}.jpg`), bytes);
    }
    await writeFile(join(photos, 'broken.jpg'), 'no photo');
    await writeFile(join(photos, 'notes.txt'), 'no photo either');
  });
  after(() => rm(root, { recursive: true }));

  const run = (...args: string[]) => start(args, HERE).ended;
  const build = (model: string, out: string, ...flags: string[]) =>
    run(
      'build',
      photos,
      '--photo-model',
      model,
      '--out',
      out,
      '--cache',
      join(root, 'cache'),
      '--json',
      ...flags,
    );

  it('publishes what a classifier sees, with its text model, and finds it; builds again without embedding', async () => {
    const model = await colourClassifier('red\ngreen\nblue\n');
    const out = join(root, 'classified');
    const { code, stdout, stderr } = await build(
      model,
      out,
      '--model',
      modelFolder(),
      '--preset',
      'accurate',
    );
    assert.equal(code, 0, stderr);
    const made = JSON.parse(stdout);
    assert.deepEqual([made.documents, made.embedded], [3, 3]);
    assert.deepEqual(
      made.skipped.map(({ path }: { path: string }) => path),
      ['broken.jpg'],
    );
    assert.equal((await run('verify', out)).code, 0);
    const index = await LeannIndex.fromUrl(out, {
      embedder: await OnnxImageEmbedder.load(model, { codec: sharpCodec(sharp), textModel: modelFolder() }),
    });
    const [hit] = await hitsOf(index, 'blue', { k: 3 });
    assert.equal(hit?.id, 'summer/IMG_2.jpg');
    assert.match(hit?.picture ?? '', /^data:image\/jpeg;base64,/);
    assert.deepEqual(hit?.metadata, { date: '2022-07-01' });
    await index.close();
    // With the models of the folder itself.
    const searched = await run('search', out, 'green', '--json');
    assert.equal(JSON.parse(searched.stdout).hits[0]?.id, 'summer/IMG_1.jpg', searched.stderr);
    const again = await build(model, out, '--model', modelFolder(), '--preset', 'accurate');
    assert.equal(JSON.parse(again.stdout).embedded, 0, again.stderr);
    await rm(model, { recursive: true });
  });

  it('publishes with a joint model, which takes no other for texts', async () => {
    const model = await clipFolder();
    const out = join(root, 'joint');
    const { code, stderr } = await build(model, out);
    assert.equal(code, 0, stderr);
    assert.equal((await run('verify', out)).code, 0);
    const refused = await build(model, out, '--model', modelFolder());
    assert.match(refused.stderr, /knows texts by itself/);
    await rm(model, { recursive: true });
  });

  it('says nothing of how good its answers are: queries would be made of texts', async () => {
    const model = await clipFolder();
    const [many, out] = [join(root, 'many'), join(root, 'many-published')];
    await mkdir(many);
    for (let row = 0; row < 24; row++) {
      const name = `a photo of ${['hills', 'lakes', 'roads'][row % 3]} ${row}.jpg`;
      await writeFile(
        join(many, name),
        await jpegOf([row * 10, 90, 255 - row * 10], 40, 30, '2020:07:01 12:00:00'),
      );
    }
    const { code, stdout, stderr } = await run(
      ...['build', many, '--photo-model', model, '--out', out, '--cache', join(root, 'cache'), '--json'],
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual([JSON.parse(stdout).documents, 'recall' in JSON.parse(stdout)], [24, false]);
    await rm(model, { recursive: true });
  });

  it('says so where there is no photo, or no folder', async () => {
    const model = await clipFolder();
    const empty = join(root, 'empty');
    await mkdir(empty);
    const none = await run('build', empty, '--photo-model', model, '--out', join(root, 'none'));
    assert.match(none.stderr, /there is no photo that could be read/);
    const file = await run(
      'build',
      join(photos, 'notes.txt'),
      '--photo-model',
      model,
      '--out',
      join(root, 'none'),
    );
    assert.match(file.stderr, /photos are read from a folder/);
    await rm(model, { recursive: true });
  });
});
