// Photos in Node: models of both kinds against plain loops, images of all sorts, and indexes of photos.
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type Hit,
  LeannError,
  LeannIndex,
  OnnxImageEmbedder,
  type OnnxImageEmbedderOptions,
  sharpCodec,
} from '../../web/index.js';
import { pictureOf, pixelsOf } from '../../web/photo/picture.js';
import { preprocess, preprocessingOf } from '../../web/photo/preprocessing.js';
import { colourClassifier } from './made-up-classifier.js';
import { CLIP_PREPROCESSING, clipFolder, textReference, visionReference } from './made-up-clip.js';
import { CLIP_TOKENS } from './made-up-clip-tokenizer.js';
import { badImages, distanceFromScene, goodImages, pngOf, sharp } from './made-up-images.js';
import { plainEmbedder } from './plain-embedder.js';

const codec = sharpCodec(sharp);
const { start, end, idOf } = CLIP_TOKENS;

function near(actual: ArrayLike<number> | undefined, wanted: ArrayLike<number>, most = 1e-4): void {
  assert.equal(actual?.length, wanted.length);
  for (let at = 0; at < wanted.length; at++)
    assert.ok(
      Math.abs((actual?.[at] ?? 9) - (wanted[at] ?? 0)) < most,
      `value ${at}: ${actual?.[at]}, not ${wanted[at]}`,
    );
}

/** A picture of stripes, lossless, so that the same pixels arrive everywhere. */
async function striped(seed: number): Promise<{ picture: string; data: Uint8Array }> {
  const data = Uint8Array.from({ length: 12 * 10 * 3 }, (_, at) => (at * seed * 7) % 256);
  const bytes = await pngOf(data, 12, 10);
  return { picture: `data:image/png;base64,${bytes.toString('base64')}`, data };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof LeannError, String(error));
  return `${error.code}: ${error.message}`;
}

async function found(index: LeannIndex, ...search: Parameters<LeannIndex['search']>): Promise<Hit[]> {
  let hits: Hit[] = [];
  for await (const update of index.search(...search)) hits = update.hits;
  return hits;
}

describe('a joint model', () => {
  let folder: string;
  let embedder: OnnxImageEmbedder;

  before(async () => {
    folder = await clipFolder();
    embedder = await OnnxImageEmbedder.load(folder, { codec });
  });
  after(async () => {
    await embedder.close();
    await rm(folder, { recursive: true });
  });

  test('reads texts as the reference does, in lower case and with ends of words', async () => {
    assert.equal(embedder.kind, 'joint');
    const texts = { 'A  CAT': [idOf('a</w>'), idOf('cat</w>')], dogs: ['d', 'o', 'g', 's</w>'].map(idOf) };
    const vectors = await embedder.embed(Object.keys(texts));
    for (const [row, ids] of Object.values(texts).entries())
      near(vectors[row], textReference([start, ...ids, end]));
  });

  test('cuts long texts, and ends them all the same', async () => {
    const [vector] = await embedder.embed(['a '.repeat(50)]);
    near(vector, textReference([start, ...new Array(10).fill(idOf('a</w>')), end]));
  });

  test('sees pictures as the reference does, among texts', async () => {
    const { picture, data } = await striped(3);
    const rgba = new Uint8Array(12 * 10 * 4).fill(255);
    for (let at = 0; at < 120; at++) rgba.set(data.subarray(at * 3, at * 3 + 3), at * 4);
    const { values } = preprocess({ width: 12, height: 10, data: rgba }, preprocessingOf(CLIP_PREPROCESSING));
    const [text, seen] = await embedder.embed(['cat', picture]);
    near(seen, visionReference(values));
    near(text, textReference([start, idOf('cat</w>'), end]));
  });

  test('an image has the vector of the picture that is kept of it', async () => {
    const [image] = Object.values(await goodImages());
    const blob = new Blob([image ?? '']);
    const [vector] = await embedder.embed([await embedder.pictureOf(blob)]);
    near(await embedder.embedImage(blob), vector ?? []);
  });

  test('its fingerprint tells models, preprocessing and kinds apart', async () => {
    const other = await clipFolder({ preprocessing: { image_mean: [0, 0, 0] } });
    const second = await OnnxImageEmbedder.load(other, { codec });
    assert.notEqual(second.fingerprint, embedder.fingerprint);
    await second.close();
    await rm(other, { recursive: true });
  });

  test('SigLIP: texts are filled up, and its own outputs are taken', async () => {
    const other = await clipFolder({ kind: 'siglip' });
    const second = await OnnxImageEmbedder.load(other, { codec });
    const [vector] = await second.embed(['cat']);
    near(vector, textReference([start, idOf('cat</w>'), end], 'siglip'));
    await second.close();
    await rm(other, { recursive: true });
  });

  test('what is wrong is said with its file', async () => {
    const load = (options: OnnxImageEmbedderOptions = {}) =>
      OnnxImageEmbedder.load(folder, { codec, ...options });
    assert.match(await codeOf(load({ textModel: folder })), /invalid-argument: .*textModel/);
    const config = join(folder, 'preprocessor_config.json');
    const kept = await readFile(config, 'utf8');
    await writeFile(config, JSON.stringify({ ...CLIP_PREPROCESSING, do_pad: true }));
    assert.match(await codeOf(load()), /model-load: .*preprocessor_config\.json: its do_pad true/);
    await writeFile(config, JSON.stringify({ ...CLIP_PREPROCESSING, crop_size: 16 }));
    assert.match(await codeOf(load()), /model-load: /);
    await writeFile(config, kept);
    const vision = join(folder, 'onnx/vision_model.onnx');
    const model = await readFile(vision);
    await writeFile(vision, 'nonsense');
    assert.match(await codeOf(load()), /model-load: .*vision_model\.onnx/);
    await rm(vision);
    assert.match(await codeOf(load()), /model-load: .*vision_model\.onnx.*not found/);
    await writeFile(vision, model);
  });

  test('an index of photos: by words of the title, by text, by image, like another; one of texts beside', async () => {
    const images = [await striped(3), await striped(5), await striped(11)];
    const index = await LeannIndex.open('photos', { embedder, store: 'memory' });
    const documents = images.map(({ picture }, row) => ({
      id: `photo ${row}`,
      image: picture,
      title: `holiday ${['beach', 'mountain', 'harbour'][row]}`,
      metadata: { year: 2020 + row },
    }));
    for await (const _ of index.add([...documents, { id: 'text', text: 'a cat' }]));
    const [named] = await found(index, 'harbour', { mode: 'words' });
    assert.deepEqual([named?.id, named?.text, named?.picture], ['photo 2', '', images[2]?.picture]);
    const [same] = await found(index, images[1]?.picture ?? '');
    assert.equal(same?.id, 'photo 1');
    assert.ok((same?.meaning ?? 0) > 0.999);
    const bytes = Buffer.from(images[1]?.picture.split(',')[1] ?? '', 'base64');
    const [byFile] = await found(index, new Blob([bytes]), { where: { year: { lte: 2021 } } });
    assert.equal(byFile?.id, 'photo 1');
    const [read] = await found(index, 'a cat', { mode: 'meaning', k: 4 });
    assert.equal(read?.id, 'text');
    assert.equal((await index.more('photo 0')).length, 3);
    const kept = await index.get('photo 0');
    assert.deepEqual([kept?.passages[0]?.text, kept?.passages[0]?.picture], ['', images[0]?.picture]);
    // Recomputed from what is kept, the vectors are those of the addition.
    const file = await index.export();
    const again = await LeannIndex.import('again', file, { embedder, store: 'memory', cacheBytes: 0 });
    const [exact] = await found(again, images[2]?.picture ?? '', { maxRecomputes: 256 });
    assert.deepEqual([exact?.id, exact?.exact], ['photo 2', true]);
    assert.match(
      await codeOf(found(index, images[1]?.picture ?? '', { mode: 'words' })),
      /image can only be searched/,
    );
    await index.close();
    await again.close();
  });

  test('documents that are no images are refused, and change nothing', async () => {
    const index = await LeannIndex.open('photos', { embedder, store: 'memory' });
    const add = async (document: object) => {
      for await (const _ of index.add([document as never]));
    };
    const { picture } = await striped(3);
    assert.match(await codeOf(add({ id: 'a', image: 5 })), /invalid-argument: .*must be a Blob/);
    assert.match(await codeOf(add({ id: 'a', image: picture, text: 'x' })), /not both/);
    assert.match(await codeOf(add({ id: 'a', image: picture, headings: [] })), /no headings/);
    assert.match(await codeOf(add({ id: 'bad', image: new Blob(['x']) })), /unreadable-image: .*"bad"/);
    assert.equal(index.info().documents, 0);
    await index.close();
    const texts = await LeannIndex.open('texts', { embedder: plainEmbedder(), store: 'memory' });
    const image = async () => {
      for await (const _ of texts.add([{ id: 'a', image: picture }]));
    };
    assert.match(await codeOf(image()), /invalid-argument: .*knows texts alone/);
    assert.match(await codeOf(found(texts, new Blob(['x']))), /invalid-argument: .*if the embedder sees/);
    await texts.close();
  });
});

describe('a classifier', () => {
  test('a photo is what its labels mean, by their shares; nothing is no label', async () => {
    const clip = await clipFolder();
    // The texts' model: any that the text embedder loads.
    const { madeUpFolder } = await import('./made-up-folder.js');
    const { wordPiece } = await import('./tokenizer-files.js');
    const { folder: textModel } = await madeUpFolder({ shape: { kind: 'bert' }, tokenizer: wordPiece() });
    const folder = await colourClassifier('background\ncat\ndog\n');
    const embedder = await OnnxImageEmbedder.load(folder, { codec, textModel });
    assert.equal(embedder.kind, 'labels');
    const picture = `data:image/png;base64,${(await pngOf(Uint8Array.of(255, 51, 38), 1, 1)).toString('base64')}`;
    const [cat, dog, photo] = await embedder.embed(['cat', 'dog', picture]);
    // Scores of 8 and 5.96, at temperature 3.
    const share = Math.exp((((38 - 51) / 255) * 40) / 3);
    const sum = Array.from(cat ?? [], (value, at) => value + share * (dog?.[at] ?? 0));
    const length = Math.hypot(...sum);
    near(
      photo,
      sum.map((value) => value / length),
    );
    await embedder.close();
    assert.match(
      await codeOf(OnnxImageEmbedder.load(folder, { codec })),
      /invalid-argument: .*is a classifier/,
    );
    await writeFile(join(folder, 'labels.txt'), 'cat\ndog\n');
    assert.match(await codeOf(OnnxImageEmbedder.load(folder, { codec, textModel })), /3 values .* 2 labels/);
    await rm(join(folder, 'labels.txt'));
    assert.match(await codeOf(OnnxImageEmbedder.load(folder, { codec, textModel })), /labels\.txt/);
    for (const each of [clip, folder, textModel]) await rm(each, { recursive: true });
  });
});

describe('images in Node', () => {
  test('of all sorts show the same scene, upright', async () => {
    for (const [name, bytes] of Object.entries(await goodImages())) {
      const kept = await pictureOf(new Blob([bytes]), codec);
      const { data, width, height } = await pixelsOf(kept, codec);
      assert.ok(Math.abs(width / height - 1.5) < 0.02, `${name}: ${width} × ${height}`);
      assert.ok(Math.min(width, height) <= 224, name);
      // Printers' inks have no such blue.
      const most = name.startsWith('cmyk') ? 110 : 12;
      const distance = distanceFromScene(data, width, height);
      assert.ok(distance <= most, `${name} is off by ${distance}`);
    }
  });

  test('that cannot be read are refused by name of the reason', async () => {
    for (const [name, bytes] of Object.entries(await badImages()))
      assert.match(
        await codeOf(pictureOf(new Blob([bytes]), codec)),
        /^unreadable-image: leann: cannot read image/,
        name,
      );
    assert.match(await codeOf(pictureOf(new Blob([]), codec)), /it is empty/);
  });
});
