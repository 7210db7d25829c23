// Photos in a page and its worker: the vectors of Node, images of all sorts, and an index of them.
import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { OnnxImageEmbedder, sharpCodec } from '../../web/index.js';
import { clipFolder } from '../web/made-up-clip.js';
import { badImages, distanceFromScene, goodImages, pngOf, sharp } from '../web/made-up-images.js';
import { ScriptSuite } from './fixture.js';

type Script = typeof import('./photos-page.js');

describe('photos in a page', { timeout: 600_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/photos-page');
  let folder: string;
  let good: string[];
  let bad: string[];

  before(async () => {
    folder = await clipFolder();
    const { folder: served } = suite.served;
    await cp(folder, `${served}/clip`, { recursive: true });
    await mkdir(`${served}/images`, { recursive: true });
    const [right, wrong] = [await goodImages(), await badImages()];
    [good, bad] = [Object.keys(right), Object.keys(wrong)];
    const images = { ...right, ...wrong };
    const stripes = Uint8Array.from({ length: 30 * 20 * 3 }, (_, at) => (at * 31) % 256);
    await writeFile(`${served}/images/stripes.png`, await pngOf(stripes, 30, 20));
    for (const [name, bytes] of Object.entries(images)) await writeFile(`${served}/images/${name}`, bytes);
  });
  after(() => rm(folder, { recursive: true }));

  test('the same pixels have the vectors that they have in Node', async () => {
    const data = Uint8Array.from({ length: 30 * 20 * 3 }, (_, at) => (at * 31 + (at % 7) * 40) % 256);
    const picture = `data:image/png;base64,${(await pngOf(data, 30, 20)).toString('base64')}`;
    const texts = ['a cat', picture, 'dogs and cats'];
    const script = await suite.open();
    const there = await script.call('embed', '/clip', texts);
    const embedder = await OnnxImageEmbedder.load(folder, { codec: sharpCodec(sharp) });
    assert.deepEqual([there.fingerprint, there.kind], [embedder.fingerprint, 'joint']);
    for (const [row, vector] of (await embedder.embed(texts)).entries())
      for (const [at, value] of vector.entries())
        assert.ok(Math.abs(value - (there.vectors[row]?.[at] ?? 9)) < 1e-4, `text ${row}, value ${at}`);
    await embedder.close();
    assert.deepEqual(script.problems, []);
    assert.deepEqual(script.foreignRequests(), []);
    await script.page.close();
  });

  test('images of all sorts show the same scene, upright; what is none is refused', async () => {
    const script = await suite.open();
    const made = await script.call(
      'kept',
      '/clip',
      [...good, ...bad].map((name) => `/images/${name}`),
    );
    for (const name of good) {
      const seen = made[`/images/${name}`];
      assert.ok(typeof seen === 'object', `${name}: ${seen}`);
      assert.ok(Math.abs(seen.width / seen.height - 1.5) < 0.02, name);
      const distance = distanceFromScene(seen.data, seen.width, seen.height);
      assert.ok(distance <= (name.startsWith('cmyk') ? 110 : 12), `${name} is off by ${distance}`);
    }
    for (const name of bad) assert.equal(made[`/images/${name}`], 'unreadable-image', name);
    await script.page.close();
  });

  test('an index takes files, decoded images and URLs, and finds them again', async () => {
    const script = await suite.open();
    const images = ['/images/exif-6.jpg', '/images/transparent.png', '/images/stripes.png'];
    const said = await script.call('indexed', '/clip', images);
    assert.deepEqual([said.byFile, said.byPicture, said.byWord, said.like], ['file', 'url', 'decoded', 2]);
    assert.ok(said.text > 1000 && said.text < 30_000, `${said.text} bytes`);
    assert.deepEqual(script.foreignRequests(), []);
    await script.page.close();
  });
});
