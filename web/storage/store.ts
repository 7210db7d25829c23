// Where an index is kept between visits: the interface that every storage back end fulfils.

import { LeannError } from '../error.js';
import type { Manifest } from './manifest.js';

/** A document as stored; its texts are in its passages, which follow one another in document order. */
export interface StoredDocument {
  id: string;
  title?: string;
  /** How many passages it was split into; 0 for a text without words. */
  passages: number;
}

/** A passage; node `n` of the index is passage `n` of the store. */
export interface StoredPassage {
  text: string;
  /** UTF-16 offsets into the document's text. */
  start: number;
  end: number;
}

/** All that is read when an index is opened. Passages are read on demand. */
export interface Snapshot {
  manifest: Manifest;
  /** The compact index, as the core encoded it; empty when there is no passage yet. */
  index: Uint8Array;
  /** In order of addition; their passages are numbered through. */
  documents: StoredDocument[];
}

/** The next state of an index: a new manifest and index, and what comes after the stored documents and passages. */
export interface Commit {
  /** Its generation is one more than that of the state the change was made from. */
  manifest: Manifest;
  index: Uint8Array;
  documents: readonly StoredDocument[];
  passages: readonly StoredPassage[];
}

/**
 * Keeps one index. Every implementation must:
 * 1. apply a commit as a whole or not at all, whatever fails and whenever the process ends;
 * 2. resolve `commit` only when the data would outlast the tab;
 * 3. refuse a commit (`storage-failed`) whose generation does not follow the stored one, so that a handle that
 *    missed another's commit cannot overwrite it;
 * 4. keep nothing of what it was given and hand out nothing that it keeps: bytes are copied;
 * 5. throw `corrupt` on records that are missing or of the wrong shape, and leave them as they are;
 * 6. throw `quota-exceeded` when there is no room; the state before stays.
 */
export interface Store {
  /** The stored state; undefined where nothing was committed yet. */
  load(): Promise<Snapshot | undefined>;
  commit(commit: Commit): Promise<void>;
  /** The passages of these nodes, in the order asked for. */
  passages(nodes: readonly number[]): Promise<StoredPassage[]>;
  /** Idempotent. What was committed stays. */
  close(): Promise<void>;
}

/** Rule 3, and that the appended parts add up to what the manifest says. */
export function checkCommit(name: string, stored: Manifest | undefined, commit: Commit): void {
  const { manifest, documents, passages, index } = commit;
  const generation = stored?.generation ?? 0;
  if (manifest.generation !== generation + 1) {
    throw new LeannError(
      'storage-failed',
      `leann: cannot save index "${name}": it was changed elsewhere since it was opened here ` +
        `(stored generation ${generation}, known here ${manifest.generation - 1}); open it again`,
    );
  }
  if (
    manifest.documents !== (stored?.documents ?? 0) + documents.length ||
    manifest.passages !== (stored?.passages ?? 0) + passages.length ||
    manifest.index.bytes !== index.length
  ) {
    throw new LeannError('internal', `leann: cannot save index "${name}": its parts do not add up`);
  }
}
