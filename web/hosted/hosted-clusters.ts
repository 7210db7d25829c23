// The clusters of a published index: of its nodes, those are fetched that lie near a query.

import { LeannError } from '../base/error.js';
import type { SearchedClusters } from '../content/searched-content.js';
import type { CoreGraph } from '../core/core-graph.js';
import type { HostedFiles } from './hosted-files.js';
import { lastUpTo } from './last-up-to.js';
import { clusterShard, type HostedManifest } from './manifest.js';

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

  private constructor(files: HostedFiles, manifest: HostedManifest, graph: CoreGraph, signal: AbortSignal) {
    this.#files = files;
    this.#manifest = manifest;
    this.#graph = graph;
    this.#signal = signal;
    this.#starts = graph.clusterStarts();
  }

  /** Undefined if the index has all its nodes; `signal` ends what it fetches. Errors: `corrupt` for another manifest's index. */
  static of(
    files: HostedFiles,
    manifest: HostedManifest,
    graph: CoreGraph,
    signal: AbortSignal,
  ): HostedClusters | undefined {
    const shards = manifest.clusters?.shards.length ?? 0;
    const cut = graph.isCut ? graph.clusterCount : 0;
    if (shards !== cut) {
      const reason = `its nodes are in ${cut} clusters, its manifest has ${shards}`;
      throw new LeannError('corrupt', `leann: cannot open index "${manifest.name}": ${reason}`);
    }
    return graph.isCut ? new HostedClusters(files, manifest, graph, signal) : undefined;
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  get loaded(): number {
    return this.#loaded;
  }

  /** Errors: those of {@link HostedFiles.read}; `corrupt`; `closed` if the index was closed meanwhile. */
  async bringNear(vector: Float32Array, nodes: Iterable<number>, confidence = 0): Promise<number> {
    let probed = PROBED;
    while (probed < MOST_PROBED && this.#graph.expectedRecall(probed) < confidence) probed *= 2;
    const near = this.#graph.nearestClusters(vector, probed);
    await this.#fetch([...near, ...this.#clustersOf(nodes)]);
    return near.length === this.count ? 1 : this.#graph.expectedRecall(probed);
  }

  async bring(nodes: Iterable<number>): Promise<void> {
    await this.#fetch(this.#clustersOf(nodes));
  }

  #clustersOf(nodes: Iterable<number>): number[] {
    return Array.from(nodes, (node) => lastUpTo(this.#starts, node, this.count));
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
    const shard = clusterShard(this.#manifest, number);
    this.#graph.supplyCluster(number, await this.#files.read(shard, { signal: this.#signal }));
    this.#loaded++;
  }
}
