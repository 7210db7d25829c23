// npm run fuzz [-- --every N] [--seconds N]: builds the fuzzers and runs them in full, some ten minutes.
// 1. Every damaged file of the list, natively under sanitizers and as WASM: the verdicts must be the same.
// 2. libFuzzer for a while, on from the inputs that former runs found.
// 3. A tenth of it done to files of other libraries too, for the table in docs/security.md.
// --every: only each N-th file. --seconds: for libFuzzer.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { every: { type: 'string', default: '1' }, seconds: { type: 'string', default: '120' } },
});
const every = ['--every', values.every];
const corpus = 'build/fuzz/corpus';
const longestInput = 40_000; // bytes; the largest sample has 30,000

build(['cmake', '--preset', 'asan'], ['cmake', '--build', '--preset', 'asan', '--target', 'fuzz_mutations']);
build(['node', 'tools/emscripten.mjs', 'wasm', 'fuzz_mutations']);
const [native, wasm] = await Promise.all([
  output('build/asan/tests/fuzz/fuzz_mutations', every),
  output('node', ['build/wasm/tests/fuzz/fuzz_mutations.js', ...every]),
]);
console.log(native);
if (native !== wasm) fail(`the verdicts of WASM are others:\n${wasm}`);
console.log('The same as WASM.\n');

build(['cmake', '--preset', 'fuzz'], ['cmake', '--build', '--preset', 'fuzz']);
mkdirSync(corpus, { recursive: true });
const limits = [`-max_total_time=${values.seconds}`, '-timeout=20', `-max_len=${longestInput}`];
run('build/fuzz/tests/fuzz/fuzz_target', [
  ...limits,
  '-artifact_prefix=build/fuzz/',
  '-verbosity=0',
  '-print_funcs=0',
  corpus,
]);
console.log(`libFuzzer found nothing in ${values.seconds} s.\n`);

build(['cmake', '--preset', 'dev'], ['cmake', '--build', '--preset', 'dev', '--target', 'fuzz_comparison']);
// hnswlib needs a millisecond to open any file, and a crash a new process.
run('build/dev/tests/fuzz/fuzz_comparison', ['--every', String(10 * Number(values.every))]);

function build(...commands: string[][]): void {
  for (const [program = '', ...parameters] of commands) run(program, parameters, 'ignore');
}

function run(program: string, parameters: string[], stdout: 'inherit' | 'ignore' = 'inherit'): void {
  const { status } = spawnSync(program, parameters, { stdio: ['ignore', stdout, 'inherit'] });
  if (status !== 0) fail(`${program} ${parameters.join(' ')} failed`);
}

async function output(program: string, parameters: string[]): Promise<string> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of child.stdout) text += part;
  const status = child.exitCode ?? (await new Promise((resolve) => child.once('close', resolve)));
  if (status !== 0) fail(`${program} ${parameters.join(' ')} failed:\n${text}`);
  return text;
}

function fail(reason: string): never {
  console.error(`leann: fuzzing failed: ${reason}`);
  process.exit(1);
}
