// The clusters of a published index: of its nodes, those are fetched that lie near a query.

import type { SearchedClusters, WantedClusters } from '../content/searched-content.js';
import type { CoreGraph } from '../core/core-graph.js';
import { hasBit } from '../search/passage-bits.js';
import type { HostedFiles } from './hosted-files.js';
import { lastUpTo } from './last-up-to.js';
import type { HostedManifest } from './manifest.js';
import { nodeFile } from './node-files.js';

/** Clusters that a search looks into: of 1,000 passages each, nine tenths of the nearest are in them (docs/benchmarks.md, "Clusters"). */
const PROBED = 16;

/** Most that one looks into for the sake of its `confidence`. */
const MOST_PROBED = 64;

export class HostedClusters implements SearchedClusters {
  readonly #files: HostedFiles;
  readonly #manifest: HostedManifest;
  readonly #graph: CoreGraph;
  readonly #signal: AbortSignal;
  readonly #starts: Uint32Array;
  /** By number, those that were asked for. */
  readonly #clusters = new Map<number, Promise<void>>();
  #loaded = 0;

  /** Of an index that is cut; `signal` ends what it fetches. */
  constructor(files: HostedFiles, manifest: HostedManifest, graph: CoreGraph, signal: AbortSignal) {
    this.#files = files;
    this.#manifest = manifest;
    this.#graph = graph;
    this.#signal = signal;
    this.#starts = graph.clusterStarts();
  }

  get counts(): { loaded: number; of: number } {
    return { loaded: this.#loaded, of: this.#count };
  }

  get #count(): number {
    return this.#starts.length - 1;
  }

  /** Errors: those of {@link HostedFiles.read}; `corrupt`; `closed` if the index was closed meanwhile. */
  async bringNear(vector: Float32Array, { nodes, allowed, confidence = 0 }: WantedClusters): Promise<number> {
    let probed = PROBED;
    while (probed < MOST_PROBED && this.#graph.expectedRecall(probed) < confidence) probed *= 2;
    const { near, worth } = this.#near(vector, probed, allowed);
    await this.#fetch([...near, ...this.#clustersOf(nodes)]);
    return worth >= this.#count ? 1 : this.#graph.expectedRecall(Math.floor(worth));
  }

  /**
   * The nearest clusters that together hold as many passages that may be found as `probed` clusters hold on average, and how many
   * clusters' worth of them that is; all clusters' worth if no others hold any.
   */
  #near(
    vector: Float32Array,
    probed: number,
    allowed: Uint8Array | undefined,
  ): { near: number[]; worth: number } {
    if (allowed === undefined) {
      const near = Array.from(this.#graph.nearestClusters(vector, probed));
      return { near, worth: near.length };
    }
    const counts = this.#allowedCounts(allowed);
    const full = Array.from(this.#graph.nearestClusters(vector, this.#count)).filter((each) => counts[each]);
    const enough = (probed * this.#graph.size) / this.#count;
    const near: number[] = [];
    let found = 0;
    for (const cluster of full) {
      if (found >= enough || near.length === MOST_PROBED) break;
      near.push(cluster);
      found += counts[cluster] ?? 0;
    }
    const worth = near.length === full.length ? this.#count : found / (this.#graph.size / this.#count);
    return { near, worth };
  }

  /** Of each cluster, how many of its passages may be found. O(passages). */
  #allowedCounts(allowed: Uint8Array): number[] {
    return Array.from({ length: this.#count }, (_, cluster) => {
      let count = 0;
      const end = this.#starts[cluster + 1] ?? 0;
      for (let node = this.#starts[cluster] ?? 0; node < end; node++) if (hasBit(allowed, node)) count++;
      return count;
    });
  }

  async bring(nodes: Iterable<number>): Promise<void> {
    await this.#fetch(this.#clustersOf(nodes));
  }

  #clustersOf(nodes: Iterable<number>): number[] {
    return Array.from(nodes, (node) => lastUpTo(this.#starts, node, this.#count));
  }

  async #fetch(numbers: readonly number[]): Promise<void> {
    await Promise.all(Array.from(new Set(numbers), (number) => this.#cluster(number)));
  }

  #cluster(number: number): Promise<void> {
    const known = this.#clusters.get(number);
    if (known !== undefined) return known;
    const cluster = this.#fetchCluster(number);
    this.#clusters.set(number, cluster);
    // The next search tries again.
    cluster.catch(() => this.#clusters.delete(number));
    return cluster;
  }

  async #fetchCluster(number: number): Promise<void> {
    const file = nodeFile(this.#manifest, number);
    this.#graph.supplyCluster(number, await this.#files.read(file, { signal: this.#signal }));
    this.#loaded++;
  }
}
