// The content of an index at one moment. Searches under way keep the content that they began with.

import { LeannError } from '../base/error.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import { splitOptions } from '../storage/split-record.js';
import type { Snapshot, Store, StoredDocument } from '../storage/store.js';
import { CHECKS, decodeChecks, TABLE } from './attachments.js';
import { BufferedPassages } from './buffered-passages.js';
import { ContentTable } from './content-table.js';
import { ContentWords } from './content-words.js';
import { Corpus } from './corpus.js';
import { PassageTexts } from './passage-texts.js';
import { linkedPassages, type SearchedContent } from './searched-content.js';
import { wordsOfTexts } from './words-of-texts.js';

/** Documents, the graph of their passages, and the last passages, which are buffered. */
export interface IndexContent extends SearchedContent {
  corpus: Corpus;
  core: CoreIndex | undefined;
  /** Passages that the codebook was trained on. */
  trainedPassages: number;
  buffered: BufferedPassages;
  words: ContentWords | undefined;
  table?: ContentTable | undefined;
}

/** Content without buffered passages. */
export function newContent(
  api: Core,
  {
    corpus,
    core,
    trainedPassages,
    table,
  }: Pick<IndexContent, 'corpus' | 'core' | 'trainedPassages' | 'table'>,
): IndexContent {
  const words = ContentWords.of(api, core);
  return { corpus, core, trainedPassages, buffered: new BufferedPassages(), words, table };
}

/** `context`: whether passages are embedded with title and headings. */
export function emptyContent(api: Core, store: Store, context: boolean): IndexContent {
  const corpus = new Corpus(new PassageTexts(store, undefined), [], { context });
  return newContent(api, { corpus, core: undefined, trainedPassages: 0 });
}

/** The content of a checked snapshot, without the words of buffered passages. Errors: `corrupt`, `unsupported-version`. */
export function storedContent(
  name: string,
  store: Store,
  { manifest, index, documents, deleted, vectors }: Snapshot,
  { core, cacheBytes }: { core: Core; cacheBytes: number },
): IndexContent {
  const { linked, trainedPassages, embedder } = manifest;
  const attachments = linked === 0 ? undefined : core.read(index).attachments;
  const checks = attachments === undefined ? [] : decodeChecks(attachments.get(CHECKS), linked);
  const corpus = new Corpus(new PassageTexts(store, manifest, checks), documents, {
    deleted,
    context: splitOptions(manifest.split).context,
  });
  const buffered = BufferedPassages.fromHalves(vectors, manifest.embedder.dimension);
  if (linked === 0) return { ...newContent(core, { corpus, core: undefined, trainedPassages }), buffered };
  const opened = core.open(index, cacheBytes);
  try {
    if (opened.size !== linked || opened.dimension !== embedder.dimension) {
      throw new LeannError(
        'corrupt',
        `leann: cannot open index "${name}": its graph does not match its manifest`,
      );
    }
    markRemoved(opened, corpus);
    const rows = attachments?.get(TABLE);
    const table = rows && ContentTable.read(opened, rows);
    return { ...newContent(core, { corpus, core: opened, trainedPassages, table }), buffered };
  } catch (error) {
    opened.free();
    throw error;
  }
}

/** The documents of the buffered passages: those after the linked ones. */
export function bufferedDocuments(content: IndexContent): StoredDocument[] {
  const { corpus } = content;
  const linked = linkedPassages(content);
  let first = corpus.rows;
  while (first > 0 && corpus.at(first - 1).first >= linked) first--;
  return corpus.all().slice(first);
}

/** Finds the words of buffered passages of content that was stored. Errors: those of reading texts and of the core. */
export async function findBufferedWords(api: Core, content: IndexContent): Promise<void> {
  const { corpus, buffered, words } = content;
  if (words === undefined || buffered.size === 0) return;
  const nodes = Array.from({ length: buffered.size }, (_, row) => linkedPassages(content) + row);
  const passages = await corpus.read(nodes);
  words.append(wordsOfTexts(api, { documents: bufferedDocuments(content), passages }));
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
  if (content.words !== next?.words) content.words?.free();
  if (content.core !== next?.core) content.core?.free();
  if (content.corpus !== next?.corpus) await content.corpus.release();
}
