// What a model of photos finds, how large kept pictures must be for that, and what recomputing costs.
// npm run bench:photos -- MODEL PHOTOS CAPTIONS.tsv [TEXT-MODEL]

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Embedder, LeannIndex, OnnxImageEmbedder, type Sharp, sharpCodec } from '../web/index.js';
import { PICTURE_SIZE, pictureOf } from '../web/photo/picture.js';
import type { PictureCodec } from '../web/photo/picture-codec.js';
import { type Captioned, nearest, precisionOf, readCaptions, recallOf } from './photos/quality.js';

const SIZES = [64, 96, 128, 160, 224];
const QUALITY = 0.8;
const ROOT = join(import.meta.dirname, '../..');

const [model, folder, captions, textModel = join(ROOT, 'build/models/all-MiniLM-L6-v2')] =
  process.argv.slice(2);
if (model === undefined || folder === undefined || captions === undefined)
  throw new Error('usage: npm run bench:photos -- MODEL PHOTOS CAPTIONS.tsv [TEXT-MODEL]');

const photos = readCaptions(readFileSync(captions, 'utf8'));
const queries = [...new Set(photos.map(({ caption }) => caption))];
const codec = sharpCodec(createRequire(join(ROOT, 'tests/photos/package.json'))('sharp') as Sharp);
const embedder = await open();
const asked = await embedder.embed(queries, { kind: 'query' });
console.log(`${photos.length} photos, ${queries.length} captions, ${embedder.kind}, ${embedder.device}`);
let last: string[] = [];
for (const shorter of SIZES) {
  const pictures = await keptAs(photos, codec, shorter);
  await report(`${shorter} px`, pictures);
  if (shorter === PICTURE_SIZE.shorter) last = pictures;
}
await searches(embedder, last);
await embedder.close();

async function open(): Promise<OnnxImageEmbedder> {
  try {
    return await OnnxImageEmbedder.load(model as string, { codec });
  } catch (error) {
    if (!String(error).includes('textModel')) throw error;
    return await OnnxImageEmbedder.load(model as string, { codec, textModel });
  }
}

async function keptAs(all: readonly Captioned[], by: PictureCodec, shorter: number): Promise<string[]> {
  const kept: string[] = [];
  for (const { file } of all) {
    const image = new Blob([readFileSync(join(folder as string, file))]);
    kept.push(await pictureOf(image, by, { size: { shorter, quality: QUALITY } }));
  }
  return kept;
}

async function report(name: string, kept: string[]): Promise<void> {
  const bytes = kept.map((picture) => ((picture.length - 23) * 3) / 4).sort((a, b) => a - b);
  const began = performance.now();
  const vectors = await embedder.embed(kept);
  const ms = (performance.now() - began) / kept.length;
  const found = asked.map((vector) => nearest(vector, vectors, 10));
  const recall = (k: number) => recallOf(found, queries, photos, k).toFixed(3);
  const { precision5, chance5 } = precisionOf(vectors, photos);
  console.log(
    `${name}: median ${Math.round(bytes[bytes.length >> 1] ?? 0)} bytes, R@1 ${recall(1)}, R@10 ${recall(10)}, ` +
      `P@5 ${precision5.toFixed(3)} (chance ${chance5.toFixed(3)}), ${ms.toFixed(0)} ms a photo`,
  );
}

/** What searches of an index find and recompute, by the size of its codes. */
async function searches(model: Embedder, kept: readonly string[]): Promise<void> {
  const known = new Map<string, Float32Array>();
  const remembering: Embedder = {
    dimension: model.dimension,
    fingerprint: model.fingerprint,
    device: model.device,
    batchSize: 1,
    maxTokens: model.maxTokens,
    tokenizer: model.tokenizer,
    pictureOf: async (image) => String(image),
    close: async () => undefined,
    embed: async (texts, options) => {
      const fresh = texts.filter((text) => !known.has(text));
      for (const [row, vector] of (await model.embed(fresh, options)).entries())
        known.set(fresh[row] ?? '', vector);
      return texts.flatMap((text) => known.get(text) ?? []);
    },
  };
  for (const preset of ['small', 'balanced', 'accurate'] as const) {
    const options = { embedder: remembering, store: 'memory', build: { preset }, cacheBytes: 0 } as const;
    const index = await LeannIndex.open(`photos ${preset}`, options);
    const documents = photos.map((_, row) => ({ id: String(row), image: kept[row] ?? '' }));
    for await (const _ of index.add(documents));
    const { graph = 0, codes = 0 } = index.info().bytes as { graph?: number; codes?: number };
    for (const maxRecomputes of [0, 4, 8, 16, 32, 256]) {
      let recomputed = 0;
      const found: number[][] = [];
      for (const query of queries) {
        for await (const update of index.search(query, { mode: 'meaning', k: 10, maxRecomputes })) {
          if (!update.final) continue;
          found.push(update.hits.map(({ id }) => Number(id)));
          recomputed += update.stats.recomputed;
        }
      }
      const recall = (k: number) => recallOf(found, queries, photos, k).toFixed(3);
      console.log(
        `${preset}, at most ${maxRecomputes} recomputed: R@1 ${recall(1)}, R@10 ${recall(10)}, ` +
          `${(recomputed / queries.length).toFixed(1)} a search, ${((graph + codes) / photos.length).toFixed(1)} bytes a photo`,
      );
    }
    await index.close();
  }
}
