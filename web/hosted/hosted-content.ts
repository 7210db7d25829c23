// One publication of an index, as searches see it.

import { LeannError } from '../base/error.js';
import { CHECKS, decodeChecks } from '../content/attachments.js';
import type { SearchedBuffer, SearchedClusters, SearchedContent } from '../content/searched-content.js';
import type { CoreGraph } from '../core/core-graph.js';
import type { CoreReader } from '../core/core-reader.js';
import type { IndexBytes } from '../core/records.js';
import type { Embedder } from '../embed/embedder.js';
import { requireEmbedder } from '../embed/require-embedder.js';
import { decodeDocumentList, type HostedDocuments } from './document-list.js';
import { HostedClusters } from './hosted-clusters.js';
import { HostedCorpus } from './hosted-corpus.js';
import type { HostedFiles } from './hosted-files.js';
import { HostedNodes } from './hosted-nodes.js';
import { HostedTable } from './hosted-table.js';
import { HostedWords } from './hosted-words.js';
import type { HostedManifest } from './manifest.js';
import { nodeFile, nodeFileCount } from './node-files.js';
import type { Publication } from './publication.js';
import { fetchedSizes } from './read-index.js';

export interface HostedContent extends SearchedContent {
  corpus: HostedCorpus;
  core: CoreGraph;
  manifest: HostedManifest;
  bytes: IndexBytes;
}

/** Everything that a publication is opened with. */
export interface HostedParts {
  core: CoreReader;
  embedder: Embedder;
  files: HostedFiles;
  /** Most bytes of vectors to keep in memory. */
  cacheBytes: number;
}

/** Its list of documents; undefined if that was not fetched. If it is damaged, whoever asks for it later is told. */
export async function listOf({ list, manifest }: Publication): Promise<HostedDocuments | undefined> {
  return list && (await decodeDocumentList(list, manifest).catch(() => undefined));
}

/**
 * The content of a publication, whose parts must agree; `signal` ends what it fetches later.
 * Errors: `corrupt`, `embedder-mismatch`, those of the core.
 */
export function hostedContent(
  { manifest, index, nodes }: Publication,
  { core, embedder, files, cacheBytes }: HostedParts,
  documents: HostedDocuments | undefined,
  signal: AbortSignal,
): HostedContent {
  const { name, passages } = manifest;
  const { fingerprint, dimension } = manifest.embedder;
  requireEmbedder(`open index "${name}"`, fingerprint, embedder);
  const file = core.read(index, CHECKS);
  // Where nodes are elsewhere, the hashes of texts stand for checks.
  const checks = nodeFileCount(manifest) > 0 ? undefined : decodeChecks(file.attachment, passages);
  const graph = core.open(index, cacheBytes);
  const agrees =
    graph.size === passages &&
    graph.dimension === dimension &&
    dimension === embedder.dimension &&
    graph.removed === 0 &&
    file.fingerprint === fingerprint;
  if (!agrees) {
    graph.free();
    throw new LeannError(
      'corrupt',
      `leann: cannot open index "${name}": its graph does not match its manifest`,
    );
  }
  const starts = graph.documentStarts();
  const corpus = new HostedCorpus(files, manifest, { checks, starts, documents }, signal);
  const { words, clusters } = partsOf(graph, { manifest, files, nodes }, signal);
  const table = manifest.table && new HostedTable(files, manifest, graph, signal);
  const buffered: SearchedBuffer = { size: 0, vectors: [], nearest: () => [] };
  const bytes = fetchedSizes(file.sizes, manifest);
  return { corpus, core: graph, words, table, clusters, buffered, manifest, bytes };
}

interface PartsFrom extends Pick<Publication, 'nodes'> {
  manifest: HostedManifest;
  files: HostedFiles;
}

/** Frees the graph if they do not agree. */
function partsOf(
  graph: CoreGraph,
  { manifest, files, nodes }: PartsFrom,
  signal: AbortSignal,
): { words: HostedWords | undefined; clusters: SearchedClusters | undefined } {
  try {
    const words = HostedWords.of(files, manifest, graph, signal);
    const [cut, listed] = [graph.isCut ? graph.clusterCount : 0, nodeFileCount(manifest)];
    if (cut !== listed) {
      const reason = `its nodes are in ${cut} blocks, its manifest has ${listed}`;
      throw new LeannError('corrupt', `leann: cannot open index "${manifest.name}": ${reason}`);
    }
    if (cut === 0) return { words, clusters: undefined };
    if (manifest.clusters) return { words, clusters: new HostedClusters(files, manifest, graph, signal) };
    const read = () => files.read(nodeFile(manifest, 0), { signal });
    // Whoever asked for it has counted it elsewhere, if at all.
    nodes?.then(({ length }) => files.count(length)).catch(() => undefined);
    return { words, clusters: new HostedNodes(graph, read, nodes) };
  } catch (error) {
    graph.free();
    throw error;
  }
}
