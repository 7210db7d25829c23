// `leann-web/langchain` with the real LangChain.js: its types, and what its calls give.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { examplesOf } from '../web/readme.js';
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

  it('does what docs/adapters.md shows', async () => {
    const [example] = (await examplesOf('docs/adapters.md')).filter(({ language }) => language === 'js');
    const before = `
      const vectorOf = (text) => [/wet|rain/.test(text) ? 1 : 0, /dough/.test(text) ? 1 : 0, 0.1];
      const embeddings = {
        embedQuery: async (text) => vectorOf(text),
        embedDocuments: async (texts) => texts.map(vectorOf),
      };
      const documents = [
        { pageContent: 'We walked home through the rain.', metadata: { year: 2024 } },
        { pageContent: 'Knead the dough.', metadata: { year: 2024 } },
        { pageContent: 'It rained.', metadata: { year: 2020 } },
      ];`;
    const after = `
      const texts = (all) => all.map(({ pageContent }) => pageContent);
      const retrieved = (await retriever.invoke('wet')).length;
      console.log(JSON.stringify([texts(found), retrieved, texts(await copy.similaritySearch('wet', 1)).length]));`;
    await writeFile(join(folder, 'example.mjs'), `${before}\n${example?.code}\n${after}`);
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder });
    const [found, retrieved, copied] = JSON.parse(stdout);
    assert.deepEqual(found, ['We walked home through the rain.', 'Knead the dough.']);
    assert.deepEqual([retrieved, copied], [3, 1]);
  });

  it('refuses what it cannot do, with a code', () => {
    assert.deepEqual(told.refusals, ['invalid-argument', 'invalid-argument', 'dimension-mismatch']);
  });
});
