// An exported index as releases before 0.2 made it: without words.

import type { Core } from '../../web/core/core.js';
import { vectorOf } from './word-embedder.js';

/** The file of an index with the vectors of word-embedder.ts, but for its words. */
export function wordless(core: Core, file: Uint8Array): Uint8Array {
  const { attachments, sizes: _, ...origin } = core.read(file);
  const index = core.open(file);
  try {
    // Nodes without words make the words of all useless, and then they may go again.
    index.insert([vectorOf('nothing')]);
    index.remove(Uint32Array.of(index.size - 1));
    index.compact();
    return index.encode({ origin, attachments });
  } finally {
    index.free();
  }
}
