// leann-web build --part: reads all documents, and embeds a share of them.

import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { Core, type Document, LeannIndex } from '../../web/index.js';
import { makeCacheFolder } from '../cache-folder.js';
import { CachedEmbedder } from '../cached-embedder.js';
import type { BuildCommand } from '../command-line.js';
import { counted } from '../counted.js';
import { EmbedderPool } from '../embedder-pool.js';
import { prepareModel } from '../prepared-model.js';
import { ProgressBar, type Terminal } from '../progress-bar.js';
import { countedSkips, SkippedFiles } from '../skipped-files.js';
import { checkSource, readSource } from '../source.js';
import { standardModel } from '../standard-model.js';
import { VectorFile } from '../vector-file.js';
import { PartFolder, type PartRecord, type PlacedDocument } from './part-folder.js';
import { isInShare, type Share } from './share.js';

/**
 * Puts the documents of a share and their vectors into the folder `out`. What an interrupted run has embedded is not embedded
 * again. Gives what to print.
 */
export async function buildPart(
  command: BuildCommand,
  share: Share,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string> {
  const began = performance.now();
  const { out, dtype, threads, cache } = command;
  await checkSource(command.source);
  await makeCacheFolder(cache);
  await mkdir(out, { recursive: true });
  const folder = new PartFolder(out);
  await folder.begin();
  const model = await prepareModel(command.model ?? (await standardModel(cache, terminal)), {
    dtype,
    cache,
    terminal,
  });
  const { runtime } = model;
  const embedder = await EmbedderPool.load(model.folder, { dtype, runtime, threads, signal });
  try {
    const skips = new SkippedFiles(terminal, command.strict);
    const documents = skips.checked(sourceOf(command, skips));
    const { record, embedded } = await kept(
      { folder, embedder, share, documents, maxTokens: command.maxTokens },
      terminal,
      signal,
    );
    const { part, of, documents: count, all, vectors: passages } = record;
    const seconds = (performance.now() - began) / 1000;
    if (command.json) return JSON.stringify({ ...share, documents: count, passages, embedded, seconds });
    const skipped = countedSkips(skips.list);
    return `part ${part} of ${of}: ${count} of ${counted(all, 'document')}, ${counted(passages, 'passage')} (${embedded} embedded) in ${out}${skipped}`;
  } finally {
    await embedder.close();
  }
}

function sourceOf({ source, out, cache, exclude, fields }: BuildCommand, skips: SkippedFiles) {
  return readSource(source, { without: [out, cache], exclude, fields, ...skips.told });
}

interface PartJob {
  folder: PartFolder;
  embedder: EmbedderPool;
  share: Share;
  documents: AsyncIterable<Document>;
  maxTokens: number | undefined;
}

async function kept(
  { folder, embedder: inner, share, documents, maxTokens }: PartJob,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<{ record: PartRecord; embedded: number }> {
  const vectors = await VectorFile.open(folder.vectors, inner.dimension);
  const embedder = new CachedEmbedder(inner, vectors);
  try {
    const chosen = new ChosenDocuments(documents, share);
    const sha256 = await embed(folder.keep(chosen.all()), { embedder, maxTokens, terminal, signal });
    const { fingerprint } = embedder;
    const { source, count: all, chosen: count } = chosen;
    const numbers = { all, documents: count, vectors: embedder.used.size };
    const record = { ...share, source, ...numbers, sha256, fingerprint, maxTokens };
    await vectors.keepOnly(embedder.used);
    await vectors.sync();
    await folder.finish(record);
    return { record, embedded: embedder.embedded };
  } finally {
    await vectors.close();
  }
}

/** The documents of a share, with their places among all, of which a digest is made. */
class ChosenDocuments {
  count = 0;
  chosen = 0;
  readonly #documents: AsyncIterable<Document>;
  readonly #share: Share;
  readonly #digest = createHash('sha256');

  constructor(documents: AsyncIterable<Document>, share: Share) {
    this.#documents = documents;
    this.#share = share;
  }

  /** Once all have been read. */
  get source(): string {
    return this.#digest.copy().digest('hex');
  }

  async *all(): AsyncGenerator<PlacedDocument> {
    for await (const document of this.#documents) {
      const at = this.count++;
      this.#digest.update(`${JSON.stringify(document)}\n`);
      if (!isInShare(document.id, this.#share)) continue;
      this.chosen++;
      yield { at, document };
    }
  }
}

interface Embedding {
  embedder: CachedEmbedder;
  maxTokens: number | undefined;
  terminal: Terminal;
  signal: AbortSignal;
}

/** Embeds passages as an index does, and makes none of them. Gives what reading the documents gives. */
async function embed(
  documents: AsyncGenerator<Document, string>,
  { embedder, maxTokens, terminal, signal }: Embedding,
): Promise<string> {
  const core = await Core.load();
  const split = maxTokens === undefined ? {} : { maxTokens };
  const index = await LeannIndex.open('part', { embedder, core, store: 'memory', split });
  const bar = new ProgressBar(terminal);
  let digest: string | undefined;
  const told = async function* () {
    digest = yield* documents;
  };
  try {
    for await (const progress of index.add(told(), { signal })) {
      if (progress.phase !== 'split' && progress.phase !== 'embed') break;
      bar.show(progress);
    }
    if (digest === undefined) throw new Error('cannot build a part: not all documents were read');
    return digest;
  } finally {
    bar.end();
    await index.close();
  }
}
