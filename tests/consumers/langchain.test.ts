// `leann-web/langchain` with the real LangChain.js: its types, and what its calls give.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { install, installPackage, npm } from './install.js';

interface Told {
  ids: string[];
  given: string[];
  scored: { id: string; pageContent: string; metadata: object; score: number }[];
  found: { pageContent: string; metadata: object }[];
  filtered: string[];
  retrieved: string[];
  diverse: string[];
  replaced: string[];
  loaded: string[];
  left: number;
  fromTexts: object[];
  refusals: string[];
}

describe('the vector store of LangChain.js', { timeout: 600_000 }, () => {
  let folder: string;
  let told: Told;

  before(async () => {
    folder = await install('langchain', await installPackage());
  });

  it('has the types that LangChain wants', async () => {
    const { code, output } = await npm(folder, 'run', 'types');
    assert.equal(code, 0, output);
    const { stdout } = await promisify(execFile)(process.execPath, ['made/use.js'], { cwd: folder });
    told = JSON.parse(stdout) as Told;
  });

  it('takes documents and vectors, under the ids that they have', () => {
    assert.deepEqual(told.ids.slice(0, 2), ['rain', 'storm']);
    assert.match(told.ids[2] ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(told.given, ['telescope', 'saturn']);
    assert.deepEqual(told.replaced, ['No more rain.']);
  });

  it('finds documents by vector and by text, with their metadata and cosines', () => {
    const [first, second] = told.scored;
    assert.deepEqual([first?.id, second?.id].sort(), ['rain', 'storm']);
    assert.ok(first && second && first.score >= second.score && first.score > 0.95 && first.score <= 1.0001);
    assert.equal(first.pageContent.includes('rain'), true);
    assert.deepEqual(told.found[0]?.metadata, { year: 2024, tags: ['food'] });
  });

  it('takes conditions on metadata as filters, in retrievers too', () => {
    assert.deepEqual(told.filtered, ['Knead the dough of the bread.']);
    assert.deepEqual(told.retrieved, ['rain']);
  });

  it('finds documents that are unlike each other', () => {
    assert.equal(told.diverse.length, 2);
    assert.equal(told.diverse.filter((text) => /rain/.test(text)).length, 1);
  });

  it('is exported, loaded and emptied', () => {
    assert.equal(told.loaded.length, 4);
    assert.ok(!told.loaded.includes('storm') && told.loaded.includes('rain'));
    assert.equal(told.left, 0);
    assert.deepEqual(told.fromTexts, [{ n: 2 }]);
  });

  it('refuses what it cannot do, with a code', () => {
    assert.deepEqual(told.refusals, ['invalid-argument', 'invalid-argument', 'dimension-mismatch']);
  });
});
