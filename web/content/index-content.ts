// The content of an index at one moment. Searches under way keep the content that they began with.

import { LeannError } from '../base/error.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import { splitOptions } from '../storage/split-record.js';
import type { Snapshot, Store } from '../storage/store.js';
import { CHECKS, decodeChecks } from './attachments.js';
import { BufferedPassages } from './buffered-passages.js';
import { Corpus } from './corpus.js';
import { PassageTexts } from './passage-texts.js';
import type { SearchedContent } from './searched-content.js';

/** Documents, the graph of their passages, and the last passages, which are buffered. */
export interface IndexContent extends SearchedContent {
  corpus: Corpus;
  core: CoreIndex | undefined;
  /** Passages that the codebook was trained on. */
  trainedPassages: number;
}

/** `context`: whether passages are embedded with title and headings. */
export function emptyContent(store: Store, context: boolean): IndexContent {
  const corpus = new Corpus(new PassageTexts(store, undefined), [], { context });
  return { corpus, core: undefined, trainedPassages: 0, buffered: new BufferedPassages() };
}

/** The content of a checked snapshot. Errors: `corrupt`, `unsupported-version`. */
export function storedContent(
  name: string,
  store: Store,
  { manifest, index, documents, deleted, vectors }: Snapshot,
  { core, cacheBytes }: { core: Core; cacheBytes: number },
): IndexContent {
  const { linked, trainedPassages, embedder } = manifest;
  const checks = linked === 0 ? [] : decodeChecks(core.read(index).attachments.get(CHECKS), linked);
  const corpus = new Corpus(new PassageTexts(store, manifest, checks), documents, {
    deleted,
    context: splitOptions(manifest.split).context,
  });
  const buffered = BufferedPassages.fromHalves(vectors, manifest.embedder.dimension);
  const content = { corpus, core: undefined, trainedPassages, buffered };
  if (linked === 0) return content;
  const opened = core.open(index, cacheBytes);
  try {
    if (opened.size !== linked || opened.dimension !== embedder.dimension) {
      throw new LeannError(
        'corrupt',
        `leann: cannot open index "${name}": its graph does not match its manifest`,
      );
    }
    markRemoved(opened, corpus);
    return { ...content, core: opened };
  } catch (error) {
    opened.free();
    throw error;
  }
}

/** Tells a graph which of its passages belong to deleted documents. */
export function markRemoved(core: CoreIndex, corpus: Corpus): void {
  removeNodes(core, corpus.nodesOf(corpus.deletedNumbers()));
}

/** Removes those nodes that are in the graph. */
export function removeNodes(core: CoreIndex, nodes: readonly number[]): void {
  const linked = Uint32Array.from(nodes.filter((node) => node < core.size));
  if (linked.length > 0) core.remove(linked);
}

/** Frees whatever of this content `next` does not share; searches that began with it continue. */
export async function dropContent(content: IndexContent, next?: IndexContent): Promise<void> {
  if (content.core !== next?.core) content.core?.free();
  if (content.corpus !== next?.corpus) await content.corpus.release();
}
