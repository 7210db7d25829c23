// A place to keep an index between visits: the interface that every storage back end implements.

import { LeannError } from '../base/error.js';
import type { JsonObject } from '../base/json.js';
import type { PassageSections } from '../text/section.js';
import type { Release } from './locks.js';
import type { Manifest } from './manifest.js';

/** A document as stored; its texts are in its passages, which follow one another in document order. */
export interface StoredDocument {
  id: string;
  title?: string;
  url?: string;
  metadata?: JsonObject;
  /** How many passages it was split into; 0 for a text without words. */
  passages: number;
  /** UTF-8 size of their texts. */
  textBytes: number;
}

/** A passage; node `n` of the index is passage `n` of its epoch. */
export interface StoredPassage extends PassageSections {
  text: string;
  /** UTF-16 offsets into the document's text. */
  start: number;
  end: number;
  /** What is left out of title and headings where the passage is embedded with them, see `web/text/embedded-text.ts`. */
  cut?: number;
}

/** All that is read when an index is opened. Passages are read on demand. */
export interface Snapshot {
  manifest: Manifest;
  /** The compact index, as the core encoded it; empty while no passage is linked. */
  index: Uint8Array;
  /** In order; their passages are numbered through. */
  documents: StoredDocument[];
  /** Numbers of the documents that were deleted, ascending; the next rewrite removes them and their passages. */
  deleted: Uint32Array;
  /** Vectors of the buffered passages, which are the last ones, in half precision. */
  vectors: Uint16Array;
}

/**
 * The next state of an index. In the stored epoch, `documents` and `passages` come after the stored ones. In the next
 * epoch, which rewrites the texts, `documents` are all there are, and `rows` says what its passages are.
 */
export interface Commit {
  /** {@link Manifest.commit} of the state that the change was made from; undefined if that was not a stored one. */
  parent: string | undefined;
  /** Its generation is one more than that of the state before. */
  manifest: Manifest;
  /** Undefined if it is that of the generation before. */
  index: Uint8Array | undefined;
  documents: readonly StoredDocument[];
  passages: readonly StoredPassage[];
  /**
   * The passages of a new epoch, in order: numbers of passages of the stored epoch, or, from its end on, positions in
   * `passages`. Undefined if the epoch stays.
   */
  rows?: Uint32Array | undefined;
  /** All documents that are deleted now. */
  deleted: Uint32Array;
  /** Vectors of all passages that are buffered now. */
  vectors: Uint16Array;
  /** Keys of the journal that are no longer needed in this state. */
  journaled: readonly string[];
}

/** Vectors embedded but not saved yet, so that an interrupted addition need not embed them again. */
export interface Journal {
  /** The vectors in half precision; undefined if there is none. */
  get(keys: readonly string[]): Promise<(Uint16Array | undefined)[]>;
  put(entries: readonly (readonly [key: string, vector: Uint16Array])[]): Promise<void>;
}

/** Bytes, as the browser counts them for the whole site. */
export interface StorageRoom {
  usage: number;
  quota: number;
  /** Whether the browser promised not to evict the site's data by itself. */
  persisted: boolean;
}

/**
 * Keeps one index. Every implementation must:
 * 1. apply a commit as a whole or not at all, whatever fails and whenever the process ends;
 * 2. resolve `commit` only when the data would survive closing the tab, and was read back;
 * 3. refuse a commit (`conflict`) whose parent is not the stored state, so that a handle that missed another's commit
 *    cannot overwrite it;
 * 4. keep nothing of what it was given and hand out nothing that it keeps: bytes are copied;
 * 5. throw `corrupt` on records that are missing or of the wrong shape, and leave them as they are;
 * 6. throw `quota-exceeded` when there is no room; the state before stays;
 * 7. keep the texts of an epoch while anyone may read them: each `load`, and each `commit` that begins an epoch, counts
 *    until `release` is called for that epoch, or the store is closed.
 */
export interface Store {
  /** Undefined for stores that last only as long as the page, which have no use for one. */
  readonly journal?: Journal | undefined;
  /** The stored state; undefined if nothing was committed yet. */
  load(): Promise<Snapshot | undefined>;
  /** The manifest of the stored state; undefined if nothing was committed yet. */
  manifest(): Promise<Manifest | undefined>;
  commit(commit: Commit): Promise<void>;
  /** The passages of these numbers, in the order asked for. */
  passages(epoch: number, numbers: readonly number[]): Promise<StoredPassage[]>;
  release(epoch: number): Promise<void>;
  /** Waits until nobody else may write. Errors: the signal's reason. */
  lock(signal?: AbortSignal): Promise<Release>;
  /** Calls back with the generation of each commit of another handle, until the result is called. */
  watch(listener: (generation: number) => void): () => void;
  /** Undefined if it is not known. */
  room(): Promise<StorageRoom | undefined>;
  /** Idempotent. What was committed stays. */
  close(): Promise<void>;
}

/** Rule 3, and that the parts add up to what the manifest says. */
export function checkCommit(name: string, stored: Manifest | undefined, commit: Commit): void {
  const { manifest, parent } = commit;
  const generation = stored?.generation ?? 0;
  if (parent !== stored?.commit || manifest.generation !== generation + 1) {
    throw new LeannError(
      'conflict',
      `leann: cannot save index "${name}": it was changed elsewhere since it was opened here ` +
        `(stored generation ${generation}, known here ${manifest.generation - 1}); refresh it or open it again`,
    );
  }
  if (addsUp(stored, commit)) return;
  throw new LeannError('internal', `leann: cannot save index "${name}": its parts do not add up`);
}

function addsUp(stored: Manifest | undefined, commit: Commit): boolean {
  const { manifest, documents, passages, rows, index, deleted, vectors } = commit;
  const rewritten = rows !== undefined;
  const before = rewritten || stored === undefined ? { documents: 0, passages: 0 } : stored;
  const written = index === undefined ? stored?.index : { ...manifest.index, bytes: index.length };
  return (
    manifest.epoch === (stored?.epoch ?? 1) + (rewritten ? 1 : 0) &&
    manifest.documents === before.documents + documents.length &&
    manifest.passages === before.passages + (rows ?? passages).length &&
    (rows?.every((row) => row < (stored?.passages ?? 0) + passages.length) ?? true) &&
    manifest.index.bytes === written?.bytes &&
    manifest.index.generation === (index === undefined ? written?.generation : manifest.generation) &&
    manifest.deletedDocuments === deleted.length &&
    vectors.length === (manifest.passages - manifest.linked) * manifest.embedder.dimension
  );
}
