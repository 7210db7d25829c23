// Pictures as the package sharp reads them, in Node.

import { messageOf } from '../base/error.js';
import { importInNode } from '../base/platform.js';
import { type PictureCodec, type PictureSize, shrunk } from './picture-codec.js';
import type { Pixels } from './pixels.js';

/** What is used of sharp. */
export interface SharpImage {
  rotate(): SharpImage;
  toColourspace(space: string): SharpImage;
  flatten(options: { background: string }): SharpImage;
  ensureAlpha(): SharpImage;
  resize(width: number, height: number, options: { fit: 'fill' }): SharpImage;
  extract(area: { left: number; top: number; width: number; height: number }): SharpImage;
  jpeg(options: { quality: number }): SharpImage;
  raw(): SharpImage;
  toBuffer(options: { resolveWithObject: true }): Promise<{
    data: Uint8Array;
    info: { width: number; height: number };
  }>;
}

export type Sharp = (bytes: Uint8Array, options?: { limitInputPixels?: number }) => SharpImage;

/** 16,384 pixels a side: more than cameras have, and about what memory allows. */
const MOST_PIXELS = 2 ** 28;

async function upright(
  sharp: Sharp,
  picture: Blob,
): Promise<{ data: Uint8Array; info: { width: number; height: number } }> {
  if (picture.size === 0) throw new Error('it is empty');
  const bytes = new Uint8Array(await picture.arrayBuffer());
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .rotate()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new Error(`it cannot be read as a picture (${messageOf(error)})`, { cause: error });
  }
}

/** Reads and makes pictures with the package sharp, which is given: `sharpCodec((await import('sharp')).default)`. */
export function sharpCodec(sharp: Sharp): PictureCodec {
  return {
    async decode(bytes: Blob): Promise<Pixels> {
      const { data, info } = await upright(sharp, bytes);
      return { width: info.width, height: info.height, data };
    },

    async shrink(picture: Blob | ImageBitmap, size: PictureSize): Promise<Uint8Array> {
      if (!(picture instanceof Blob)) throw new Error('Node has no ImageBitmap');
      const { data, info } = await upright(sharp, picture);
      const { left, top, fromWidth, fromHeight, width, height } = shrunk(info.width, info.height, size);
      const raw = { width: info.width, height: info.height, channels: 4 } as const;
      const made = await (sharp as RawSharp)(data, { raw, limitInputPixels: MOST_PIXELS })
        .extract({ left, top, width: fromWidth, height: fromHeight })
        .resize(width, height, { fit: 'fill' })
        .flatten({ background: '#fff' })
        .jpeg({ quality: Math.round(size.quality * 100) })
        .toBuffer({ resolveWithObject: true });
      return made.data;
    },
  };
}

type RawSharp = (
  bytes: Uint8Array,
  options: { raw: { width: number; height: number; channels: 4 }; limitInputPixels: number },
) => SharpImage;

/**
 * With the package as it is installed beside this one, or in the folder that the program runs in. Rejects with an Error that
 * says what to install.
 */
export async function installedSharp(): Promise<PictureCodec> {
  try {
    return sharpCodec((await importInNode<{ default: Sharp }>('sharp')).default);
  } catch (cause) {
    const found = await sharpHere().catch(() => undefined);
    if (found !== undefined) return sharpCodec(found);
    throw new Error('Node reads pictures with a package; install it with: npm install sharp', { cause });
  }
}

async function sharpHere(): Promise<Sharp> {
  const { cwd } = await importInNode<{ cwd(): string }>('node:process');
  const { createRequire } = await importInNode<{ createRequire(from: string): (name: string) => Sharp }>(
    'node:module',
  );
  return createRequire(`${cwd()}/x`)('sharp');
}
