// Pictures as browsers read them, in pages and workers.

import { messageOf } from '../base/error.js';
import { type PictureCodec, type PictureSize, shrunk } from './picture-codec.js';
import type { Pixels } from './pixels.js';

/** A canvas that is not shown: Safari has none in workers before 16.4, and says so here. */
function canvasOf(width: number, height: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('there is no canvas here');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  return [canvas, context];
}

async function bitmapOf(picture: Blob): Promise<ImageBitmap> {
  if (picture.size === 0) throw new Error('it is empty');
  try {
    return await createImageBitmap(picture, { imageOrientation: 'from-image' });
  } catch (error) {
    throw new Error(`this browser cannot read it as a picture (${messageOf(error)})`, { cause: error });
  }
}

export const browserCodec: PictureCodec = {
  async decode(bytes: Blob): Promise<Pixels> {
    const bitmap = await bitmapOf(bytes);
    try {
      const { width, height } = bitmap;
      const [, context] = canvasOf(width, height);
      context.drawImage(bitmap, 0, 0);
      return { width, height, data: context.getImageData(0, 0, width, height).data };
    } finally {
      bitmap.close();
    }
  },

  async shrink(picture: Blob | ImageBitmap, size: PictureSize): Promise<Uint8Array> {
    const bitmap = picture instanceof Blob ? await bitmapOf(picture) : picture;
    try {
      const { left, top, fromWidth, fromHeight, width, height } = shrunk(bitmap.width, bitmap.height, size);
      const [canvas, context] = canvasOf(width, height);
      context.drawImage(bitmap, left, top, fromWidth, fromHeight, 0, 0, width, height);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: size.quality });
      return new Uint8Array(await blob.arrayBuffer());
    } finally {
      // What the caller gave stays the caller's.
      if (bitmap !== picture) bitmap.close();
    }
  },
};
