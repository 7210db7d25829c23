// Runs all benchmarks one after another, after one build, and keeps what each prints in build/bench/all, headed by the day, the
// processor and how busy it was. What is there already is not run again, so an interrupted call is taken up by the next.
// node dist/bench/all.js [--only NAME,…] [--again] [--judged FOLDER …] [--vectors FOLDER]
// judged: as bench/judged/judged-set.ts says; vectors: a second data set of the core. Without them, what needs them is left out. Pages to
// index and a dictionary to ask with come from Debian packages.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../tools/paths.js';
import { documentation } from './data/documentation.js';

const FOLDER = `${ROOT}build/bench/all`;

/** What its programs need: package.json says of each script which, so all of them are made once. */
const PREPARATIONS = [
  'npm ci --prefix bench/peers --ignore-scripts --no-audit --no-fund',
  'node tools/setup.mjs bench',
  'npm run build',
  'npm run model',
  'npm run build:site',
  'npm run extension',
  'npx tsc -p bench/peers',
];

/** `npm run bench:SCRIPT -- PARAMETERS`. */
interface Benchmark {
  script: string;
  /** The name of an option stands for what it was given, and that of a part of {@link documentation} for its path. */
  parameters?: string[];
  /** What it goes by, where a script has several. Default: the script. */
  name?: string;
}

const PYTHON_QUESTIONS = ['--queries', 'bench/first-visit/python-questions.txt'];

/** All but those that take an hour each (`soak`, `scale`, `ten-million`), and `photos`, which needs a model of them. */
const BENCHMARKS: Benchmark[] = [
  { script: 'search' },
  { script: 'pruning' },
  { script: 'churn' },
  { script: 'numbering' },
  { script: 'rounding' },
  { script: 'build' },
  { script: 'partition' },
  { script: 'codes-of-a-model', parameters: ['vectors'] },
  { script: 'opening' },
  { script: 'encoder' },
  { script: 'threads' },
  { script: 'first-visit', parameters: ['pages'] },
  { script: 'first-visit', parameters: ['glosses'], name: 'first-visit-glosses' },
  {
    script: 'first-visit',
    parameters: ['glosses', '--clusters', '118'],
    name: 'first-visit-clusters',
  },
  { script: 'first-answer' },
  {
    script: 'final-answers',
    parameters: [...PYTHON_QUESTIONS, 'build/bench/first-visit/search'],
  },
  {
    script: 'final-answers',
    parameters: ['--dictionary', 'dictionary', 'glosses'],
    name: 'final-answers-glosses',
  },
  { script: 'judged', parameters: ['judged'] },
  { script: 'judged', parameters: ['--table-only', 'judged'], name: 'judged-table' },
  { script: 'expected-recall', parameters: ['judged', 'docs'] },
  { script: 'names' },
  { script: 'word-bytes', parameters: ['judged'] },
  { script: 'words', parameters: ['documentation'] },
  { script: 'languages' },
  { script: 'reverse-look-up', parameters: ['dictionary'] },
  { script: 'living-table', parameters: ['dictionary'] },
  { script: 'waiting-documents', parameters: ['dictionary'] },
  { script: 'update' },
  { script: 'tab-memory' },
  { script: 'costs' },
  { script: 'cluster-threads', parameters: ['vectors'] },
  { script: 'extension' },
  { script: 'history' },
  { script: 'photos-many' },
  { script: 'peers' },
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    again: { type: 'boolean', default: false },
    judged: { type: 'string', multiple: true },
    vectors: { type: 'string', multiple: true },
  },
});
const { judged, vectors } = values;
const fetched = documentation();
const given = new Map<string, string[] | undefined>([
  ['pages', [fetched.pages]],
  ['documentation', [fetched.documentation]],
  ['dictionary', [fetched.dictionary]],
  ['judged', judged?.map((path) => resolve(path))],
  ['vectors', vectors?.map((path) => resolve(path))],
]);
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};
const only = values.only?.split(',');
const wanted = BENCHMARKS.filter((benchmark) => only === undefined || only.includes(nameOf(benchmark)));
const ready = wanted.filter((benchmark) => !hasRun(benchmark) && isReady(benchmark));

mkdirSync(FOLDER, { recursive: true });
if (ready.length > 0) for (const preparation of PREPARATIONS) run(preparation, []);
const failed = ready.filter((benchmark) => !measure(benchmark)).map(nameOf);
if (failed.length > 0) {
  console.error(`leann: cannot finish the benchmarks: ${failed.join(', ')} failed`);
  process.exitCode = 1;
}

function nameOf({ name, script }: Benchmark): string {
  return name ?? script;
}

function fileOf(benchmark: Benchmark): string {
  return `${FOLDER}/${nameOf(benchmark)}.md`;
}

function hasRun(benchmark: Benchmark): boolean {
  return !values.again && existsSync(fileOf(benchmark));
}

/** Whether it has all that it needs; says so if not. */
function isReady(benchmark: Benchmark): boolean {
  const missing = benchmark.parameters?.find((name) => given.has(name) && given.get(name) === undefined);
  if (missing !== undefined) console.error(`${nameOf(benchmark)}: left out, it needs --${missing}`);
  return missing === undefined;
}

/** Whether it ran well. */
function measure(benchmark: Benchmark): boolean {
  const parameters = (benchmark.parameters ?? []).flatMap((each) => given.get(each) ?? [each]);
  const command = programOf(benchmark.script);
  const began = performance.now();
  const unfinished = `${fileOf(benchmark)}.new`;
  const output = openSync(unfinished, 'w');
  const [load = 0] = loadavg();
  const day = new Date().toISOString().slice(0, 10);
  writeSync(
    output,
    `${command} ${parameters.join(' ')}\n${day}, ${processor()}, load ${load.toFixed(1)}\n\n`,
  );
  const status = run(command, parameters, output);
  closeSync(output);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.error(`${nameOf(benchmark)}: ${status === 0 ? 'ran' : 'failed'}, ${seconds} s`);
  if (status === 0) renameSync(unfinished, fileOf(benchmark));
  return status === 0;
}

/** The script's program, without what is prepared for all. */
function programOf(script: string): string {
  const commands = scripts[`bench:${script}`]?.split(' && ') ?? [];
  const last = commands.at(-1) ?? '';
  return last.replace('npm run bench --', 'node dist/bench/run.js');
}

function processor(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}`;
}

function run(command: string, parameters: string[], output: number | 'inherit' = 'inherit'): number {
  const [program = '', ...first] = command.split(' ');
  const { status } = spawnSync(program, [...first, ...parameters], {
    cwd: ROOT,
    stdio: ['ignore', output, 'inherit'],
  });
  if (status !== 0 && output === 'inherit') process.exit(status ?? 1);
  return status ?? 1;
}
