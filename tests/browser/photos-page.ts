// Photos in a page, for photos.test.ts: images are served files, read and embedded in the page's worker.
import { type Hit, type Image, LeannIndex, OnnxImageEmbedder } from '../../web/index.js';

function load(folder: string): Promise<OnnxImageEmbedder> {
  return OnnxImageEmbedder.load(folder, { wasmPaths: '/ort/', device: 'wasm' });
}

async function fetched(url: string): Promise<Blob> {
  return await (await fetch(url)).blob();
}

/** Vectors of texts and pictures. */
export async function embed(folder: string, texts: string[]) {
  const embedder = await load(folder);
  const vectors = await embedder.embed(texts);
  const { fingerprint, kind } = embedder;
  await embedder.close();
  return { vectors: vectors.map((vector) => [...vector]), fingerprint, kind };
}

/** What is kept of images: its pixels, or the code of the error. */
export async function kept(folder: string, urls: string[]) {
  const embedder = await load(folder);
  const made: Record<string, { width: number; height: number; data: number[] } | string> = {};
  for (const url of urls) {
    try {
      const picture = await embedder.pictureOf(await fetched(url));
      const bytes = Uint8Array.from(atob(picture.split(',')[1] ?? ''), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      const { width, height } = bitmap;
      made[url] = { width, height, data: Array.from(context?.getImageData(0, 0, width, height).data ?? []) };
    } catch (error) {
      made[url] = String(Reflect.get(Object(error), 'code'));
    }
  }
  await embedder.close();
  return made;
}

async function last(index: LeannIndex, query: string | Blob): Promise<Hit[]> {
  let hits: Hit[] = [];
  for await (const update of index.search(query, { k: 3 })) hits = update.hits;
  return hits;
}

/** An index in the worker, of a file, a decoded image and a URL; then what one of them finds, before and after a reload. */
export async function indexed(folder: string, [file = '', decoded = '', url = '']: string[]) {
  const embedder = await load(folder);
  const index = await LeannIndex.open('photos', { embedder, wasm: '/core/leann-core.wasm' });
  const images: [string, Image][] = [
    ['file', await fetched(file)],
    ['decoded', await createImageBitmap(await fetched(decoded))],
    ['url', url],
  ];
  for await (const _ of index.add(images.map(([id, image]) => ({ id, image, title: id }))));
  await index.save();
  await index.close();
  const again = await LeannIndex.open('photos', { embedder, wasm: '/core/leann-core.wasm', cacheBytes: 0 });
  const [byFile] = await last(again, await fetched(file));
  const [byPicture] = await last(again, (await again.get('url'))?.passages[0]?.picture ?? '');
  const [byWord] = await last(again, 'decoded');
  const like = await again.more('file');
  const { text } = again.info().bytes;
  await again.close();
  await embedder.close();
  return { byFile: byFile?.id, byPicture: byPicture?.id, byWord: byWord?.id, like: like.length, text };
}
