// The demo page with few words, for tests.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { publishWords } from '../../tools/dictionary/published-words.js';
import { MODEL } from '../../tools/paths.js';
import { buildSite } from '../../tools/site/build.js';
import { overKeptVectors } from '../web/kept-vectors.js';
import { keptFolder } from './kept-folder.js';

/** Meanings in its dictionary. */
const WORDS = 300;

/**
 * Builds it in the folder, which is emptied first.
 * @param photoModel the folder of the model of photos; without it the page has none.
 */
export async function buildSmallDemo(out: string, photoModel?: string): Promise<void> {
  await exportModel(MODEL);
  if (photoModel !== undefined) await build(out, photoModel);
  else await keptFolder('small-demo', out, (folder) => build(folder));
}

async function build(out: string, photoModel?: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-words-'));
  const { signal } = new AbortController();
  const model = await EmbedderPool.load(MODEL, { signal });
  try {
    const words = await overKeptVectors(model, (embedder) =>
      publishWords({
        count: WORDS,
        folder: join(folder, 'words'),
        embedder,
        terminal: process.stderr,
        signal,
      }),
    );
    await buildSite({ out, words, photoModel });
  } finally {
    await model.close();
    await rm(folder, { recursive: true });
  }
}
