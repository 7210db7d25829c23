// The files of our own encoder on the disk: in a model's folder, or kept between builds.

import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ENCODER_FILE, TOKENS_FILE, TOKENS_LIST } from '../web/embed/defaults.js';
import { readIfThere } from './files.js';
import type { EncoderFiles } from './model/encoder-file.js';
import { joinedTokens } from './token-shards.js';

type EncoderPaths = Record<keyof EncoderFiles, string>;

/** Where a model's folder has them. */
export function encoderPaths(folder: string): EncoderPaths {
  return { encoder: join(folder, ENCODER_FILE), tokens: join(folder, TOKENS_FILE) };
}

/** Undefined if one of them is not there; rows of tokens may be in shards, as in a published folder. */
export async function readEncoder(paths: EncoderPaths): Promise<EncoderFiles | undefined> {
  const [encoder, tokens] = await Promise.all([readIfThere(paths.encoder), readIfThere(paths.tokens)]);
  if (encoder === undefined) return undefined;
  if (tokens !== undefined) return { encoder, tokens };
  const folder = dirname(paths.tokens);
  const list = await readIfThere(join(folder, TOKENS_LIST));
  return list && { encoder, tokens: await joinedTokens(folder, list) };
}

/** Each has its name once it is whole, the weights last: where they are, the rows are those that go with them. */
export async function writeEncoder(paths: EncoderPaths, files: EncoderFiles): Promise<void> {
  await rm(paths.encoder, { force: true });
  for (const part of ['tokens', 'encoder'] as const) {
    await mkdir(dirname(paths[part]), { recursive: true });
    const draft = `${paths[part]}.${randomUUID()}`;
    await writeFile(draft, files[part]);
    await rename(draft, paths[part]);
  }
}
