// `leann-web/llamaindex` with the real LlamaIndex.TS: its types, its index and retriever, and what its calls give.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { install, installPackage, npm } from './install.js';

interface Told {
  retrieved: { of: string; text: string; metadata: object; score: number }[];
  again: string[];
  described: object;
  usual: object;
  filters: Record<string, string[]>;
  hybrid: string[];
  ofDocument: string[];
  replaced: string[];
  documents: number;
  left: string[];
  refusals: string[];
}

describe('the vector store of LlamaIndex.TS', { timeout: 600_000 }, () => {
  let folder: string;
  let told: Told;

  before(async () => {
    folder = await install('llamaindex', await installPackage());
  });

  it('has the types that LlamaIndex wants', async () => {
    const { code, output } = await npm(folder, 'run', 'types');
    assert.equal(code, 0, output);
    const { stdout } = await promisify(execFile)(process.execPath, ['made/use.js'], { cwd: folder });
    told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Told;
  });

  it('gives its retriever nodes as they were, with their cosines', () => {
    assert.deepEqual(told.retrieved.map(({ of }) => of).sort(), ['rain', 'storm']);
    const rain = told.retrieved.find(({ of }) => of === 'rain');
    assert.equal(rain?.text, 'We walked home through the rain.');
    assert.deepEqual(rain?.metadata, { year: 2023, tags: ['wet'] });
    assert.ok(rain.score > 0.95 && rain.score <= 1.0001, `${rain.score}`);
  });

  it('embeds again what LlamaIndex embedded: the metadata in front of the text', () => {
    assert.ok(
      told.again.some((text) => /^year: 2023\n\nWe walked home/m.test(text)),
      told.again.join('|'),
    );
  });

  it('knows the embeddings by their class and model, or as it is told', () => {
    assert.deepEqual(told.described, { name: 'other', embedder: 'topics', embedded: 0 });
    assert.deepEqual(told.usual, {
      name: 'llamaindex',
      embedder: 'llamaindex:TopicEmbedding:small',
      embedded: 1,
    });
  });

  it('takes filters with all operators, and ids of documents', () => {
    const { gt, empty, ...others } = told.filters;
    assert.deepEqual(gt?.sort(), ['bread', 'storm']);
    assert.deepEqual(empty?.sort(), ['bread', 'storm']);
    const only = { eq: 1, ne: 1, lte: 1, in: 1, nin: 1, any: 1, all: 0, contains: 1, or: 1 };
    assert.deepEqual(
      others,
      Object.fromEntries(Object.entries(only).map(([name, count]) => [name, count ? ['rain'] : []])),
    );
    assert.deepEqual(told.ofDocument, ['bread']);
  });

  it('searches by words and meaning, adds nodes and deletes documents', () => {
    assert.deepEqual(told.hybrid, ['storm']);
    assert.deepEqual([told.replaced, told.documents], [['note', 'note 2'], 5]);
    assert.ok(told.left.length === 2 && !told.left.includes('rain'));
  });

  it('refuses what it cannot do, with a code', () => {
    assert.deepEqual(told.refusals, Array(4).fill('invalid-argument'));
  });
});
