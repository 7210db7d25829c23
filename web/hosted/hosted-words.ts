// The words of a published index: of their postings, those blocks are fetched that hold the words of queries.

import { LeannError } from '../base/error.js';
import type { SearchedWords } from '../content/searched-content.js';
import type { CoreGraph } from '../core/core-graph.js';
import type { WordHits } from '../core/records.js';
import type { HostedFiles } from './hosted-files.js';
import { type HostedManifest, wordShard } from './manifest.js';

export class HostedWords implements SearchedWords {
  readonly #files: HostedFiles;
  readonly #manifest: HostedManifest;
  readonly #graph: CoreGraph;
  readonly #signal: AbortSignal;
  /** By number, those that were asked for. */
  readonly #blocks = new Map<number, Promise<void>>();

  private constructor(files: HostedFiles, manifest: HostedManifest, graph: CoreGraph, signal: AbortSignal) {
    this.#files = files;
    this.#manifest = manifest;
    this.#graph = graph;
    this.#signal = signal;
  }

  /** Undefined if the index knows no words; `signal` ends what it fetches. Errors: `corrupt` for another manifest's index. */
  static of(
    files: HostedFiles,
    manifest: HostedManifest,
    graph: CoreGraph,
    signal: AbortSignal,
  ): HostedWords | undefined {
    const shards = manifest.words?.shards.length ?? 0;
    if (shards !== graph.wordBlocks) {
      const reason = `its words have ${graph.wordBlocks} blocks, its manifest ${shards}`;
      throw new LeannError('corrupt', `leann: cannot open index "${manifest.name}": ${reason}`);
    }
    return graph.hasWords ? new HostedWords(files, manifest, graph, signal) : undefined;
  }

  search(query: Uint8Array, count: number, allowed?: Uint8Array): WordHits {
    return this.#graph.searchWords(query, count, allowed);
  }

  /** Errors: those of {@link HostedFiles.read}; `corrupt`; `closed` if the index was closed meanwhile. */
  async fetch(query: Uint8Array): Promise<void> {
    const { missing } = this.search(query, 0);
    await Promise.all(Array.from(missing, (number) => this.#block(number)));
  }

  #block(number: number): Promise<void> {
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    const block = this.#fetchBlock(number);
    this.#blocks.set(number, block);
    // The next search tries again.
    block.catch(() => this.#blocks.delete(number));
    return block;
  }

  async #fetchBlock(number: number): Promise<void> {
    const bytes = await this.#files.read(wordShard(this.#manifest, number), { signal: this.#signal });
    this.#graph.supplyWords(number, bytes);
  }
}
