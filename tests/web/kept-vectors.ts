// Vectors that the real model made for one test, for the tests after it in which embedding is not what is tested: a build spends most
// of its time on the terms of its texts, and those are much the same in all tests. They lie in build/, by what made them.

import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VectorFile, vectorPath } from '../../cli/vector-file.js';
import type { HostedManifest } from '../../web/hosted/manifest.js';
import type { Embedder } from '../../web/index.js';
import { keptPlace } from './kept-place.js';

/** What turns a text into a vector, besides the model, which its fingerprint names. */
const MAKERS = ['dist/web/tokenize', 'dist/web/embed', 'dist/web/encoder'];

const SUFFIX = '.vectors';

/** Of one model. */
type Made = Pick<Embedder, 'fingerprint' | 'dimension'>;

/**
 * Builds a folder with a model in its usual format. What tests embedded before is in its cache already, where it has none yet; what
 * it embeds is kept for others.
 */
export async function withKeptVectors<Result>(
  places: { cache: string; out: string },
  build: () => Promise<Result>,
): Promise<Result> {
  for (const made of await keptModels()) await giveTo(vectorPath(places, made), made);
  const result = await build();
  const text = await readFile(join(places.out, 'manifest.json'), 'utf8').catch(() => undefined);
  // The test tells of a build that failed.
  if (text === undefined) return result;
  const { embedder } = JSON.parse(text) as HostedManifest;
  await keep(vectorPath(places, embedder), embedder);
  return result;
}

/** Copies what is kept of that model to a path where nothing is. */
async function giveTo(path: string, made: Made): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const known = await stat(path).catch(() => undefined);
  if (known === undefined) await copyFile(await placeOf(made), path).catch(() => undefined);
}

/** Adds the vectors of that file to those that are kept. Of two tests that do so at once, one may add in vain. */
async function keep(path: string, made: Made): Promise<void> {
  const place = await placeOf(made);
  const draft = `${place}.${randomUUID()}`;
  await copyFile(place, draft).catch(() => undefined);
  const vectors = await VectorFile.open(draft, made.dimension);
  const before = vectors.size;
  await vectors.addFile(path);
  await vectors.close();
  await (vectors.size > before ? rename(draft, place) : rm(draft));
}

async function placeOf({ fingerprint, dimension }: Made): Promise<string> {
  return join(await keptPlace('vectors', MAKERS), `${dimension} ${encodeURIComponent(fingerprint)}${SUFFIX}`);
}

/** The models of which something is kept. */
async function keptModels(): Promise<Made[]> {
  const names = await readdir(await keptPlace('vectors', MAKERS));
  return names
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => {
      const [dimension = '', fingerprint = ''] = name.slice(0, -SUFFIX.length).split(' ');
      return { dimension: Number(dimension), fingerprint: decodeURIComponent(fingerprint) };
    });
}
