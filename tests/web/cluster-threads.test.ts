// Graphs of clusters that threads build: the bytes of one thread, and an end to the build where a thread fails.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { ClusterPool } from '../../cli/cluster-pool.js';
import type { ClusterThreads } from '../../web/core/cluster-threads.js';
import { Core } from '../../web/core/core.js';
import { LeannIndex } from '../../web/leann-index.js';
import { clusteredVectors } from './clustered-vectors.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const DOCUMENTS = someDocuments(600);
const CLUSTERS = 9;
const DIMENSION = 16;
const never = new AbortController().signal;

interface Built {
  threads?: ClusterThreads;
  signal?: AbortSignal;
  clusters?: number;
}

/** The file of an index that is built with these threads. */
async function built({ threads, signal = never, clusters = CLUSTERS }: Built = {}): Promise<Uint8Array> {
  const core = await Core.load();
  core.clusterThreads = threads;
  const build = { clusters, numbering: 'local' } as const;
  const index = await LeannIndex.open('test', { embedder: wordEmbedder(), core, store: 'memory', build });
  try {
    for await (const _ of index.add(DOCUMENTS, { signal }));
    return new Uint8Array(await (await index.export()).arrayBuffer());
  } finally {
    await index.close();
    assert.equal(core.liveHandles, 0);
  }
}

function script(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

const answering = (answer: string) =>
  script(`import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, asked }) => { ${answer} });`);

describe('threads that build the graphs of clusters', () => {
  it('make the bytes that one thread makes, whatever their number', { timeout: 120_000 }, async () => {
    const alone = await built();
    for (const count of [1, 2, 3]) {
      const pool = new ClusterPool(count);
      let [asked, atOnce, most] = [0, 0, 0];
      const threads: ClusterThreads = {
        count,
        build: async (task) => {
          asked += 1;
          most = Math.max(most, ++atOnce);
          const answer = await pool.build(task);
          atOnce -= 1;
          return answer;
        },
      };
      try {
        assert.deepEqual(await built({ threads }), alone, `${count} threads`);
        assert.equal(asked, CLUSTERS);
        assert.equal(most, count);
      } finally {
        await pool.close();
      }
    }
  });

  it('are as many as are wanted, none beside a single one, and no more than clusters', () => {
    assert.equal(ClusterPool.of(3, CLUSTERS)?.count, 3);
    assert.equal(ClusterPool.of(1, CLUSTERS), undefined);
    assert.equal(ClusterPool.of(4, 2)?.count, 2);
    assert.equal(ClusterPool.of(4, 1), undefined);
    assert.equal(ClusterPool.of(4, undefined), undefined);
    const usual = Math.min(4, availableParallelism());
    assert.equal(ClusterPool.of(undefined, CLUSTERS)?.count ?? 1, usual);
  });

  it('are not asked for an index in one piece', async () => {
    const threads = { count: 2, build: () => Promise.reject(new Error('asked')) };
    assert.deepEqual(await built({ threads, clusters: 0 }), await built({ clusters: 0 }));
    await assert.rejects(built({ threads }), /asked/);
  });

  const failing: { what: string; code: string; message: RegExp; script: URL }[] = [
    {
      what: 'ends as soon as it starts',
      code: 'closed',
      message: /^leann: cannot build the graphs of clusters: the thread ended$/,
      script: script('process.exit(3)'),
    },
    {
      what: 'cannot be loaded',
      code: 'internal',
      message: /^leann: cannot build the graphs of clusters: no such luck$/,
      script: script('throw new Error("no such luck")'),
    },
    {
      what: 'fails',
      code: 'out-of-memory',
      message: /^leann: cannot build the graph of a cluster: out of memory$/,
      script: answering(`parentPort.postMessage({ id, code: 'out-of-memory',
        reason: 'leann: cannot build the graph of a cluster: out of memory' });`),
    },
    {
      what: 'answers what is no graph',
      code: 'corrupt',
      message: /^leann: cannot take the graph of a cluster: it is that of another cluster$/,
      script: answering('parentPort.postMessage({ id, answer: asked });'),
    },
  ];

  for (const { what, code, message, script } of failing) {
    it(`end the build with an error if one of them ${what}`, { timeout: 30_000 }, async () => {
      const pool = new ClusterPool(2, script);
      await assert.rejects(built({ threads: pool }), { name: 'LeannError', code, message });
      await pool.close();
    });
  }

  it('end the build with an error if they die at work', { timeout: 30_000 }, async () => {
    const pool = new ClusterPool(2);
    let asked = 0;
    const dying: ClusterThreads = {
      count: 2,
      build: async (task) => {
        if (++asked === 4) void pool.close();
        return await pool.build(task);
      },
    };
    await assert.rejects(built({ threads: dying }), {
      code: 'closed',
      message: 'leann: cannot build the graphs of clusters: the thread ended',
    });
  });

  it('are not waited for after an abort', { timeout: 30_000 }, async () => {
    const pool = new ClusterPool(2, answering(''));
    const controller = new AbortController();
    let asked = 0;
    const hanging: ClusterThreads = {
      count: 2,
      build: (task) => {
        if (++asked === 2) setTimeout(() => controller.abort(new Error('enough')), 50);
        return pool.build(task);
      },
    };
    await assert.rejects(built({ threads: hanging, signal: controller.signal }), /^Error: enough$/);
    assert.equal(asked, 2);
    await pool.close();
  });
});

describe('a cluster that is handed out', () => {
  let [core, other]: Core[] = [];

  before(async () => {
    [core, other] = await Promise.all([Core.load(), Core.load()]);
  });

  after(() => assert.equal((core?.liveHandles ?? 1) + (other?.liveHandles ?? 1), 0));

  it('is built by another core, and taken once', () => {
    assert.ok(core && other);
    const builder = core.builder(DIMENSION, { clusters: 3, numbering: 'local' });
    assert.throws(() => builder.handOutCluster(), { code: 'invalid-argument' });
    builder.add(clusteredVectors(200, DIMENSION));
    const tasks: Uint8Array[] = [];
    for (let task = builder.handOutCluster(); task; task = builder.handOutCluster()) tasks.push(task);
    assert.equal(tasks.length, 3);
    assert.throws(() => builder.step(), {
      code: 'invalid-argument',
      message: 'leann: cannot go on with this build: clusters that were handed out are not back',
    });
    const [first = new Uint8Array(), ...rest] = tasks.reverse();
    const answer = other.buildCluster(first);
    assert.throws(() => builder.takeCluster(answer.subarray(1)), { name: 'LeannError' });
    const { phase, done, total, finished } = builder.takeCluster(answer);
    assert.ok(phase === 'graph' && done > 0 && done < total && !finished);
    assert.throws(() => builder.takeCluster(answer), { code: 'invalid-argument' });
    for (const task of rest) builder.takeCluster(other.buildCluster(task));
    while (!builder.step().finished);
    const index = builder.finish();
    assert.equal(index.size, 200);
    assert.equal(index.clusterCount, 3);
    index.free();
    assert.throws(() => core?.buildCluster(answer), {
      code: 'corrupt',
      message: /^leann: cannot build the graph of a cluster: /,
    });
  });
});
