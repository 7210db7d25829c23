// Trusts a stored index only if its parts agree.

import { LeannError } from '../base/error.js';
import { BufferedPassages } from '../content/buffered-passages.js';
import { vectorFault } from '../embed/check-vectors.js';
import type { Embedder } from '../embed/embedder.js';
import { requireEmbedder } from '../embed/require-embedder.js';
import type { Snapshot } from '../storage/store.js';
import { missingPart } from '../storage/whole.js';

/** Checks that a stored index is whole and made for this embedder. Errors: `corrupt`, `embedder-mismatch`. */
export function checkSnapshot(name: string, snapshot: Snapshot, embedder: Embedder): void {
  const fault = missingPart(snapshot) ?? faultOf(snapshot);
  if (fault !== undefined) {
    throw new LeannError('corrupt', `leann: cannot open index "${name}": ${fault}`);
  }
  requireEmbedder(`open index "${name}"`, snapshot.manifest.embedder.fingerprint, embedder);
}

function faultOf({ manifest, documents, deleted, vectors }: Snapshot): string | undefined {
  const gone = new Set(deleted);
  const living = documents.filter((_, number) => !gone.has(number));
  if (new Set(living.map(({ id }) => id)).size !== living.length) return 'an id is there twice';
  const { dimension } = manifest.embedder;
  const buffered = BufferedPassages.fromHalves(vectors, dimension).vectors;
  if (buffered.some((vector) => vectorFault(vector, dimension) !== undefined)) return 'a vector is damaged';
  return undefined;
}
