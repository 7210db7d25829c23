// The hook for MkDocs by itself, in Python: where it puts the search, and which command it runs. `npm run test:integrations` tries
// it in MkDocs.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../tools/paths.js';

const FOLDER = join(ROOT, 'integrations/mkdocs');
const skip = spawnSync('python3', ['--version']).status === 0 ? false : 'there is no python3 here';

/** The bars of pages as themes write them. */
const PAGES = {
  mkdocs:
    '<body><div><ul class="nav navbar-nav"></ul><ul class="nav navbar-nav ml-auto"><li></li></ul></div></body>',
  newer: '<body><div><ul class="nav navbar-nav ms-md-auto"><li></li></ul></div></body>',
  readthedocs: '<body class="wy-body"><div role="search"><form></form></div></body>',
  material:
    '<body dir="ltr"><header class="md-header"><nav class="md-header__inner"><a>x</a></nav></header></body>',
  other: '<html><body class="x"><h1>x</h1></body>',
  none: '<h1>x</h1>',
};

describe('the hook for MkDocs', { skip }, () => {
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-mkdocs-'));
    const npx = `#!/bin/sh\npwd > "${root}/where"\nprintf '%s\\n' "$@" > "${root}/typed"\nexit "$EXIT"\n`;
    await writeFile(join(root, 'npx'), npx);
    await chmod(join(root, 'npx'), 0o755);
  });

  after(() => rm(root, { recursive: true }));

  async function python(program: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const path = { PATH: `${root}${delimiter}${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: '1', EXIT: '0' };
    const script = `import json, sys\nsys.path.insert(0, ${JSON.stringify(FOLDER)})\nimport leann_web_hook as hook\n${program}`;
    const options = { env: { ...process.env, ...path, ...env } };
    return (await promisify(execFile)('python3', ['-c', script], options)).stdout;
  }

  it('puts the element into the bar of each theme, with the folder relative to the page', async () => {
    const program = `pages = json.loads(${JSON.stringify(JSON.stringify(PAGES))})
print(json.dumps({name: hook.with_search(page, "a/rain/", "find") for name, page in pages.items()}))`;
    const made = JSON.parse(await python(program)) as Record<string, string>;
    const before = (name: string, part: string) => {
      const [first = '', ...rest] =
        made[name]?.split('<script type="module" src="../../find/leann-search.js">') ?? [];
      assert.equal(rest.length, 1, name);
      assert.match(
        rest[0] ?? '',
        /<leann-search modal src="\.\.\/\.\.\/find\/" placeholder="Search"><\/leann-search>/,
      );
      assert.ok(first.endsWith(part), first);
    };
    before('mkdocs', '<ul class="nav navbar-nav ml-auto"><li class="nav-item">');
    before('newer', '<ul class="nav navbar-nav ms-md-auto"><li class="nav-item">');
    before('readthedocs', '<div role="search">');
    before('material', '<a>x</a><div class="md-header__option">');
    before('other', '<body class="x"><div>');
    assert.equal(made.none, PAGES.none);
  });

  it('runs the command beside mkdocs.yml, and not while a site is developed', async () => {
    const config = (folder?: string) =>
      JSON.stringify({
        site_dir: '/srv/site',
        config_file_path: join(root, 'mkdocs.yml'),
        ...(folder === undefined ? {} : { extra: { leann_web: { folder } } }),
      });
    const build = (
      command: string,
      folder?: string,
    ) => `hook.on_startup(command=${JSON.stringify(command)}, dirty=False)
hook.on_post_build(config=json.loads(${JSON.stringify(config(folder))}))`;
    const typed = () => readFile(join(root, 'typed'), 'utf8');
    await python(build('build'));
    assert.match(
      await typed(),
      /^--no-install\nleann-web\nbuild\n\/srv\/site\n--out\n\/srv\/site\/leann-search\n--exclude\n\/404/,
    );
    assert.equal((await readFile(join(root, 'where'), 'utf8')).trim(), root);
    await python(build('build', 'find'));
    assert.match(await typed(), /--out\n\/srv\/site\/find\n/);
    await rm(join(root, 'typed'));
    await python(build('serve'));
    await assert.rejects(typed(), { code: 'ENOENT' });
    await assert.rejects(
      python(build('build'), { EXIT: '3' }),
      /cannot publish .*srv\/site.* \(exit code 3\)/,
    );
  });
});
