// An index that comes cluster by cluster, in both modules: what is at hand is found, by the numbers of the whole.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { CoreGraph } from '../../web/core/core-graph.js';
import { CoreReader } from '../../web/core/core-reader.js';
import { clusteredVectors } from './clustered-vectors.js';

const NODES = 1500;
const DIMENSION = 32;
const CLUSTERS = 12;

describe('clusters', () => {
  const added = clusteredVectors(NODES + 8, DIMENSION);
  const queries = added.slice(NODES);
  let core: Core;
  let reader: CoreReader;
  let vectors: Float32Array[];
  let whole: Uint8Array;
  let head: Uint8Array;
  let blocks: Uint8Array[];

  before(async () => {
    [core, reader] = await Promise.all([Core.load(), CoreReader.load()]);
    const builder = core.builder(DIMENSION, { clusters: CLUSTERS, numbering: 'local' });
    builder.add(added.slice(0, NODES));
    while (!builder.step(1000).finished);
    vectors = [...builder.order()].map((place) => added[place] ?? new Float32Array());
    const index = builder.finish(10_000);
    whole = index.encode();
    blocks = index.cutClusters();
    head = index.encode();
    index.free();
  });

  after(() => {
    assert.equal(core.liveHandles + reader.liveHandles, 0);
  });

  function run(graph: CoreGraph, query: Float32Array) {
    const search = graph.search(query, { k: 10 });
    const asked: number[] = [];
    while (!search.done) {
      const wanted = [...search.wants()];
      asked.push(...wanted);
      search.supply(wanted.map((node) => vectors[node] ?? new Float32Array()));
    }
    const answer = { hits: search.hits(), recomputed: search.stats().recomputed, asked };
    search.free();
    return answer;
  }

  function openBoth(bytes: Uint8Array): CoreGraph[] {
    return [core.open(bytes), reader.open(bytes), core.open(bytes, 50_000), reader.open(bytes, 50_000)];
  }

  it('says where its clusters are, whole or cut', () => {
    for (const graph of [...openBoth(whole), ...openBoth(head)]) {
      assert.equal(graph.size, NODES);
      assert.equal(graph.clusterCount, blocks.length);
      const starts = graph.clusterStarts();
      assert.equal(starts[0], 0);
      assert.equal(starts.at(-1), NODES);
      const near = graph.nearestClusters(queries[0] ?? new Float32Array(), 99);
      assert.deepEqual(
        [...near].sort((a, b) => a - b),
        [...blocks.keys()],
      );
      assert.equal(graph.expectedRecall(0), 0);
      assert.equal(graph.expectedRecall(blocks.length), 1);
      assert.ok(graph.expectedRecall(4) >= graph.expectedRecall(1));
      assert.equal(graph.clusterLoaded(0), !graph.isCut);
      assert.equal(graph.clusterLoaded(99), false);
      graph.free();
    }
    // Blocks of a hundred nodes have much to learn anew.
    assert.ok(head.length + blocks.reduce((sum, { length }) => sum + length, 0) < 1.5 * whole.length);
  });

  it('finds what is at hand, and with all of it what the whole finds', () => {
    const complete = core.open(whole);
    for (const graph of openBoth(head)) {
      for (const query of queries) {
        const near = graph.nearestClusters(query, 3);
        for (const cluster of near) graph.supplyCluster(cluster, blocks[cluster] ?? new Uint8Array());
        assert.ok([...near].every((cluster) => graph.clusterLoaded(cluster)));
        const starts = [...graph.clusterStarts()];
        const clusterOf = (node: number) => starts.filter((start) => start <= node).length - 1;
        for (const node of run(graph, query).hits.ids) assert.ok(graph.clusterLoaded(clusterOf(node)));
      }
      for (const [cluster, block] of blocks.entries()) graph.supplyCluster(cluster, block);
      for (const query of queries) {
        // Sums over nodes in another order may end a search a batch sooner.
        const there = run(complete, query).hits.ids;
        assert.ok(run(graph, query).hits.ids.filter((node) => there.includes(node)).length >= 9);
      }
      graph.free();
    }
    complete.free();
  });

  it('refuses what is not its own, and what takes all nodes', () => {
    for (const graph of [core.open(head), reader.open(head)]) {
      const damaged = Uint8Array.from(blocks[0] ?? []);
      damaged[100] = (damaged[100] ?? 0) ^ 1;
      assert.throws(() => graph.supplyCluster(0, damaged), { code: 'corrupt' });
      assert.throws(() => graph.supplyCluster(0, blocks[1] ?? damaged), { code: 'corrupt' });
      assert.throws(() => graph.supplyCluster(blocks.length, damaged), { code: 'invalid-argument' });
      assert.throws(() => graph.nearestClusters(new Float32Array(3), 1), { code: 'dimension-mismatch' });
      assert.throws(() => graph.reconstructedMean(Uint32Array.of(0)), { code: 'invalid-argument' });
      graph.free();
    }
    const index = core.open(head);
    assert.throws(() => index.compact(), { code: 'invalid-argument' });
    assert.throws(() => index.remove(Uint32Array.of(0)), { code: 'invalid-argument' });
    assert.throws(() => index.insert([added[0] ?? new Float32Array()]), { code: 'invalid-argument' });
    assert.throws(() => index.joinClusters(), { code: 'invalid-argument' });
    assert.throws(() => index.cutClusters(), { code: 'invalid-argument' });
    for (const [cluster, block] of [...blocks.entries()].reverse()) index.supplyCluster(cluster, block);
    index.joinClusters();
    assert.equal(index.isCut, false);
    assert.deepEqual(index.encode(), whole);
    index.free();
    assert.throws(() => core.builder(DIMENSION, { clusters: 65_536 }), { code: 'invalid-argument' });
  });
});
