// `leann-web mcp` as an assistant uses it, through the official client of the Model Context Protocol.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { modelFolder } from '../web/model-folder.js';
import { install, installPackage } from './install.js';

const run = promisify(execFile);

/** A tool and its arguments, or what the client does besides. */
type Step = readonly [name: string, ...given: unknown[]];

interface Tool {
  name: string;
  description: string;
  inputSchema: { properties: { where?: { description: string }; limit?: { description: string } } };
  outputSchema: { properties: object };
}

/** What a tool answered; which fields there are depends on the tool. */
interface Answer {
  hits: { id: string; title: string; text: string; score: number }[];
  same: boolean;
  title: string;
  passages: { text: string; headings?: string[] }[];
  total: number;
  documents: { id: string; title?: string }[];
  next: number;
  remark?: string;
  refused: string;
}

interface Told {
  server: string;
  instructions: string;
  answers: (Answer & Tool[])[];
  closedMs: number;
}

const NOTES = {
  'rain.md': '---\ntags: [weather]\n---\n# Rain\n\nWe walked home through the rain.\n',
  'storm.md': '---\ntags: [weather]\nmood: loud\n---\n# Storm\n\nIt rained all day, so we stayed at home.\n',
  'bread.md': '# Bread\n\nKnead the dough and let it rise for an hour.\n',
  'baking.md': '# Baking\n\nThe oven has to be hot before the loaf goes in.\n',
};
const PROGRAM = 'node_modules/leann-web/dist/cli/main.js';

describe('an assistant', { timeout: 600_000 }, () => {
  let folder: string;

  /** Starts a server of a folder and does these steps with it. */
  const told = async (name: string, model: readonly string[], ...steps: Step[]): Promise<Told> => {
    const place = name.startsWith('http:') ? name : join(folder, name);
    const args = [place, '--cache', join(folder, 'kept'), ...model];
    const { stdout } = await run(process.execPath, ['client.js', JSON.stringify({ args, steps })], {
      cwd: folder,
    });
    return JSON.parse(stdout) as Told;
  };
  const withModel = ['--model', modelFolder()];

  before(async () => {
    folder = await install('agents', await installPackage());
    await mkdir(join(folder, 'notes'));
    for (const [name, text] of Object.entries(NOTES)) await writeFile(join(folder, 'notes', name), text);
    const args = ['build', 'notes', '--out', 'published', '--title', 'my notes', ...withModel];
    await run(process.execPath, [PROGRAM, ...args], { cwd: folder });
  });

  it('searches, reads and lists a published folder', async () => {
    const { server, instructions, answers } = await told(
      'published',
      [],
      ['search', { query: 'getting wet', limit: 2 }],
      ['get', { id: './rain.md' }],
      ['get', { id: 'rain.md', from: 9 }],
      ['list', { prefix: 'b', limit: 1 }],
      ['more_like_this', { id: 'rain.md', limit: 1 }],
      ['search', { query: 'home', where: '{"tags": {"has": "weather"}}' }],
    );
    assert.equal(server, 'leann-web');
    assert.ok(instructions.includes(`"my notes", 4 documents, published in ${join(folder, 'published')}`));
    const [search, get, past, list, more, weather] = answers;
    assert.equal(search?.hits[0]?.id, 'rain.md');
    assert.equal(search.hits[0].title, 'Rain');
    assert.match(search.hits[0].text, /walked home/);
    assert.equal(search.hits.length, 2);
    assert.equal(search.same, true);
    assert.equal(get?.title, 'Rain');
    assert.match(get.passages.map(({ text }) => text).join(), /through the rain/);
    assert.deepEqual([past?.total, past?.passages], [1, []]);
    assert.deepEqual(
      [list?.total, list?.documents, list?.next],
      [2, [{ id: 'baking.md', title: 'Baking' }], 1],
    );
    assert.equal(more?.hits[0]?.id, 'storm.md');
    assert.deepEqual(weather?.hits.map(({ id }) => id).sort(), ['rain.md', 'storm.md']);
  });

  it('learns from the tools which fields there are, what answers hold and how many it gets', async () => {
    const { answers } = await told('published', [], ['tools']);
    const tools = answers[0] ?? [];
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['search', 'get', 'list', 'more_like_this'],
    );
    const { inputSchema, outputSchema, description } = tools[0] as Tool;
    assert.match(inputSchema.properties.where?.description ?? '', /tags \(such as "weather"\)/);
    assert.match(inputSchema.properties.limit?.description ?? '', /1 to 50; default 8/);
    assert.deepEqual(Object.keys(outputSchema.properties), ['hits', 'remark']);
    for (const word of ['score', 'weak', 'passage']) assert.ok(description.includes(`"${word}"`), word);
  });

  it('is told what it does wrong', async () => {
    const cases: [Step, RegExp][] = [
      [['search', { query: ' ' }], /^"query" must not be empty$/],
      [['search', {}], /^"query" is missing$/],
      [['search', { query: 'rain', limit: 0 }], /^"limit" must be a whole number from 1 to 50, not 0$/],
      [['search', { query: 'rain', colour: 'red' }], /no "colour"/],
      [['get', { id: 'snow.md' }], /no document "snow\.md"; "list" gives the ids of all/],
      [['list', { from: -1 }], /^"from" must be a whole number from 0, not -1$/],
      [['search', { query: 'rain', where: 'wet' }], /^"where" must be an object, not "wet"$/],
      [['delete', { id: 'rain.md' }], /no tool "delete"/],
    ];
    const { answers } = await told('published', [], ...cases.map(([step]) => step));
    for (const [row, [, reason]] of cases.entries()) assert.match(answers[row]?.refused ?? '', reason);
  });

  it('searches a folder of documents, and what was changed, added and deleted in it meanwhile', async () => {
    const { instructions, answers } = await told(
      'notes',
      [...withModel, '--fields', 'mood'],
      ['search', { query: 'getting wet' }],
      ['get', { id: join(folder, 'notes/rain.md') }],
      // A draft: what is not to be published is there for its writer.
      [
        'write',
        'notes/snow/sledge.md',
        '---\ndraft: true\n---\n# Sledge\n\nOn the snow the sledge was faster than skis.\n',
      ],
      ['write', 'notes/bread.md', '# Bread\n\nThe trumpet player practises every evening.\n'],
      ['remove', 'notes/baking.md'],
      ['search', { query: 'winter sports', limit: 1 }],
      ['search', { query: 'music', limit: 1 }],
      ['list', {}],
      ['remove', 'notes/snow/sledge.md'],
      ['write', 'notes/bread.md', NOTES['bread.md']],
      ['write', 'notes/baking.md', NOTES['baking.md']],
      ['list', {}],
      ['search', { query: 'home', where: { mood: 'loud' } }],
    );
    assert.ok(instructions.includes(`the documents in ${join(folder, 'notes')}`), instructions);
    assert.equal(answers[0]?.hits[0]?.id, 'rain.md');
    assert.equal(answers[1]?.title, 'Rain', 'by its absolute path');
    assert.equal(answers[5]?.hits[0]?.id, 'snow/sledge.md');
    assert.equal(answers[6]?.hits[0]?.id, 'bread.md');
    const ids = (answer: Answer | undefined) => answer?.documents.map(({ id }) => id);
    assert.deepEqual(ids(answers[7]), ['bread.md', 'rain.md', 'snow/sledge.md', 'storm.md']);
    assert.deepEqual(
      answers.at(-1)?.hits.map(({ id }) => id),
      ['storm.md'],
      'of the field that was asked for',
    );
    assert.deepEqual(ids(answers.at(-2)), ['baking.md', 'bread.md', 'rain.md', 'storm.md']);
    assert.deepEqual(await readdir(join(folder, 'elsewhere')), [], 'nothing is left where it was started');
  });

  it('is told why there is nothing to search, and searches once there is', async () => {
    const query = { query: 'winter' };
    const { instructions, answers } = await told(
      'later',
      withModel,
      ['search', query],
      ['write', 'later/sledge.md', 'The sledge was faster than we were.\n'],
      ['search', query],
      ['remove', 'later/sledge.md'],
      ['search', query],
    );
    const reason = `cannot read ${join(folder, 'later')}: there is no such file or folder`;
    assert.equal(instructions, `Nothing can be searched now: ${reason}. The next call looks again.`);
    assert.equal(answers[0]?.refused, reason);
    assert.equal(answers[2]?.hits[0]?.id, 'sledge.md');
    assert.match(
      answers[4]?.remark ?? '',
      /^what has changed could not be read: .*no file of a known format/,
    );
    assert.equal(answers[4]?.hits[0]?.id, 'sledge.md', 'what was there before');
  });

  it('is answered though an address is silent, and told where it is dead', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/search`;
    const { instructions, answers } = await told(url, [], ['tools']);
    assert.equal(instructions, `Searches ${url}, on this machine, by meaning and by words.`);
    assert.equal(answers[0]?.length, 4);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    const dead = await told(url, [], ['search', { query: 'rain' }]);
    assert.match(dead.instructions, /^Nothing can be searched now: cannot fetch .*ECONNREFUSED/);
    assert.match(
      dead.answers[0]?.refused ?? '',
      /^cannot fetch .*\/manifest\.json: fetch failed \(.*ECONNREFUSED/,
    );
  });

  it('leaves a server that ends at once, though it is still reading', async () => {
    await mkdir(join(folder, 'many'));
    for (let number = 0; number < 40; number++) {
      const words = Array.from({ length: 2000 }, (_, word) => `word${number * 2000 + word}`);
      await writeFile(join(folder, 'many', `${number}.txt`), words.join(' '));
    }
    const args = [PROGRAM, 'mcp', 'many', ...withModel];
    const server = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
    let began = 0;
    // The line of the end of a phase: embedding is under way from here on.
    for await (const chunk of server.stderr) {
      if (!String(chunk).includes('split')) continue;
      began = performance.now();
      server.stdin.end();
    }
    assert.equal(await ended, 0);
    assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`);
  });

  it('is told what to install if the package of the protocol is missing', async () => {
    const [there, away] = ['node_modules/@modelcontextprotocol', 'away'].map((name) => join(folder, name));
    await rename(there ?? '', away ?? '');
    try {
      const failing = run(process.execPath, [PROGRAM, 'mcp', 'published'], { cwd: folder });
      await assert.rejects(failing, /npm install @modelcontextprotocol\/sdk/);
    } finally {
      await rename(away ?? '', there ?? '');
    }
  });
});
