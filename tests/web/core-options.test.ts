// Options of the core by their names and defaults, in both modules: each name means in C++ what it says, each default
// is the one that is documented.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { BuildOptions } from '../../web/core/build-options.js';
import { Core } from '../../web/core/core.js';
import type { CoreGraph } from '../../web/core/core-graph.js';
import { CoreReader } from '../../web/core/core-reader.js';
import type { CoreSearchOptions, SearchStrategy } from '../../web/core/search-options.js';
import { clusteredVectors } from './clustered-vectors.js';

const DIMENSION = 32;
const NODES = 1500;

/** What each strategy comes to, in both modules and in the one that also builds. */
const PUBLISHED: Partial<Record<SearchStrategy, SearchStrategy>> = { auto: 'scan', scan: 'scan' };
const EXPERIMENTAL: Partial<Record<SearchStrategy, SearchStrategy>> = {
  walk: 'walk',
  'two-level': 'two-level',
  'best-first': 'best-first',
};

/** As documented, where the core is told nothing. */
const BUILD_DEFAULTS: BuildOptions = {
  metric: 'ip',
  M: 16,
  efConstruction: 128,
  pruning: 'hubs',
  hubLinks: 32,
  links: 4,
  hubFraction: 0.02,
  preset: 'balanced',
  prediction: 'neighbors',
  lengthBits: 4,
  numbering: 'as-added',
  seed: 1,
};
const SEARCH_DEFAULTS = {
  strategy: 'auto',
  confidence: 0.95,
  leastGain: 0,
  ef: 64,
  ratio: 0.1,
  batchSize: 8,
} as const;

/** The numbers of the file's section PARM (docs/format.md), at these bytes of it, by the names of the options. */
const PARM: { [Name in keyof BuildOptions]: [at: number, numbers: Record<string, number>] } = {
  metric: [8, { ip: 0, l2: 1 }],
  pruning: [9, { none: 0, hubs: 1, random: 2, 'small-m': 3 }],
  bits: [10, { 4: 4, 8: 8 }],
  rotation: [11, { learned: 0, random: 1 }],
  prediction: [12, { none: 0, neighbors: 1 }],
  lengthBits: [13, { 0: 0, 4: 4 }],
  preset: [14, { small: 0, balanced: 1, accurate: 2 }],
  numbering: [15, { 'as-added': 0, local: 1 }],
};

/** Numbers that are no default, by the bytes where PARM has them. */
const NUMBERS = {
  M: [16, 5],
  efConstruction: [20, 37],
  hubLinks: [24, 9],
  links: [28, 3],
  rows: [32, 24],
  subspaces: [36, 6],
} as const;

describe('options of the core', () => {
  const vectors = clusteredVectors(NODES, DIMENSION);
  const query = vectors[7] ?? new Float32Array();
  let core: Core;
  let reader: CoreReader;
  let plain: Uint8Array;
  before(async () => {
    [core, reader] = await Promise.all([Core.load(), CoreReader.load()]);
    plain = fileOf({});
  });

  function fileOf(options: BuildOptions, nodes = NODES): Uint8Array {
    const builder = core.builder(DIMENSION, options);
    builder.add(vectors.slice(0, nodes));
    while (!builder.step(1000).finished);
    const index = builder.finish();
    const bytes = index.encode();
    index.free();
    return bytes;
  }

  /** All that a search says on its way. */
  function answer(graph: CoreGraph, options: CoreSearchOptions): unknown[] {
    const search = graph.search(query, options);
    const said: unknown[] = [];
    while (!search.done) {
      const wanted = [...search.wants()];
      said.push(wanted);
      search.supply(wanted.map((node) => vectors[node] ?? new Float32Array()));
    }
    said.push(search.hits(), search.stats());
    search.free();
    return said;
  }

  function openedBy(module: Core | CoreReader, check: (graph: CoreGraph) => void): void {
    const graph = module.open(plain);
    check(graph);
    graph.free();
  }

  function inBoth(check: (graph: CoreGraph) => void): void {
    for (const module of [core, reader]) openedBy(module, check);
  }

  function reports(graph: CoreGraph, strategies: Partial<Record<SearchStrategy, SearchStrategy>>): void {
    for (const [strategy, reported] of Object.entries(strategies)) {
      const search = graph.search(query, { k: 5, strategy: strategy as SearchStrategy, maxRecomputes: 0 });
      assert.equal(search.stats().strategy, reported);
      search.free();
    }
  }

  it('a strategy is reported under the name by which it was asked for', () => {
    inBoth((graph) => reports(graph, PUBLISHED));
    openedBy(core, (graph) => reports(graph, EXPERIMENTAL));
  });

  it('the least gain ends a search before confidence does, in batches that begin with two', () => {
    inBoth((graph) => {
      const effort = (leastGain: number) => {
        const said = answer(graph, { k: 10, confidence: 1, leastGain, maxRecomputes: NODES });
        const batches = said.slice(0, -2) as number[][];
        return { ...last(said), asked: batches.map(({ length }) => length) };
      };
      const [all, some, none] = [effort(0), effort(0.0001), effort(1)];
      assert.ok(
        some.recomputed < all.recomputed && some.ended === 'confident',
        JSON.stringify({ all, some }),
      );
      assert.equal(all.asked[0], 8);
      assert.equal(some.asked[0], 2);
      assert.deepEqual([none.recomputed, none.ended], [0, 'confident']);
      for (const leastGain of [-1, 2, Number.NaN]) {
        assert.throws(() => graph.search(query, { k: 10, leastGain }), { code: 'invalid-argument' });
      }
    });
  });

  it('a search has the defaults that are documented', () => {
    inBoth((graph) => {
      assert.deepEqual(
        answer(graph, { k: 3 }),
        answer(graph, { k: 3, ...SEARCH_DEFAULTS, maxRecomputes: 256 }),
      );
      // Certain only of what it has recomputed.
      const { recomputed, ended } = last(answer(graph, { k: 40, confidence: 1 }));
      assert.deepEqual([recomputed, ended], [256, 'max-recomputes']);
    });
    openedBy(core, (graph) => {
      for (const strategy of ['two-level', 'best-first'] as const) {
        const walked = { ...SEARCH_DEFAULTS, strategy, k: 300, ef: 300 };
        const stats = last(answer(graph, walked));
        assert.ok(stats.recomputed > 256 && stats.ended === 'walked', strategy);
        assert.deepEqual(answer(graph, { k: 300, strategy }), answer(graph, { ...walked, ef: 64 }));
      }
    });
  });

  it('the name of a choice in a build is that of its number in the file', () => {
    for (const [option, [at, numbers]] of Object.entries(PARM)) {
      for (const [name, number] of Object.entries(numbers)) {
        const value = Number.isNaN(Number(name)) ? name : Number(name);
        // What is made for inner products is left to the core under another metric.
        const parameters = parametersOf(fileOf({ [option]: value }, 40));
        assert.equal(parameters.getUint8(at), number, `${option} ${name}`);
      }
    }
  });

  it('a number of a build is that of the file', () => {
    const options = Object.fromEntries(Object.entries(NUMBERS).map(([name, [, value]]) => [name, value]));
    const parameters = parametersOf(fileOf({ ...options, hubFraction: 0.125, seed: 12 }, 40));
    for (const [name, [at, value]] of Object.entries(NUMBERS))
      assert.equal(parameters.getUint32(at, true), value, name);
    assert.equal(parameters.getFloat64(40, true), 0.125);
    assert.equal(parameters.getFloat64(48, true), 0);
    assert.equal(parameters.getBigUint64(56, true), 12n);
    assert.equal(parametersOf(fileOf({ bytesPerPassage: 500 }, 40)).getFloat64(48, true), 500);
  });

  it('a build has the defaults that are documented', () => {
    assert.deepEqual(fileOf(BUILD_DEFAULTS), plain);
    assert.deepEqual(
      fileOf({ metric: 'l2' }),
      fileOf({ ...BUILD_DEFAULTS, metric: 'l2', prediction: 'none', lengthBits: 0 }),
    );
  });

  it('an unknown name is refused', () => {
    assert.throws(() => core.builder(DIMENSION, { metric: 'cosine' as 'ip' }), {
      code: 'invalid-argument',
      message: 'leann: cannot use metric "cosine": it must be one of ip, l2',
    });
    inBoth((graph) => {
      assert.throws(() => graph.search(query, { k: 1, strategy: 'best' as 'scan' }), {
        code: 'invalid-argument',
      });
    });
  });
});

function last(said: unknown[]): { recomputed: number; ended: string | undefined } {
  return said.at(-1) as { recomputed: number; ended: string | undefined };
}

/** The section PARM, which follows ORIG. */
function parametersOf(file: Uint8Array): DataView {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [header, entry, checksum] = [48, 20, 4];
  const origin = Number(view.getBigUint64(header + 8, true));
  const sections = view.getUint32(12, true);
  assert.equal(new TextDecoder().decode(file.subarray(header + entry, header + entry + 4)), 'PARM');
  return new DataView(file.buffer, file.byteOffset + header + sections * entry + checksum + origin, 64);
}
