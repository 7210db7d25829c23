// The examples of the README's section "API" fit the package: they pass the type checker.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = process.cwd();
const FOLDER = join(ROOT, 'build', 'readme');

async function examples(): Promise<string[]> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('\n## API\n'), readme.indexOf('\n## How it works\n'));
  return Array.from(section.matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);
}

/** An example as a module of its own: what it imports and uses is there. */
function asModule(code: string): string {
  const imports = code.includes("from 'leann-web'") ? '' : "import { LeannIndex } from 'leann-web';\n";
  const declares = /const index =/.test(code) ? '' : 'declare const index: LeannIndex;\n';
  return `import type { Embedder } from 'leann-web';\n${imports}declare const embedder: Embedder;\n${declares}${code}`;
}

describe('the examples of the README', () => {
  let codes: string[] = [];

  before(async () => {
    codes = await examples();
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
  });

  after(() => rm(FOLDER, { recursive: true, force: true }));

  it('pass the type checker', async () => {
    assert.ok(codes.length >= 4, `${codes.length} examples`);
    for (const [row, code] of codes.entries())
      await writeFile(join(FOLDER, `example-${row}.ts`), asModule(code));
    const options = {
      extends: '../../tsconfig.json',
      compilerOptions: {
        noEmit: true,
        noUnusedLocals: false,
        rootDir: '../..',
        paths: { 'leann-web': ['../../dist/web/index.d.ts'] },
      },
      include: ['*.ts'],
      exclude: [],
    };
    await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const failure = await run(process.execPath, [tsc, '-p', FOLDER]).then(
      () => undefined,
      (error: { stdout?: string }) => error.stdout ?? String(error),
    );
    assert.equal(failure, undefined);
  });
});
