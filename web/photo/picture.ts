// Makes of an image the small picture that an index keeps, and back.

import { LeannError, messageOf } from '../base/error.js';
import { isNode } from '../base/platform.js';
import { type Image, isPicture } from '../text/picture.js';
import { browserCodec } from './browser-codec.js';
import type { PictureCodec, PictureSize } from './picture-codec.js';
import type { Pixels } from './pixels.js';
import { installedSharp } from './sharp-codec.js';

/** The size of pictures that are kept: smaller ones lose what models see (docs/benchmarks.md, "Photos"). */
export const PICTURE_SIZE: PictureSize = { shorter: 160, quality: 0.8 };

const JPEG = 'data:image/jpeg;base64,';
/** Bytes for one call of `fromCharCode`, a multiple of 3. */
const PIECE = 0x6000;

/** What reads pictures here. Rejects with an Error where nothing does. */
export async function codecHere(): Promise<PictureCodec> {
  return isNode() ? await installedSharp() : browserCodec;
}

/**
 * The picture that is kept of an image, and embedded: a JPEG as a `data:` URL. Errors: `unreadable-image`, also where nothing
 * reads images; `not-found` and `network-failed` for a URL; the signal's reason.
 */
export async function pictureOf(
  image: Image,
  codec: PictureCodec,
  { signal, size = PICTURE_SIZE }: { signal?: AbortSignal | undefined; size?: PictureSize } = {},
): Promise<string> {
  signal?.throwIfAborted();
  if (typeof image === 'string' && isPicture(image)) return image;
  const source = typeof image === 'string' ? await fetched(image, signal) : image;
  const bytes = await codec.shrink(source, size).catch((error: unknown) => {
    throw unreadable(error);
  });
  signal?.throwIfAborted();
  return JPEG + base64(bytes);
}

/** The pixels of a picture that is kept. Errors: `unreadable-image`. */
export async function pixelsOf(picture: string, codec: PictureCodec): Promise<Pixels> {
  const type = picture.slice('data:'.length, picture.indexOf(';'));
  const letters = atob(picture.slice(picture.indexOf(',') + 1));
  const blob = new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], { type });
  return await codec.decode(blob).catch((error: unknown) => {
    throw unreadable(error);
  });
}

function unreadable(error: unknown): LeannError {
  return new LeannError('unreadable-image', `leann: cannot read image: ${messageOf(error)}`, {
    cause: error,
  });
}

async function fetched(url: string, signal: AbortSignal | undefined): Promise<Blob> {
  const refuse = (code: 'not-found' | 'network-failed', reason: string, cause?: unknown) =>
    new LeannError(code, `leann: cannot fetch image "${url.slice(0, 200)}": ${reason}`, { cause });
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw refuse('network-failed', messageOf(error), error);
  }
  if (response.ok) return await response.blob();
  throw refuse(response.status < 500 ? 'not-found' : 'network-failed', `HTTP ${response.status}`);
}

function base64(bytes: Uint8Array): string {
  let letters = '';
  for (let start = 0; start < bytes.length; start += PIECE) {
    letters += btoa(String.fromCharCode(...bytes.subarray(start, start + PIECE)));
  }
  return letters;
}
