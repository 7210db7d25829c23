// An index in memory for one test, which must leave no handle behind.

import assert from 'node:assert/strict';
import { Core } from '../../web/core/core.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import { LeannIndex } from '../../web/leann-index.js';
import { hitsOf } from './drive.js';
import { type WordEmbedder, wordEmbedder } from './word-embedder.js';

export interface Tested {
  index: LeannIndex;
  embedder: WordEmbedder;
  core: Core;
}

export async function withIndex(
  act: (tested: Tested) => Promise<void>,
  options: Partial<OpenOptions> = {},
): Promise<void> {
  const core = await Core.load();
  const embedder = wordEmbedder();
  // Without a cache, so that a search changes nothing that the next one sees.
  const fixed = { embedder, store: 'memory', core, cacheBytes: 0 } as const;
  const index = await LeannIndex.open('test', { ...fixed, ...options });
  try {
    await act({ index, embedder, core });
  } finally {
    await index.close();
  }
  assert.equal(core.liveHandles, 0, 'handles left');
}

/** Everything that can be seen of an index from outside. */
export async function stateOf(index: LeannIndex): Promise<unknown> {
  const hits = await hitsOf(index, 'rain number3', { k: 7 });
  return { ...index.info(), hits };
}
