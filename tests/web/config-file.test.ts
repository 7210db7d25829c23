// leann-web.config.json: what may be in it, and what the command line makes of it.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Command, readCommandLine } from '../../cli/command-line.js';
import { COMMANDS } from '../../cli/commands.js';
import { problemOf, SETTINGS, settingsSchema } from '../../cli/settings.js';
import { UsageError } from '../../cli/usage.js';
import { ROOT } from '../../tools/paths.js';
import { type Ended, start } from './cli-program.js';
import { modelFolder } from './model-folder.js';

/** Every setting, each with a value that is not its default. */
const ALL = {
  source: 'docs/**/*.md',
  out: 'site/search',
  title: 'Weather',
  model: 'models/mine',
  photoModel: 'models/clip',
  dtype: 'fp32',
  preset: 'small',
  maxTokens: 100,
  clusters: 8,
  threads: 3,
  cache: 'kept',
  exclude: ['drafts'],
  fields: ['author'],
  strict: true,
  update: true,
  indexOnly: true,
  port: 8099,
  host: '0.0.0.0',
  documents: 'docs',
  isolated: true,
  k: 3,
  confidence: 0.5,
  maxRecomputes: 7,
  where: { lang: 'en' },
  budgetMs: 900,
};

describe('the file of settings', () => {
  let root = '';
  const place = (name: string) => join(root, name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-config-'));
  });

  after(() => rm(root, { recursive: true }));

  async function fileWith(settings: unknown, name = 'settings.json'): Promise<string> {
    await writeFile(place(name), typeof settings === 'string' ? settings : JSON.stringify(settings));
    return place(name);
  }

  async function read(settings: unknown, ...args: string[]): Promise<Command> {
    return readCommandLine([...args, '--config', await fileWith(settings)]);
  }

  async function refusal(settings: unknown, ...args: string[]): Promise<string> {
    try {
      await read(settings, ...(args.length === 0 ? ['build'] : args));
    } catch (error) {
      assert.ok(error instanceof UsageError, String(error));
      return error.message;
    }
    assert.fail(`it was taken: ${JSON.stringify(settings)}`);
  }

  it('stands for what is not typed, with paths from its own folder', async () => {
    const build = {
      name: 'build',
      source: place('docs/**/*.md'),
      out: place('site/search'),
      model: place('models/mine'),
      photoModel: place('models/clip'),
      dtype: 'fp32',
      threads: 3,
      cache: place('kept'),
      title: 'Weather',
      indexOnly: true,
      maxTokens: 100,
      share: undefined,
      exclude: ['drafts'],
      fields: ['author'],
      strict: true,
      update: true,
      options: { preset: 'small', clusters: 8 },
      json: false,
    };
    assert.deepEqual(await read(ALL, 'build'), build);
    assert.deepEqual(await read(ALL, 'watch'), { name: 'watch', build });
    assert.deepEqual(await read(ALL, 'serve'), {
      name: 'serve',
      index: place('site/search'),
      port: 8099,
      host: '0.0.0.0',
      documents: place('docs'),
      isolated: true,
    });
    assert.deepEqual(await read(ALL, 'search', 'wet'), {
      name: 'search',
      index: place('site/search'),
      query: 'wet',
      options: { k: 3, confidence: 0.5, maxRecomputes: 7, where: { lang: 'en' }, budgetMs: 900 },
      // What the folder was built with is in it.
      model: undefined,
      noModel: false,
      json: false,
    });
    for (const name of ['info', 'verify'] as const)
      assert.deepEqual(await read(ALL, name), { name, index: place('site/search'), json: false });
    const mcp = {
      name: 'mcp',
      place: place('site/search'),
      model: undefined,
      fields: ['author'],
      cache: place('kept'),
    };
    assert.deepEqual(await read(ALL, 'mcp'), mcp);
    const { preset: _, ...others } = ALL;
    const sized = await read({ ...others, bytesPerPassage: 40 }, 'build');
    assert.ok(sized.name === 'build');
    assert.deepEqual(sized.options, { bytesPerPassage: 40, clusters: 8 });
    const known = [...Object.keys(ALL), 'bytesPerPassage'];
    assert.deepEqual(known.toSorted(), [...SETTINGS.keys()].toSorted(), 'every setting is tried');
  });

  it('is overridden by what is typed', async () => {
    const flags = ['--out', 'o', '--model', 'm', '--dtype', 'int8', '--title', 'T', '--cache', 'c'];
    const built = await read(ALL, 'build', 'typed', ...flags, '--no-strict', '--no-index-only');
    assert.ok(built.name === 'build');
    const { source, out, model, dtype, title, cache, strict, indexOnly } = built;
    assert.deepEqual(
      [source, out, model, dtype, title, cache, strict, indexOnly],
      ['typed', 'o', 'm', 'int8', 'T', 'c', false, false],
    );
    const lists = ['--exclude', '!drafts/kept', '--fields', 'weight', '--fields', 'level'];
    const sized = await read(ALL, 'build', '--bytes-per-passage', '40', ...lists);
    assert.ok(sized.name === 'build');
    assert.deepEqual(sized.options, { bytesPerPassage: 40, clusters: 8 });
    assert.deepEqual(sized.exclude, ['drafts', '!drafts/kept'], 'lists add up');
    assert.deepEqual(sized.fields, ['author', 'weight', 'level']);
    const found = await read(ALL, 'search', 'elsewhere', 'wet', '-k', '9', '--where', '{}');
    assert.ok(found.name === 'search');
    assert.deepEqual([found.index, found.options.k, found.options.where], ['elsewhere', 9, {}]);
    const served = await read(ALL, 'serve', 'here', '--port', '1', '--no-isolated');
    assert.ok(served.name === 'serve');
    assert.deepEqual([served.index, served.port, served.isolated], ['here', 1, false]);
  });

  it('lets every yes of it be taken back', async () => {
    const flags = [...SETTINGS.values()].filter(({ takes }) => takes.type === 'boolean');
    for (const { option = '' } of flags) {
      const name = option in COMMANDS.serve.options ? 'serve' : 'build';
      const [taken, back] = [await read(ALL, name), await read(ALL, name, `--no-${option}`)];
      assert.notDeepEqual(back, taken, option);
    }
    assert.equal(flags.length, 4);
    assert.throws(() => readCommandLine(['serve', 'x', '--no-strict']), /serve takes no --no-strict/);
  });

  it('is refused with the place and the reason', async () => {
    for (const [settings, reason] of [
      [{ presset: 'small' }, /there is no setting "presset"; did you mean "preset"\?/],
      [{ 'max-tokens': 3 }, /there is no setting "max-tokens"; did you mean "maxTokens"\?/],
      [{ colour: 'red' }, /there is no setting "colour"$/],
      [{ json: true }, /there is no setting "json"/],
      [{ maxTokens: '100' }, /"maxTokens" must be a whole number of at least 1, not "100"/],
      [{ maxTokens: 0 }, /"maxTokens" must be a whole number of at least 1, not 0/],
      [{ preset: 'huge' }, /"preset" must be one of small, balanced, accurate, not "huge"/],
      [{ dtype: 'int4' }, /"dtype" must be one of .*int8.*, not "int4"/],
      [{ strict: 'yes' }, /"strict" must be true or false, not "yes"/],
      [{ exclude: 'drafts' }, /"exclude" must be a list of texts, not "drafts"/],
      [{ exclude: [1] }, /"exclude" must be a list of texts, not \[1\]/],
      [{ title: 3 }, /"title" must be a text, not 3/],
      [{ title: null }, /"title" must be a text, not null/],
      [{ port: 65_536 }, /"port" must be a whole number from 0 to 65535, not 65536/],
      [{ confidence: 1.5 }, /"confidence" must be a number from 0 to 1, not 1.5/],
      [{ where: 'lang=en' }, /"where" must be an object, not "lang=en"/],
      [{ where: [] }, /"where" must be an object, not \[\]/],
      [{ budgetMs: -1 }, /"budgetMs" must be a whole number from 0, not -1/],
      [{ preset: 'small', bytesPerPassage: 40 }, /"preset" and "bytesPerPassage" both say/],
      ['{', /it is not JSON: /],
      ['[]', /it has to hold an object/],
    ] as const) {
      const said = await refusal(settings);
      assert.ok(said.startsWith(`cannot use ${place('settings.json')}: `), said);
      assert.match(said, reason);
    }
    assert.throws(() => readCommandLine(['build', '--config', place('none.json')]), /there is no such file/);
    assert.match(await refusal({ source: 'docs' }), /build needs --out DIR/);
    assert.match(await refusal({ out: 'o' }), /^<source> is missing$/);
    assert.throws(() => readCommandLine(['model', 'm', '--config', 'x']), /model takes no --config/);
  });

  it('is found in the working folder: build, search, info and verify need nothing else', async () => {
    const project = place('project');
    await mkdir(join(project, 'docs'), { recursive: true });
    await writeFile(join(project, 'docs/rain.md'), '# Rain\n\nWe walked home through the rain.\n');
    await writeFile(join(project, 'docs/bread.md'), '# Bread\n\nKnead the dough and let it rise.\n');
    const settings = { source: 'docs', out: 'site/search', model: modelFolder(), title: 'Weather', k: 1 };
    const $schema = './node_modules/leann-web/dist/cli/leann-web.schema.json';
    const file = join(project, 'leann-web.config.json');
    await writeFile(file, `\ufeff${JSON.stringify({ $schema, ...settings })}`);
    const run = async (...args: string[]): Promise<Ended> => {
      const ended = await start(args, project).ended;
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };
    assert.match((await run('build')).stdout, /^2 documents, .* in site\/search$/m);
    const { hits } = JSON.parse((await run('search', 'getting wet', '--json')).stdout);
    assert.deepEqual([hits.length, hits[0].id], [1, 'rain.md']);
    assert.match((await run('info')).stdout, /Weather/);
    await run('verify');
    await writeFile(file, '{ "sorce": "docs" }');
    const { code, stderr } = await start(['build'], project).ended;
    assert.deepEqual(
      [code, stderr.split('\n')[0]],
      [2, 'leann: cannot use leann-web.config.json: there is no setting "sorce"; did you mean "source"?'],
    );
  });
});

/** Whether the schema takes a value: of JSON Schema, what ours uses. */
function schemaTakes(schema: Readonly<Record<string, unknown>>, value: unknown): boolean {
  const { type, enum: words, minimum, maximum, items } = schema;
  if (Array.isArray(words)) return words.includes(value);
  if (type === 'array')
    return Array.isArray(value) && value.every((each) => schemaTakes(Object(items), each));
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer' && !Number.isInteger(value)) return false;
  const kind = type === 'integer' ? 'number' : type;
  if (typeof value !== kind) return false;
  return typeof value !== 'number' || (value >= Number(minimum) && value <= Number(maximum));
}

describe('the schema of the file of settings', () => {
  const { properties } = settingsSchema() as { properties: Record<string, Record<string, unknown>> };

  it('takes what the command takes, and nothing else', () => {
    const values = [
      ...['x', 'small', 'int8', '', '1', true, false, null, {}, { lang: 'en' }, [], ['x'], [1]],
      ...[-1, 0, 0.5, 1, 1.5, 65_535, 65_536, 999_999_999, 1_000_000_000, 1e21],
    ];
    for (const name of SETTINGS.keys()) {
      for (const value of values) {
        const taken = problemOf({ [name]: value }) === undefined;
        assert.equal(schemaTakes(properties[name] ?? {}, value), taken, `${name}: ${JSON.stringify(value)}`);
      }
    }
    assert.deepEqual(Object.keys(properties), ['$schema', ...SETTINGS.keys()]);
  });

  it('is shipped', async () => {
    const shipped = await readFile(join(ROOT, 'dist/cli/leann-web.schema.json'), 'utf8');
    assert.deepEqual(JSON.parse(shipped), JSON.parse(JSON.stringify(settingsSchema())));
  });

  it('has the settings that the documents list', async () => {
    const text = await readFile(join(ROOT, 'docs/hosting.md'), 'utf8');
    const [, section = ''] = text.split('## Settings in a file');
    const listed = Array.from(
      section.split('\n## ')[0]?.matchAll(/^\| `(\w+)` /gm) ?? [],
      ([, name]) => name,
    );
    assert.deepEqual(listed, [...SETTINGS.keys()]);
  });
});
