// The photos of a folder as documents, each with the time and place that its camera wrote down.

import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type ImageDocument, type JsonObject, LeannError } from '../web/index.js';
import { pictureOf } from '../web/photo/picture.js';
import type { PictureCodec } from '../web/photo/picture-codec.js';
import { factsOf } from '../web/read/photo-facts.js';
import type { SourceOptions } from './source.js';
import { filesIn, reasonOf } from './source-files.js';

const PHOTO = /\.(?:jpe?g|png|webp|gif|avif|tiff?)$/i;

/**
 * One after another, in the order of their names; ids are paths in the folder. One that cannot be read is skipped and told.
 * Errors: an Error if the folder cannot be read, or no photo in it.
 */
export async function* readPhotos(
  source: string,
  codec: PictureCodec,
  { without = [], exclude = [], onSkip = () => undefined }: SourceOptions,
): AsyncGenerator<ImageDocument> {
  const isFolder = (await stat(source).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder) throw new Error(`cannot read ${source}: photos are read from a folder`);
  const files = await filesIn(source, { without, exclude, onSkip });
  let read = 0;
  for (const path of files.filter((file) => PHOTO.test(file))) {
    try {
      const blob = new Blob([await readFile(join(source, path))]);
      const image = await pictureOf(blob, codec);
      const { day, latitude, longitude } = await factsOf(blob);
      const metadata: JsonObject = {
        ...(day !== undefined && { date: day }),
        ...(latitude !== undefined && longitude !== undefined && { latitude, longitude }),
      };
      read++;
      yield {
        id: path,
        image,
        title: titleOf(path),
        ...(Object.keys(metadata).length > 0 && { metadata }),
      };
    } catch (error) {
      onSkip(path, error instanceof LeannError ? error.message.replace(/^leann: /, '') : reasonOf(error));
    }
  }
  if (read === 0) throw new Error(`cannot read ${source}: there is no photo that could be read`);
}

/** The file's name as words, which are found. */
function titleOf(path: string): string {
  return basename(path, extname(path)).replaceAll(/[-_]+/g, ' ');
}
