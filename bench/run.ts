// Runs a benchmark of the core: makes its data set if it is missing, builds the programs, and runs them one after
// another. Tables go to the standard output, progress to the standard error.
// node dist/bench/run.js NAME [FOLDER]; FOLDER holds another data set of the same layout, which "codes-of-a-model" needs
// beside its own

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ROOT } from '../tools/paths.js';
import { glossesFolder } from './data/glosses.js';

/** One of the C++ programs in this folder, and what follows the data set on its command line. */
interface Program {
  name: string;
  as: 'native' | 'wasm';
  numbers: number[];
  /** Whether it compares two data sets: the usual one follows FOLDER, which has to be given. */
  two?: true;
}

const native = (name: string, ...numbers: number[]): Program => ({ name, as: 'native', numbers });
const wasm = (name: string, ...numbers: number[]): Program => ({ name, as: 'wasm', numbers });

const benchmarks: Record<string, Program[]> = {
  data: [],
  search: [
    native('search'),
    native('baselines'),
    native('codes'),
    native('ablation'),
    wasm('search'),
    wasm('baselines', 10_000),
  ],
  'codes-of-a-model': [
    { ...native('model_codes'), two: true },
    { ...native('second_stage', 10_000), two: true },
    { ...native('second_stage', 60_000), two: true },
  ],
  churn: [native('churn')],
  pruning: [native('pruning', 400)],
  numbering: [native('numbering')],
  partition: [native('partition')],
  'ten-million': [native('clusters_simulated')],
  rounding: [native('rounding')],
  build: [native('build'), wasm('build')],
};

const [benchmark = '', folder] = process.argv.slice(2);
const programs = benchmarks[benchmark];
if (programs === undefined) {
  const known = Object.keys(benchmarks).join(', ');
  console.error(`leann: cannot run benchmark "${benchmark}": it is one of ${known}`);
  process.exit(2);
}
const given = folder === undefined ? [] : [resolve(folder)];
const two = programs.some((program) => program.two);
if (two && given.length === 0) {
  console.error(`leann: cannot run benchmark "${benchmark}": it needs the folder of a second data set`);
  process.exit(2);
}
const data = two || given.length === 0 ? [...given, await glossesFolder()] : given;
build(programs);
for (const program of programs) {
  console.log(`\n# bench_${program.name}, ${program.as}\n`);
  runProgram(program);
}

function build(all: readonly Program[]): void {
  const targets = (as: Program['as']) =>
    all.filter((program) => program.as === as).map(({ name }) => `bench_${name}`);
  if (targets('native').length > 0) {
    run('cmake', ['--preset', 'dev']);
    run('cmake', ['--build', '--preset', 'dev', '--target', ...targets('native')]);
  }
  if (targets('wasm').length > 0) run('node', ['tools/emscripten.mjs', 'wasm-bench', ...targets('wasm')]);
}

function runProgram({ name, as, numbers }: Program): void {
  const parameters = [...data, ...numbers.map(String)];
  if (as === 'native') run(`build/dev/bench/bench_${name}`, parameters);
  else run('node', [`build/wasm-bench/bench/bench_${name}.js`, ...parameters]);
}

/** Ends this process if the program fails. */
function run(program: string, parameters: string[]): void {
  const { status, error } = spawnSync(program, parameters, { cwd: ROOT, stdio: 'inherit' });
  if (error) console.error(`leann: cannot run ${program}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
