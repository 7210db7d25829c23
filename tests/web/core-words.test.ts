// Words in the core: built, put into an index, appended, compacted, and searched in both modules.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { CoreGraph } from '../../web/core/core-graph.js';
import type { CoreIndex } from '../../web/core/core-index.js';
import { CoreReader } from '../../web/core/core-reader.js';
import type { CoreWords } from '../../web/core/core-words.js';
import { clusteredVectors } from './clustered-vectors.js';

const DIMENSION = 16;
const NODES = 300;
const VOCABULARY = 'rain sun wind snow storm cloud fog hail thunder lightning breeze drizzle Übergang'.split(
  ' ',
);

interface Passage {
  headings: string[];
  body: string[];
}

interface Term {
  term: string;
  prefix?: boolean;
  typos?: boolean;
  required?: boolean;
  excluded?: boolean;
}

const field = (words: readonly string[]) => new TextEncoder().encode(words.join('\n'));

function packed(...terms: (string | Term)[]): Uint8Array {
  const bytes = terms.flatMap((each) => {
    const { term, prefix, typos, required, excluded } = typeof each === 'string' ? { term: each } : each;
    const flags = (prefix ? 1 : 0) | (typos ? 2 : 0) | (required ? 4 : 0) | (excluded ? 8 : 0);
    const utf8 = [...new TextEncoder().encode(term)];
    return [flags, utf8.length, ...utf8];
  });
  return Uint8Array.from(bytes);
}

/** Passage v of a document of three: every third word of the vocabulary from v on, more or less. */
function passage(v: number): Passage {
  const word = (at: number) => VOCABULARY[at % VOCABULARY.length] ?? '';
  return {
    headings: v % 6 < 3 ? ['weather'] : [word(v >> 3)],
    body: Array.from({ length: 2 + (v % 9) }, (_, at) => word(v * 7 + at * at * 3)),
  };
}

describe('words in the core', () => {
  let core: Core;
  let reader: CoreReader;
  const vectors = clusteredVectors(NODES + 30, DIMENSION);

  before(async () => {
    [core, reader] = await Promise.all([Core.load(), CoreReader.load()]);
  });

  function wordsOf(begin: number, end: number): CoreWords {
    const builder = core.wordBuilder();
    for (let v = begin; v < end; v += 1) {
      if (v % 3 === 0) builder.beginDocument(field([`title${v % 10}`]));
      const { headings, body } = passage(v);
      builder.passage(field(headings), field(body));
    }
    return builder.finish();
  }

  function indexOf(nodes: number): CoreIndex {
    const builder = core.builder(DIMENSION, { numbering: 'as-added' });
    builder.add(vectors.slice(0, nodes));
    while (!builder.step(1000).finished);
    return builder.finish();
  }

  function worded(nodes = NODES): CoreIndex {
    const index = indexOf(nodes);
    const words = wordsOf(0, nodes);
    index.setWords(words);
    words.free();
    return index;
  }

  const queries = [
    packed('rain'),
    packed('rain', 'snow', 'unheard'),
    packed({ term: 'th', prefix: true }, { term: 'lightnign', typos: true }),
    packed({ term: 'übergang', typos: true }, { term: 'weather', required: true }),
    packed('title3', { term: 'fog', excluded: true }),
    packed({ term: 'fog', excluded: true }),
    packed(),
  ];

  it('are found alike in both modules, with filters and without', () => {
    const index = worded();
    const graph = reader.open(index.encode());
    assert.ok(graph.hasWords && index.hasWords);
    const allowed = Uint8Array.from({ length: Math.ceil(NODES / 8) }, (_, row) => (row * 37) & 0xff);
    for (const query of queries) {
      for (const bits of [undefined, allowed]) {
        assert.deepEqual(graph.searchWords(query, 20, bits), index.searchWords(query, 20, bits));
      }
    }
    index.free();
    graph.free();
  });

  it('are those of the passages, with what was looked for', () => {
    const index = worded();
    const { ids, scores, coverage, matched, permitted } = index.searchWords(
      packed({ term: 'thundre', typos: true }, 'hail'),
      NODES,
    );
    assert.deepEqual(matched, [
      { term: 0, word: 'thunder' },
      { term: 1, word: 'hail' },
    ]);
    assert.equal(permitted, undefined);
    const expected = Array.from({ length: NODES }, (_, v) => v).filter((v) => {
      const { headings, body } = passage(v);
      return [...headings, ...body].some((word) => word === 'thunder' || word === 'hail');
    });
    assert.deepEqual(
      [...ids].sort((a, b) => a - b),
      expected,
    );
    assert.ok(scores.every((score, i) => score > 0 && score <= (scores[i - 1] ?? 1)));
    assert.ok(coverage.every((share) => share > 0 && share <= 1));
    index.free();
  });

  it('leave out what is excluded, and keep what is required, whole documents at a time', () => {
    const index = worded();
    const { permitted = new Uint8Array() } = index.searchWords(packed({ term: 'fog', excluded: true }), 5);
    assert.equal(permitted.length, Math.ceil(NODES / 8));
    for (let v = 0; v < NODES; v += 1) {
      const document = [0, 1, 2].map((at) => passage(v - (v % 3) + at));
      const fog = document.some(({ headings, body }) => [...headings, ...body].includes('fog'));
      assert.equal(((permitted[v >> 3] ?? 0) >> (v & 7)) & 1, fog ? 0 : 1, `passage ${v}`);
    }
    index.free();
  });

  it('are kept in the file, and change nothing else of it', () => {
    const [plain, index] = [indexOf(NODES), worded()];
    const [without, file] = [plain.encode(), index.encode()];
    const { sizes } = core.read(file);
    const words = wordsOf(0, NODES);
    assert.equal(sizes.words, words.bytes());
    assert.equal(index.bytes().words, words.bytes());
    assert.equal(index.bytes().total, file.length);
    assert.equal(plain.bytes().words, 0);
    assert.equal(file.length - without.length, sizes.words + 20);
    assert.equal(reader.read(file, 'NONE').sizes.words, sizes.words);
    const again = core.open(file);
    assert.deepEqual(again.encode(), file);
    const [graph, bare] = [reader.open(file), reader.open(without)];
    assert.ok(again.hasWords && graph.hasWords && !bare.hasWords && !plain.hasWords);
    for (const each of [plain, index, words, again, graph, bare]) each.free();
  });

  it('grow with the index, and shrink with it, to the bytes of an index built at once', () => {
    const index = worded();
    index.insert(vectors.slice(NODES, NODES + 30));
    assert.ok(!index.hasWords && index.words() === undefined);
    assert.throws(() => index.searchWords(packed('rain'), 5), { code: 'invalid-argument' });
    const [more, all] = [wordsOf(NODES, NODES + 30), wordsOf(0, NODES + 30)];
    index.appendWords(more);
    const grown = index.words();
    assert.deepEqual([grown?.passages, grown?.terms, grown?.bytes()], [all.passages, all.terms, all.bytes()]);
    for (const query of queries) {
      assert.deepEqual(index.searchWords(query, 50), core.searchWords([all], query, 50));
    }
    index.remove(Uint32Array.of(0, 1, 2, 7));
    index.compact();
    const left = index.words();
    assert.equal(left?.passages, NODES + 26);
    const graph = reader.open(index.encode());
    for (const query of queries) assert.deepEqual(graph.searchWords(query, 50), index.searchWords(query, 50));
    for (const each of [index, more, all, grown, left, graph]) each?.free();
    assert.equal(core.liveHandles, 0);
  });

  it('are searched together with those of passages that are in no index yet', () => {
    const index = worded(NODES);
    const [tail, all] = [wordsOf(NODES, NODES + 30), wordsOf(0, NODES + 30)];
    for (const query of queries) {
      const whole = core.searchWords([all], query, 40);
      assert.deepEqual(index.searchWords(query, 40, undefined, tail), whole);
      const own = index.words();
      assert.deepEqual(own && core.searchWords([own, tail], query, 40), whole);
      own?.free();
    }
    const alone = core.searchWords([tail], packed('rain'), 40);
    assert.ok(alone.ids.length > 0 && alone.ids.every((id) => id < 30));
    assert.deepEqual(core.searchWords([], packed('rain'), 40).ids.length, 0);
    const allowed = new Uint8Array(Math.ceil((NODES + 30) / 8));
    allowed[NODES >> 3] = 1 << (NODES & 7);
    for (const id of index.searchWords(packed('title0'), 40, allowed, tail).ids) assert.equal(id, NODES);
    for (const each of [index, tail, all]) each.free();
  });

  it('are refused if they do not fit, with the same words in both modules', () => {
    const [index, bare, few] = [worded(), indexOf(NODES), wordsOf(0, 3)];
    const graph = reader.open(index.encode());
    const unworded = reader.open(bare.encode());
    const refused = { code: 'invalid-argument' };
    assert.throws(() => index.setWords(few), refused);
    assert.throws(() => index.appendWords(few), refused);
    assert.throws(() => bare.appendWords(few), refused);
    const wrong: ((graph: CoreGraph) => unknown)[] = [
      (each) => each.searchWords(Uint8Array.of(0), 5),
      (each) => each.searchWords(Uint8Array.of(16, 1, 97), 5),
      (each) => each.searchWords(packed(...Array<string>(65).fill('a')), 5),
      (each) => each.searchWords(packed('rain'), 5, new Uint8Array(3)),
    ];
    const failureOf = (action: () => unknown): unknown => {
      try {
        return action();
      } catch (error) {
        return error;
      }
    };
    for (const action of wrong) {
      const error = failureOf(() => action(index));
      assert.ok(error instanceof Error);
      assert.deepEqual(
        failureOf(() => action(graph)),
        error,
      );
    }
    const search = (each: CoreGraph) => () => each.searchWords(packed('rain'), 5);
    assert.ok(failureOf(search(bare)) instanceof Error);
    assert.deepEqual(failureOf(search(unworded)), failureOf(search(bare)));
    for (const each of [index, bare, few, graph, unworded]) each.free();
  });

  it('are built of documents with passages, and of terms that are not too long', () => {
    const builder = core.wordBuilder();
    assert.throws(() => builder.passage(field([]), field(['a'])), { code: 'invalid-argument' });
    builder.beginDocument(field([]));
    assert.throws(() => builder.beginDocument(field([])), { code: 'invalid-argument' });
    assert.throws(() => builder.passage(field([]), field(['x'.repeat(65)])), { code: 'invalid-argument' });
    assert.throws(() => builder.finish(), { code: 'invalid-argument' });
    builder.passage(field([]), field(['a', 'b', 'a']));
    const words = builder.finish();
    assert.deepEqual([words.passages, words.terms], [1, 2]);
    words.free();
    assert.throws(() => words.terms, /was freed/);
    assert.equal(core.liveHandles, 0);
  });

  it('believe no damaged file', () => {
    const index = worded();
    const file = index.encode();
    index.free();
    for (let at = 0; at < file.length; at += 97) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x20;
      assert.throws(() => reader.open(damaged));
    }
    assert.equal(reader.liveHandles, 0);
  });
});
