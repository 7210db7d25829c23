// Runs the test files of a folder of tests/ in a few processes instead of one for each file: a process loads, compiles and optimises the
// package only once.
// node dist/tests/shares.js FOLDER

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../tools/paths.js';

/** So many that two processors end at about the same time. */
const SHARES = 16;

const [folder = ''] = process.argv.slice(2);
const compiled = join(ROOT, 'dist/tests', folder);
const place = join(ROOT, 'build/shares', folder);
const files = (await readdir(compiled)).filter((name) => name.endsWith('.test.js')).sort();
if (files.length === 0) throw new Error(`leann: cannot test "${folder}": tests/ has no tests there`);

await rm(place, { recursive: true, force: true });
await mkdir(place, { recursive: true });
// Neighbours are alike: dealt out in turn, every share has some of the long ones.
const shares = Array.from({ length: SHARES }, (_, share) => files.filter((_, at) => at % SHARES === share));
const entries = shares.map((names, share) => ({ names, path: join(place, `${share + 1}.js`) }));
for (const { names, path } of entries) {
  const lines = names.map((name) => `import ${JSON.stringify(pathToFileURL(join(compiled, name)).href)};\n`);
  await writeFile(path, lines.join(''));
}
const paths = entries.map(({ path }) => path);
const tests = spawn(process.execPath, ['--test', '--test-concurrency=2', ...paths], { stdio: 'inherit' });
const [status] = await once(tests, 'exit');
process.exitCode = status ?? 1;
