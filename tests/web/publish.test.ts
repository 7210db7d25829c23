// leann-web/publish: what generators of sites call, with the real model.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { publishFolder, publishSite } from '../../cli/publish.js';
import { ROOT } from '../../tools/paths.js';
import { LeannError, LeannIndex } from '../../web/index.js';
import { hitsOf } from './drive.js';
import { modelFolder } from './model-folder.js';

const MODEL = modelFolder();

describe('leann-web/publish', { timeout: 600_000 }, () => {
  let root = '';
  let said = '';
  const terminal = { write: (text: string) => (said += text) };
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-publish-'));
    const page = (title: string, text: string) =>
      `<!doctype html><title>${title}</title><link rel="canonical" href="https://a.org/${title}/">
      <meta name="section" content="weather"><meta name="level" content="${title.length - 2}"><main><h1>${title}</h1><p>${text}</p></main>`;
    const files = {
      'site/index.html': page('Weather', 'What falls from the sky.'),
      'site/rain/index.html': page('Rain', 'We walked home through the rain.'),
      'site/drafts/snow/index.html': page('Snow', 'It is not done yet.'),
      'site/robots.txt': 'User-agent: *',
      'site/notes.txt': 'Notes on clouds.',
      'site/404.html': page('Not found', 'There is no such page.'),
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(place(path)), { recursive: true });
      await writeFile(place(path), text);
    }
  });

  after(() => rm(root, { recursive: true }));

  const idsOf = async (folder: string): Promise<string[]> => {
    await using index = await LeannIndex.fromUrl(folder, { model: 'never' });
    return [...(await index.ids())].toSorted();
  };

  it('publishes a folder, and says what was done', async () => {
    const options = { model: MODEL, cache: place('cache'), terminal, title: 'All', indexOnly: true };
    const first = await publishFolder(place('site'), place('out'), options);
    assert.deepEqual([first.documents, first.embedded, first.skipped], [5, 5, []]);
    const again = await publishFolder(place('site'), place('out'), { ...options, exclude: ['drafts/'] });
    assert.deepEqual([again.documents, again.embedded], [4, 0], 'the rest was known');
    await using index = await LeannIndex.fromUrl(place('out'), { model: 'never' });
    assert.equal(index.name, 'All');
    assert.equal((await index.get('rain/index.html'))?.url, 'https://a.org/Rain/');
    const sizes: number[] = [];
    for (const preset of ['small', 'accurate'] as const)
      sizes.push((await publishFolder(place('site'), place(preset), { ...options, preset })).bytes.index);
    assert.ok((sizes[0] ?? 0) < (sizes[1] ?? 0), `${sizes}`);
    await publishFolder(place('site'), place('parted'), { ...options, clusters: 3 });
    assert.equal((await readdir(place('parted/clusters'))).length, 3);
  });

  it('publishes a site within it, without what is for addresses that there are not', async () => {
    said = '';
    const options = {
      model: MODEL,
      cache: place('cache'),
      terminal,
      folder: 'find',
      exclude: ['drafts/', '!/notes.txt'],
    };
    const { documents } = await publishSite(place('site'), options);
    assert.equal(documents, 3);
    const ids = ['index.html', 'notes.txt', 'rain/index.html'];
    assert.deepEqual(await idsOf(place('site/find')), ids);
    assert.match(said, /leann-web: 3 documents, .* in .*site\/find\n$/);
    assert.ok((await readdir(place('site/find'))).includes('leann-search.js'));
    await using index = await LeannIndex.fromUrl(place('site/find'), { model: 'never' });
    const [hit] = await hitsOf(index, 'rain', { k: 1, model: false });
    assert.equal(hit?.url, 'rain/');
    await rm(place('site/find'), { recursive: true });
  });

  it('takes what is left open from the file of settings, but for what is read and written', async () => {
    const settings = { source: 'elsewhere', out: 'nowhere', title: 'Filed', model: MODEL, preset: 'small' };
    const exclude = ['drafts/'];
    const fields = ['section'];
    await writeFile(place('leann-web.config.json'), JSON.stringify({ ...settings, exclude, fields, k: 3 }));
    const module = join(ROOT, 'dist/cli/publish.js');
    const program = (options: object) => `
      import { publishSite } from ${JSON.stringify(module)};
      try { console.log(JSON.stringify(await publishSite('site', ${JSON.stringify(options)}))); }
      catch (error) { console.log(JSON.stringify([error.code, error.message])); }`;
    const run = async (options: object) => {
      const args = ['--input-type=module', '--eval', program(options)];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
      return JSON.parse(stdout);
    };
    const { documents } = await run({ bytesPerPassage: 4000, fields: ['level'] });
    assert.equal(documents, 2);
    await using index = await LeannIndex.fromUrl(place('site/search'), { model: 'never' });
    assert.equal(index.name, 'Filed');
    // Those of the file and of the program.
    const inSection = await hitsOf(index, 'rain', {
      model: false,
      where: { section: 'weather', level: '2' },
    });
    assert.deepEqual(
      inSection.map(({ id }) => id),
      ['rain/index.html'],
    );
    await writeFile(place('leann-web.config.json'), '{ "titel": "x" }');
    assert.deepEqual(await run({}), [
      'invalid-argument',
      'leann: cannot publish site: cannot use leann-web.config.json: there is no setting "titel"; did you mean "title"?',
    ]);
  });

  it('refuses options that there are not', async () => {
    for (const [options, reason] of [
      [
        { presset: 'small' },
        /^leann: cannot publish site: there is no setting "presset"; did you mean "preset"/,
      ],
      [{ maxTokens: '3' }, /"maxTokens" must be a whole number of at least 1, not "3"/],
      [{ preset: 'small', bytesPerPassage: 3 }, /both say how long codes are/],
      [{ port: 80 }, /there is no setting "port"/],
    ] as const) {
      const refused = publishFolder('site', 'out', options as object);
      await assert.rejects(refused, (error: unknown) => {
        assert.ok(error instanceof LeannError && error.code === 'invalid-argument');
        assert.match(error.message, reason);
        return true;
      });
    }
    const ended = publishFolder(place('site'), place('ended'), { model: MODEL, signal: AbortSignal.abort() });
    await assert.rejects(ended, { name: 'AbortError' });
  });
});
