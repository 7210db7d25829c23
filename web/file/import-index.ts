// Puts the index of a file into a store, replacing any that is there. All of it is checked before anything is changed.

import { LeannError } from '../base/error.js';
import { ContentTable } from '../content/content-table.js';
import { Corpus } from '../content/corpus.js';
import { newContent } from '../content/index-content.js';
import { PassageTexts } from '../content/passage-texts.js';
import type { Core } from '../core/core.js';
import type { Embedder } from '../embed/embedder.js';
import { requireEmbedder } from '../embed/require-embedder.js';
import { makeCommit } from '../keep/make-commit.js';
import type { Store } from '../storage/store.js';
import { decodeExported } from './exported-index.js';

export interface ImportJob {
  name: string;
  core: Core;
  store: Store;
  embedder: Embedder;
  signal?: AbortSignal | undefined;
}

/** Errors: `corrupt`, `unsupported-version`, `embedder-mismatch`; those of {@link Store.commit}; the signal's reason. */
export async function importIndex(bytes: Uint8Array, job: ImportJob): Promise<void> {
  const { core, store, embedder, name, signal } = job;
  const exported = await decodeExported(core, bytes);
  const { fingerprint, documents, passages, trainedPassages, settings } = exported;
  requireEmbedder(`import index "${name}"`, fingerprint, embedder);
  const opened = core.open(bytes);
  const release = await store.lock(signal).catch((error: unknown) => {
    opened.free();
    throw error;
  });
  try {
    if (opened.size !== passages.length || opened.dimension !== embedder.dimension || opened.removed > 0) {
      throw new LeannError(
        'corrupt',
        `leann: cannot import index "${name}": its graph does not match its texts`,
      );
    }
    const stored = await store.manifest();
    const before = new PassageTexts(store, stored);
    const { context } = settings.split;
    const corpus = new Corpus(stored === undefined ? before : before.rearranged([]), [], { context });
    corpus.append(documents, passages);
    const table = exported.table && ContentTable.read(opened, exported.table);
    const content = newContent(core, { corpus, core: opened, trainedPassages, table });
    const unsaved = { content, stored, embedder, settings, indexChanged: true, cacheBytes: 0, journaled: [] };
    const commit = makeCommit(unsaved);
    signal?.throwIfAborted();
    await store.commit(commit);
    // Opening the index holds the epoch again.
    if (stored === undefined || commit.rows !== undefined) await store.release(commit.manifest.epoch);
  } finally {
    opened.free();
    await release();
  }
}
