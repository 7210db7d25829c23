// Exports a published index as one file. Only this needs the whole core, which writes the file.

import type { BuildOptions } from '../core/build-options.js';
import { Core } from '../core/core.js';
import type { Embedder } from '../embed/embedder.js';
import { encodeExported, readAll } from '../file/exported-index.js';
import { splitOptions } from '../storage/split-record.js';
import type { HostedCorpus } from './hosted-corpus.js';
import type { HostedFiles } from './hosted-files.js';
import { fileAt, type HostedManifest, wordShard } from './manifest.js';
import { nodeFile, nodeFileCount } from './node-files.js';
import { usableRuntime } from './publication.js';
import { readIndex } from './read-index.js';

export interface HostedExport {
  manifest: HostedManifest;
  corpus: HostedCorpus;
  files: HostedFiles;
  embedder: Embedder;
  signal: AbortSignal;
}

/** All texts are fetched for it. Errors: those of {@link HostedFiles.read} and {@link Core.load}; `corrupt`. */
export async function exportHosted({
  manifest,
  corpus,
  files,
  embedder,
  signal,
}: HostedExport): Promise<Blob> {
  const runtime = usableRuntime(manifest);
  const [list, bytes, wasm] = await Promise.all([
    corpus.list(),
    readIndex(files, manifest, { signal }),
    runtime && files.read(fileAt(manifest, runtime.core), { signal }),
  ]);
  const blocks = await Promise.all(
    (manifest.words?.shards ?? []).map((_, number) => files.read(wordShard(manifest, number), { signal })),
  );
  const clusters = await Promise.all(
    Array.from({ length: nodeFileCount(manifest) }, (_, number) =>
      files.read(nodeFile(manifest, number), { signal }),
    ),
  );
  const passages = await readAll(corpus.nodes, (nodes) => corpus.readOwned(nodes), signal);
  const core = await Core.load(wasm);
  const index = core.open(bytes);
  try {
    for (const [number, block] of blocks.entries()) index.supplyWords(number, block);
    if (blocks.length > 0) index.joinWords();
    for (const [number, cluster] of clusters.entries()) index.supplyCluster(number, cluster);
    if (clusters.length > 0) index.joinClusters();
    const { build, split, trainedPassages } = manifest;
    const documents = Array.from({ length: list.rows }, (_, number) => list.at(number).document);
    const file = await encodeExported({
      core: index,
      corpus: { documents, passages, checks: corpus.checksOf(passages) },
      trainedPassages,
      settings: { build: build as BuildOptions, split: splitOptions(split) },
      embedder,
      state: { generation: 0, commit: '' },
    });
    return new Blob([file.slice()], { type: 'application/octet-stream' });
  } finally {
    index.free();
  }
}
