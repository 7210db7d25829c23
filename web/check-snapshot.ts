// Believes a stored index only as far as its parts agree.

import type { Core, CoreIndex } from './core/core.js';
import type { Embedder } from './embed/embedder.js';
import { LeannError } from './error.js';
import { crc32 } from './storage/crc32.js';
import type { Snapshot } from './storage/store.js';

/** Checks that a stored index is whole and made for this embedder. Errors: `corrupt`, `embedder-mismatch`. */
export function checkSnapshot(
  name: string,
  { manifest, index, documents }: Snapshot,
  embedder: Embedder,
): void {
  const passages = documents.reduce((sum, document) => sum + document.passages, 0);
  const ids = new Set(documents.map((document) => document.id));
  if (
    documents.length !== manifest.documents ||
    ids.size !== documents.length ||
    passages !== manifest.passages
  ) {
    throw new LeannError(
      'corrupt',
      `leann: cannot open index "${name}": its documents do not match its manifest`,
    );
  }
  if (index.length !== manifest.index.bytes || crc32(index) !== manifest.index.crc32) {
    throw new LeannError(
      'corrupt',
      `leann: cannot open index "${name}": its bytes do not match their checksum`,
    );
  }
  if (index.length === 0 && passages > 0) {
    throw new LeannError('corrupt', `leann: cannot open index "${name}": its graph is missing`);
  }
  if (manifest.embedder.fingerprint !== embedder.fingerprint) {
    throw new LeannError(
      'embedder-mismatch',
      `leann: cannot open index "${name}": it was built with the embedder "${manifest.embedder.fingerprint}", ` +
        `this one is "${embedder.fingerprint}"`,
    );
  }
}

/** The core index of a checked snapshot; undefined where it has no passages. Errors: `corrupt`, `unsupported-version`. */
export function openCore(
  name: string,
  core: Core,
  { manifest, index }: Snapshot,
  embedder: Embedder,
  cacheBytes: number,
): CoreIndex | undefined {
  if (manifest.passages === 0) return undefined;
  const opened = core.open(index, cacheBytes);
  if (opened.size === manifest.passages && opened.dimension === embedder.dimension) return opened;
  opened.free();
  throw new LeannError(
    'corrupt',
    `leann: cannot open index "${name}": its graph does not match its manifest`,
  );
}
