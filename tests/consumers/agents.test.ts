// `leann-web mcp` as an assistant uses it, through the official client of the Model Context Protocol.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { modelFolder } from '../web/model-folder.js';
import { install, installPackage } from './install.js';

const run = promisify(execFile);

interface Told {
  server: string;
  instructions: string;
  tools: string[];
  search: { hits: { id: string; title: string; text: string; score: number }[]; same: boolean };
  get: { title: string; passages: { text: string; headings?: string[] }[] };
  list: { total: number; ids: string[]; next: number };
  more: { hits: { id: string }[] };
  refused: { refused: string }[];
}

const NOTES = {
  'rain.md': '# Rain\n\nWe walked home through the rain.\n',
  'storm.md': '# Storm\n\nIt rained all day, so we stayed at home.\n',
  'bread.md': '# Bread\n\nKnead the dough and let it rise for an hour.\n',
  'baking.md': '# Baking\n\nThe oven has to be hot before the loaf goes in.\n',
};

describe('an assistant', { timeout: 600_000 }, () => {
  let folder: string;

  const told = async (...args: string[]): Promise<Told> => {
    const { stdout } = await run(process.execPath, ['client.js', ...args], { cwd: folder });
    return JSON.parse(stdout) as Told;
  };

  before(async () => {
    folder = await install('agents', await installPackage());
    await mkdir(join(folder, 'notes'));
    for (const [name, text] of Object.entries(NOTES)) await writeFile(join(folder, 'notes', name), text);
  });

  it('searches, reads and lists a published folder, and is told what it does wrong', async () => {
    const args = ['build', 'notes', '--out', 'published', '--title', 'my notes', '--model', modelFolder()];
    await run(process.execPath, ['node_modules/leann-web/dist/cli/main.js', ...args], { cwd: folder });
    const { server, instructions, tools, search, get, list, more, refused } = await told('published');
    assert.equal(server, 'leann-web');
    assert.match(instructions, /"my notes", 4 documents/);
    assert.deepEqual(tools, ['search', 'get', 'list', 'more_like_this']);
    assert.equal(search.hits[0]?.id, 'rain.md');
    assert.equal(search.hits[0]?.title, 'Rain');
    assert.match(search.hits[0]?.text ?? '', /walked home/);
    assert.equal(search.hits.length, 2);
    assert.equal(search.same, true);
    assert.equal(get.title, 'Rain');
    assert.match(get.passages.map(({ text }) => text).join(), /through the rain/);
    assert.deepEqual([list.total, list.ids, list.next], [2, ['baking.md'], 1]);
    assert.equal(more.hits[0]?.id, 'storm.md');
    const reasons = [/"query" must/, /"limit" must/, /no "colour"/, /no document "snow\.md"/, /"from" must/];
    for (const [row, reason] of [...reasons, /"where" must/, /no tool "delete"/].entries()) {
      assert.match(refused[row]?.refused ?? '', reason);
    }
  });

  it('searches a folder of documents', async () => {
    const { search } = await told('notes', '--model', modelFolder());
    assert.equal(search.hits[0]?.id, 'rain.md');
  });

  it('is told what to install if the package of the protocol is missing', async () => {
    const [there, away] = ['node_modules/@modelcontextprotocol', 'away'].map((name) => join(folder, name));
    await rename(there ?? '', away ?? '');
    try {
      const failing = run(process.execPath, ['node_modules/leann-web/dist/cli/main.js', 'mcp', 'published'], {
        cwd: folder,
      });
      await assert.rejects(failing, /npm install @modelcontextprotocol\/sdk/);
    } finally {
      await rename(away ?? '', there ?? '');
    }
  });
});
