// The module that only searches, against the whole core: the same answers, refusals and figures.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { CoreGraph } from '../../web/core/core-graph.js';
import { CoreReader } from '../../web/core/core-reader.js';
import type { CoreSearchOptions, SearchStrategy } from '../../web/core/search-options.js';
import { clusteredVectors } from './clustered-vectors.js';

const NODES = 2000;
const DIMENSION = 64;
const CACHE_BYTES = 20_000;
const ORIGIN = {
  generation: 7,
  commit: '00112233445566778899aabbccddeeff',
  fingerprint: 'a model — of tests',
  dtype: 'fp32',
  device: 'wasm',
  corpus: '',
};

describe('the reader', () => {
  const vectors = clusteredVectors(NODES, DIMENSION);
  const queries = clusteredVectors(12, DIMENSION);
  let core: Core;
  let reader: CoreReader;
  let file: Uint8Array;
  let cached: Uint8Array;

  before(async () => {
    [core, reader] = await Promise.all([Core.load(), CoreReader.load()]);
    const builder = core.builder(DIMENSION, { numbering: 'as-added' });
    builder.add(vectors);
    while (!builder.step(1000).finished);
    const index = builder.finish(CACHE_BYTES);
    index.remove(Uint32Array.of(3, 1999));
    file = index.encode({ origin: ORIGIN, attachments: new Map([['CHCK', Uint8Array.of(1, 2, 3)]]) });
    // What it searched for is in its cache, and saved.
    answer(index, queries[0] ?? new Float32Array(), { k: 10 });
    cached = index.encode({ origin: ORIGIN, cacheBytes: CACHE_BYTES });
    index.free();
  });

  /** All that a search says on its way. */
  function answer(graph: CoreGraph, query: Float32Array, options: CoreSearchOptions, allowed?: Uint8Array) {
    const search = graph.search(query, options, allowed);
    const said: unknown[] = [];
    while (!search.done) {
      said.push(search.hits());
      const wanted = [...search.wants()];
      said.push(wanted);
      search.supply(wanted.map((node) => vectors[node % NODES] ?? new Float32Array()));
    }
    said.push(search.hits(), search.stats());
    search.free();
    return said;
  }

  function failure(action: () => unknown): unknown {
    try {
      action();
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it('answers as the core does, with filters and caches', () => {
    const allowed = Uint8Array.from({ length: NODES / 8 }, (_, row) => (row * 37) & 0xff);
    for (const cacheBytes of [0, CACHE_BYTES]) {
      const [ours, theirs] = [reader.open(file, cacheBytes), core.open(file, cacheBytes)];
      for (const strategy of ['auto', 'scan'] as SearchStrategy[]) {
        for (const query of queries) {
          const options = { k: 10, strategy, maxRecomputes: 200 };
          assert.deepEqual(answer(ours, query, options), answer(theirs, query, options));
          assert.deepEqual(answer(ours, query, options, allowed), answer(theirs, query, options, allowed));
        }
      }
      assert.deepEqual(ours.cache(), theirs.cache());
      ours.free();
      theirs.free();
    }
  });

  it('answers as the core does after each change, searched before it or not', () => {
    const index = core.open(file);
    const options = { k: 10, maxRecomputes: 200 };
    const check = () => {
      const graph = reader.open(index.encode());
      const query = queries[2] ?? new Float32Array();
      assert.deepEqual(answer(index, query, options), answer(graph, query, options));
      graph.free();
    };
    check();
    index.insert(vectors.slice(0, 300));
    check();
    index.remove(Uint32Array.of(5, 17, 2100));
    check();
    index.compact();
    check();
    index.free();
  });

  it('knows no strategy that is experimental', () => {
    const graph = reader.open(file);
    for (const strategy of ['walk', 'two-level', 'best-first'] as SearchStrategy[]) {
      const query = queries[0] ?? new Float32Array();
      assert.throws(() => graph.search(query, { k: 10, strategy }), { code: 'invalid-argument' }, strategy);
    }
    graph.free();
  });

  it('begins with the vectors that were saved', () => {
    const graph = reader.open(cached, CACHE_BYTES);
    assert.ok(graph.cache().entries > 0);
    const options = { k: 10 };
    const theirs = core.open(cached, CACHE_BYTES);
    assert.deepEqual(
      answer(graph, queries[0] ?? new Float32Array(), options),
      answer(theirs, queries[0] ?? new Float32Array(), options),
    );
    graph.free();
    theirs.free();
  });

  it('says of a file what the core says', () => {
    const { sizes, attachments, ...origin } = core.read(file);
    assert.deepEqual(reader.read(file, 'CHCK'), {
      fingerprint: origin.fingerprint,
      sizes,
      attachment: attachments.get('CHCK'),
    });
    assert.equal(reader.read(file, 'NONE').attachment, undefined);
    const [ours, theirs] = [reader.open(file), core.open(file)];
    for (const property of ['size', 'removed', 'dimension', 'metric'] as const)
      assert.equal(ours[property], theirs[property]);
    ours.free();
    theirs.free();
  });

  it('leaves out what has changed, and can be stopped', () => {
    const graph = reader.open(file);
    const search = graph.search(queries[1] ?? new Float32Array(), { k: 5, strategy: 'scan' });
    const first = search.hits().ids[0] ?? 0;
    search.exclude(Uint32Array.of(first));
    assert.ok(!search.hits().ids.includes(first) && !search.wants().includes(first));
    search.stop();
    assert.ok(search.done && search.wants().length === 0);
    assert.equal(search.hits().ids.length, 5);
    search.free();
    graph.free();
  });

  it('refuses what the core refuses, with the same words', () => {
    const [ours, theirs] = [reader.open(file), core.open(file)];
    const query = queries[0] ?? new Float32Array();
    const wrong: ((graph: CoreGraph) => unknown)[] = [
      (graph) => graph.search(new Float32Array(3), { k: 1 }),
      (graph) => graph.search(new Float32Array(DIMENSION), { k: 1 }),
      (graph) =>
        graph.search(
          query.map(() => Number.NaN),
          { k: 1 },
        ),
      (graph) => graph.search(query, { k: 0 }),
      (graph) => graph.search(query, { k: 1, ratio: 0, strategy: 'two-level' }),
      (graph) => graph.search(query, { k: 1 }, new Uint8Array(3)),
      (graph) => {
        const search = graph.search(query, { k: 1 });
        try {
          search.supply([query]);
        } finally {
          search.free();
        }
      },
      (graph) => {
        const search = graph.search(query, { k: 1 });
        try {
          search.exclude(Uint32Array.of(NODES));
        } finally {
          search.free();
        }
      },
    ];
    for (const action of wrong) {
      const error = failure(() => action(ours));
      assert.ok(error instanceof Error);
      assert.deepEqual(
        error,
        failure(() => action(theirs)),
      );
    }
    ours.free();
    theirs.free();
    assert.match(String(failure(() => ours.size)), /was freed/);
  });

  it('believes no damaged file', () => {
    for (let at = 0; at < file.length; at += 101) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      assert.deepEqual(
        failure(() => reader.open(damaged)),
        failure(() => core.open(damaged)),
      );
      assert.ok(failure(() => reader.open(damaged)) instanceof Error, `byte ${at}`);
    }
    for (const length of [0, 1, 40, file.length - 1])
      assert.ok(failure(() => reader.read(file.slice(0, length), 'CHCK')) instanceof Error);
  });

  it('frees what it made', () => {
    const graph = reader.open(file, CACHE_BYTES);
    const searches = queries.map((query) => graph.search(query, { k: 3 }));
    assert.equal(reader.liveHandles, 1 + searches.length);
    graph.free();
    // A search outlives its index.
    assert.equal(searches[0]?.hits().ids.length, 3);
    for (const search of searches) search.free();
    assert.equal(reader.liveHandles, 0);
  });

  it('says where its module cannot be had or is none', async () => {
    await assert.rejects(CoreReader.load(new URL('file:///no/such.wasm')), { code: 'not-found' });
    await assert.rejects(CoreReader.load(Uint8Array.of(1, 2, 3)), { code: 'internal' });
  });
});
