// Makes the commit that stores the present content.

import { crc32, crc32Of } from '../base/crc32.js';
import { hexOf } from '../base/hex.js';
import type { IndexContent } from '../content/index-content.js';
import { buildRecord, type Settings } from '../content/open-settings.js';
import { attachmentsOf } from '../content/saved-file.js';
import { linkedPassages } from '../content/searched-content.js';
import type { IndexOrigin } from '../core/records.js';
import type { Embedder } from '../embed/embedder.js';
import { type Manifest, STORAGE_FORMAT } from '../storage/manifest.js';
import { splitRecord } from '../storage/split-record.js';
import type { Commit } from '../storage/store.js';

export interface CommitJob {
  content: IndexContent;
  /** The stored state that the change was made from; undefined if there is none. */
  stored: Manifest | undefined;
  embedder: Embedder;
  settings: Settings;
  /** Whether graph or codes have changed, or vectors that are stored with them. */
  indexChanged: boolean;
  /** Most bytes of cached vectors to store. */
  cacheBytes: number;
  journaled: Iterable<string>;
}

const NO_INDEX = new Uint8Array(0);

/** The next generation. */
export function makeCommit(job: CommitJob): Commit {
  const { content, stored, embedder, settings } = job;
  const { corpus, core, buffered, trainedPassages } = content;
  const generation = (stored?.generation ?? 0) + 1;
  const unchanged = job.indexChanged ? undefined : stored?.index;
  const commit = randomId();
  const index = unchanged === undefined ? encodedIndex(job, { generation, commit }) : NO_INDEX;
  const { epoch, ...unsaved } = corpus.unsaved();
  const vectors = buffered.halves();
  const manifest: Manifest = {
    format: STORAGE_FORMAT,
    generation,
    commit,
    epoch,
    documents: corpus.rows,
    passages: corpus.nodes,
    deletedDocuments: unsaved.deleted.length,
    deletedPassages: corpus.nodes - corpus.passages,
    linked: core === undefined ? 0 : linkedPassages(content),
    trainedPassages,
    textBytes: corpus.textBytes,
    embedder: { fingerprint: embedder.fingerprint, dimension: embedder.dimension },
    build: buildRecord(settings.build),
    split: splitRecord(settings.split),
    index: unchanged ?? { generation, bytes: index.length, crc32: crc32(index) },
    deleted: { crc32: crc32Of(unsaved.deleted) },
    vectors: { crc32: crc32Of(vectors) },
  };
  return {
    parent: stored?.commit,
    manifest,
    index: unchanged === undefined ? index : undefined,
    ...unsaved,
    vectors,
    journaled: [...job.journaled],
  };
}

function encodedIndex(
  { content, embedder, cacheBytes }: CommitJob,
  state: { generation: number; commit: string },
): Uint8Array {
  const { core, corpus, table } = content;
  if (core === undefined) return NO_INDEX;
  const attachments = attachmentsOf(corpus.checks(core.size), table);
  return core.encode({ cacheBytes, origin: originOf(embedder, state), attachments });
}

/** The origin that an index file states. */
export function originOf(
  { fingerprint, device, dtype = '' }: Embedder,
  state: { generation: number; commit: string },
): IndexOrigin {
  return { ...state, fingerprint, device, dtype, corpus: '' };
}

/** 128 random bits as hexadecimal digits. */
export function randomId(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(16)));
}
