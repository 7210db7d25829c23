// A compact index that can be changed and written.

import { bytesOfHex } from '../base/hex.js';
import { CoreGraph } from './core-graph.js';
import { CoreTableFit } from './core-table-fit.js';
import { CoreWords } from './core-words.js';
import type { IndexHandle } from './handles.js';
import { type HandleCount, unwrap } from './owned.js';
import { packedVectors } from './packed-vectors.js';
import type { CoreDrift, EncodeOptions, IndexBytes, IndexOrigin } from './records.js';

const UNKNOWN: IndexOrigin = {
  generation: 0,
  commit: '',
  fingerprint: '',
  dtype: '',
  device: '',
  corpus: '',
};

export class CoreIndex extends CoreGraph<IndexHandle> {
  constructor(count: HandleCount, handle: IndexHandle, cacheBytes: number) {
    super(count, handle);
    try {
      unwrap(handle.setCache(cacheBytes));
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** Of `encode()`, by part, but for removed nodes. */
  bytes(): IndexBytes {
    return unwrap(this.handle.bytes());
  }

  /**
   * Links in new nodes `size`, `size + 1`, …, all or none. The decoded codes of the old nodes stand in for their
   * vectors, so nothing is recomputed. Cached vectors stay; words are to be appended. Decoding all codes takes about 2 µs a node, linking
   * and coding about 0.1 ms a vector (natively).
   * @throws LeannError `dimension-mismatch`, `not-finite`, `zero-vector`.
   */
  insert(vectors: readonly Float32Array[]): void {
    unwrap(this.handle.insert(packedVectors(vectors, this.dimension, 'insert')));
  }

  /**
   * Removes nodes, all or none: from now on they are neither recomputed nor found, and their cached vectors are gone.
   * Searches still pass through them. Nodes that were removed before stay removed.
   * @throws LeannError `invalid-argument` for a node that does not exist.
   */
  remove(nodes: Uint32Array): void {
    unwrap(this.handle.remove(nodes));
  }

  /** Its words, to be freed; undefined if it does not have those of all its passages. */
  words(): CoreWords | undefined {
    const handle = this.handle.words();
    return handle === undefined ? undefined : new CoreWords(this.handles, handle);
  }

  /**
   * Puts words into the index, in place of those that it has.
   * @throws LeannError `invalid-argument` if they are not of as many passages as it has nodes.
   */
  setWords(words: CoreWords): void {
    unwrap(this.handle.setWords(words.handle));
  }

  /**
   * Adds the words of the nodes that `insert` has just added. Until then the index has no words. O(postings).
   * @throws LeannError `invalid-argument` if they are not of as many passages, or the index had no words; `out-of-memory`.
   */
  appendWords(words: CoreWords): void {
    unwrap(this.handle.appendWords(words.handle));
  }

  /**
   * Takes the postings out of its words, and returns them in blocks of `blockBytes` or a term more: searches say which they
   * miss, and `supplyWords` puts one back. O(postings).
   * @param cuts terms, ascending: a block ends before each of them instead, and elsewhere at twice the bytes. Default: none.
   * @throws LeannError `invalid-argument` if it does not have all postings of all its passages; `out-of-memory`.
   */
  outlineWords(blockBytes: number, cuts: Uint32Array = new Uint32Array(0)): Uint8Array[] {
    return unwrap(this.handle.outlineWords(blockBytes, cuts));
  }

  /** The first term of each block of postings; empty if they are in one piece. A copy. */
  wordBlockStarts(): Uint32Array {
    return this.handle.wordBlockStarts();
  }

  /**
   * Makes one piece of words whose blocks were all supplied. O(postings).
   * @throws LeannError `invalid-argument` if some are missing; `out-of-memory`.
   */
  joinWords(): void {
    unwrap(this.handle.joinWords());
  }

  /**
   * The terms of its words, in the order of their numbers. O(terms).
   * @throws LeannError `invalid-argument` if it has no words; `out-of-memory`.
   */
  terms(): string[] {
    const bytes = unwrap(this.handle.terms());
    return bytes.length === 0 ? [] : new TextDecoder().decode(bytes).split('\n');
  }

  /**
   * Takes the nodes out of an index, and returns them as a block of bytes for each cluster that it was built in; one that was built
   * in one piece counts as one cluster from then on. `encode` writes what is left, the head, and `supplyCluster` brings a block
   * back. Cached vectors are dropped. A cut index is searched, but not changed, compacted or measured. O(size).
   * @throws LeannError `invalid-argument` if it is cut already, nodes were removed (and it was not compacted), or it has clusters
   *   and nodes that were inserted since; `out-of-memory`.
   */
  cutClusters(): Uint8Array[] {
    return unwrap(this.handle.cutClusters());
  }

  /**
   * Makes one piece of a cut index whose clusters were all supplied. Cached vectors are dropped. O(size).
   * @throws LeannError `invalid-argument` if it is not cut, or some are missing; `out-of-memory`.
   */
  joinClusters(): void {
    unwrap(this.handle.joinClusters());
  }

  /**
   * Begins to fit a table of terms to the index and its words, as they are now.
   * @throws LeannError `invalid-argument` if it does not know the words of all its passages, or is of squared L2;
   *   `out-of-memory`.
   */
  fitTable(): CoreTableFit {
    return new CoreTableFit(this.handles, unwrap(this.handle.fitTable()));
  }

  /** O(1). */
  drift(): CoreDrift {
    return this.handle.drift();
  }

  /**
   * Drops the removed nodes; the others keep their order. Graph and codes are mended around them from codes alone;
   * cached vectors and words stay. Searches under way go on as they began. O(size).
   * @returns the old numbers of the nodes by their new ones, ascending.
   * @throws LeannError `invalid-argument` if nothing would be left; `out-of-memory`.
   */
  compact(): Uint32Array {
    return unwrap(this.handle.compact());
  }

  /**
   * Puts the nodes in another order, which must be that of whole documents. Codes that were predicted from others are made again, from
   * codes alone; its words and cached vectors are gone. O(size).
   * @param order old numbers by new ones.
   * @throws LeannError `invalid-argument` if that is not every node once, or the index has removed nodes or clusters; `out-of-memory`.
   */
  reorder(order: Uint32Array): void {
    unwrap(this.handle.reorder(order));
  }

  /**
   * The index file, a copy. The same index, origin and attachments, without cached vectors, give the same bytes
   * everywhere.
   * @throws LeannError `invalid-argument` for the name of an attachment.
   */
  encode({ cacheBytes = 0, origin = UNKNOWN, attachments = new Map() }: EncodeOptions = {}): Uint8Array {
    const record = { ...origin, commit: bytesOfHex(origin.commit), corpus: bytesOfHex(origin.corpus) };
    return unwrap(this.handle.encode(cacheBytes, record, [...attachments.keys()], [...attachments.values()]));
  }
}
