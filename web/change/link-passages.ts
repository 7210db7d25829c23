// The second part of an addition: passages are embedded; then they are buffered, linked into the graph, or a new graph is
// built with them.

import { type IndexContent, newContent, removeNodes } from '../content/index-content.js';
import { wordsOfTexts } from '../content/words-of-texts.js';
import type { CoreIndex } from '../core/core-index.js';
import type { CoreWords } from '../core/core-words.js';
import type { AddProgress } from '../interface/change-options.js';
import { type Built, buildGraph } from './build-graph.js';
import { embedSources } from './embed-sources.js';
import { MOST_BUFFERED, withInserted } from './insert-passages.js';
import type { LinkJob } from './link-job.js';

/** An index that has grown to this many times what its codebook was trained on is rebuilt. */
const GROWTH_BEFORE_REBUILD = 2;

/**
 * The outcome for new passages: they are buffered, with these vectors and words; or they are linked, in a graph of all passages; or
 * a new graph has all passages of the documents that stay and of the new ones.
 */
export type Linked =
  | { kind: 'buffered'; vectors: Float32Array[]; words: CoreWords | undefined }
  | { kind: 'inserted'; core: CoreIndex }
  | ({ kind: 'built' } & Built);

/** Embeds and links; nothing of `content` changes. Errors: those of the embedder and of the core. */
export async function* linkPassages(job: LinkJob): AsyncGenerator<AddProgress, Linked> {
  const { content, added, dropped } = job;
  const { corpus, core, buffered, trainedPassages } = content;
  const leaving = corpus.nodesOf(dropped).length;
  const total = corpus.passages - leaving + added.passages.length;
  if (core === undefined || total >= GROWTH_BEFORE_REBUILD * trainedPassages) {
    return { kind: 'built', ...(yield* buildGraph(job)) };
  }
  const vectors = yield* embedSources(job, added.sources);
  if (buffered.size + vectors.length >= MOST_BUFFERED) {
    return { kind: 'inserted', core: await withInserted(job, core, { ...added, vectors }) };
  }
  const hasWords = content.words !== undefined && added.passages.length > 0;
  return { kind: 'buffered', vectors, words: hasWords ? wordsOfTexts(job.core, added) : undefined };
}

/** Applies what {@link linkPassages} made; the content that results shares what has not changed. */
export function contentAfter(
  { core: api, content, added, dropped }: Pick<LinkJob, 'core' | 'content' | 'added' | 'dropped'>,
  linked: Linked,
): IndexContent {
  const { corpus } = content;
  if (linked.kind === 'built') {
    const next = corpus.rearranged(linked.order, added, linked.learned);
    const { core, table } = linked;
    return newContent(api, { corpus: next, core, trainedPassages: next.nodes, table });
  }
  const core = linked.kind === 'inserted' ? linked.core : content.core;
  if (core !== undefined) removeNodes(core, corpus.nodesOf(dropped));
  corpus.delete(dropped);
  corpus.append(added.documents, added.passages);
  if (linked.kind === 'inserted') {
    return newContent(api, { ...content, core, table: content.table?.movedTo(linked.core) });
  }
  content.buffered.add(linked.vectors);
  if (linked.words !== undefined) content.words?.append(linked.words);
  return content;
}
