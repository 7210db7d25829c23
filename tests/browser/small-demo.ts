// The demo page with few words, for tests.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { publishWords } from '../../tools/dictionary/published-words.js';
import { MODEL } from '../../tools/paths.js';
import { buildSite } from '../../tools/site/build.js';
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
  await inTemporary(async (folder) => {
    const words = join(folder, 'words');
    await keptFolder('small-demo-words', words, publishTo);
    await buildSite({ out, words, photoModel });
  });
}

/** Publishes the dictionary in that folder. */
async function publishTo(out: string): Promise<void> {
  const { signal } = new AbortController();
  const embedder = await EmbedderPool.load(MODEL, { signal });
  try {
    await inTemporary(async (folder) => {
      const job = { count: WORDS, embedder, terminal: process.stderr, signal };
      await cp(await publishWords({ ...job, folder: join(folder, 'words') }), out, { recursive: true });
    });
  } finally {
    await embedder.close();
  }
}

async function inTemporary(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-small-demo-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
