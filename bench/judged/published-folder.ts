// A benchmark's index as a folder on the disk, as sites publish it.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Core } from '../../web/core/core.js';
import { publish } from '../../web/hosted/publish.js';
import { type Embedder, LeannIndex } from '../../web/index.js';

/** What the table of terms of a published index took. */
export interface TableCost {
  /** Of all rows. */
  bytes: number;
  ms: number;
}

/** Calls with the index as it is opened from a folder, which is gone afterwards. */
export async function asPublished(
  index: LeannIndex,
  embedder: Embedder,
  use: (published: LeannIndex, table: TableCost) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-bench-'));
  try {
    const core = await Core.load();
    const exported = new Uint8Array(await (await index.export()).arrayBuffer());
    const write = async (path: string, bytes: Uint8Array) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    };
    const embedTerms = (terms: string[]) => embedder.embed(terms);
    const job = { core, exported, name: 'bench', others: [], write, embedTerms };
    const bare = await timed(() => publish({ ...job, table: false }));
    const whole = await timed(() => publish(job));
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(whole.value));
    const published = await LeannIndex.fromUrl(folder, { embedder, cacheBytes: 0 });
    await use(published, { bytes: whole.value.table?.bytes ?? 0, ms: whole.ms - bare.ms });
    await published.close();
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}
