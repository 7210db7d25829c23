// The glosses of WordNet as a corpus: all there, clean, and the same sample every time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';

const all = readGlosses();
const byId = new Map(all.map((gloss) => [gloss.id, gloss]));

test('every synset is there once', () => {
  assert.equal(all.length, 117_791);
  assert.equal(byId.size, all.length);
  const counts = { n: 0, v: 0, a: 0, r: 0 };
  for (const { id } of all) {
    assert.match(id, /^[nvar]\d{8}$/);
    counts[id[0] as keyof typeof counts]++;
  }
  assert.deepEqual(counts, { n: 82_192, v: 13_789, a: 18_185, r: 3_625 });
});

test('words and definitions are as people write them', () => {
  assert.deepEqual(byId.get('n00002137'), {
    id: 'n00002137',
    title: 'abstraction, abstract entity',
    text: 'a general concept formed by extracting common features from specific examples',
  });
  assert.deepEqual(byId.get('a00001740'), {
    id: 'a00001740',
    title: 'able',
    text: "(usually followed by `to') having the necessary means or skill or know-how or authority to do something",
  });
  for (const { id, text, title } of all) {
    assert.ok(text.length > 0 && text === text.trim(), id);
    assert.ok(title.length > 0 && !/[_|]|\((a|p|ip)\)/.test(title), `${id}: ${title}`);
  }
});

test('words are counted in hexadecimal', () => {
  const most = Math.max(...all.map(({ title }) => title.split(', ').length));
  assert.equal(most, 28);
});

test('a smaller sample is the front of a larger one, and mixed', () => {
  const sample = readGlosses({ limit: 1000 });
  assert.deepEqual(sample, all.slice(0, 1000));
  assert.deepEqual(
    sample.slice(0, 3).map(({ id }) => id),
    ['a02744251', 'a02720035', 'n14384320'],
  );
  const nouns = sample.filter(({ id }) => id.startsWith('n')).length;
  assert.ok(Math.abs(nouns - 698) < 45, `${nouns} nouns in 1000, where 698 are expected`);
  const offsets = sample.filter(({ id }) => id.startsWith('n')).map(({ id }) => Number(id.slice(1)));
  const low = offsets.filter((offset) => offset < 7_593_103).length;
  assert.ok(low > 0.4 * nouns && low < 0.6 * nouns, `${low} of ${nouns} in the first half of the dictionary`);
});
