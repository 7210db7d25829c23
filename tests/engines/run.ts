// Runs the tests in browsers: all of Chromium's, or with --browser the part that runs in every engine.
// node dist/tests/engines/run.js [--browser chromium|firefox|webkit]... [--without NAME]... [--matrix]
// --without leaves out tests/engines/NAME.test.ts.
// With --matrix it runs that part in all three and writes the results into docs/browsers.md.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINES, type EngineName } from '../../tools/engines/engine.js';
import { engineNamed, launchEngine, missingFor } from '../../tools/engines/launch.js';
import { ROOT } from '../../tools/paths.js';
import { type EngineRun, notesOf, readNotes, withMatrix } from './matrix.js';

/** Test files of Chromium at a time: they wait for more than they compute. */
const AT_ONCE = 2;

/**
 * Of the part for all engines. The extension in Firefox waits half a minute for an alarm, and another file runs meanwhile; two drivers of
 * WebKit keep each other from starting.
 */
const OF_ENGINE: Record<EngineName, number> = { chromium: 1, firefox: 2, webkit: 1 };

const PAGE = `${ROOT}docs/browsers.md`;

/** Of the tests for all engines, those that Chromium's own do not cover. */
const ALSO_IN_CHROMIUM = [`${ROOT}dist/tests/engines/accessibility.test.js`];

const { values } = parseArgs({
  options: {
    browser: { type: 'string', multiple: true },
    without: { type: 'string', multiple: true, default: [] },
    matrix: { type: 'boolean' },
  },
});

const parts = testsIn('engines').map((path) => basename(path, '.test.js'));
const unknown = values.without.find((name) => !parts.includes(name));
if (unknown !== undefined) refuse(`cannot leave out "${unknown}": the parts are ${parts.join(', ')}`);

if (values.matrix) await writeMatrix();
else if (values.browser === undefined)
  exitWith([await runTests([...testsIn('browser'), ...ALSO_IN_CHROMIUM], AT_ONCE)]);
else exitWith(await Promise.all(values.browser.map(known).map(runEngine)));

async function writeMatrix(): Promise<void> {
  const passed = await Promise.all(ENGINES.map(runEngine));
  const runs: Partial<Record<EngineName, EngineRun>> = {};
  for (const engine of ENGINES) runs[engine] = { title: await titleOf(engine), tests: readNotes(engine) };
  const page = withMatrix(readFileSync(PAGE, 'utf8'), runs as Record<EngineName, EngineRun>);
  writeFileSync(PAGE, page);
  exitWith(passed);
}

async function titleOf(name: EngineName): Promise<string> {
  if (missingFor(name) !== undefined) return name;
  const engine = await launchEngine(name);
  await engine.close();
  return engine.title;
}

function known(name: string): EngineName {
  const engine = engineNamed(name);
  if (engine !== undefined) return engine;
  return refuse(`cannot test in "${name}": the browsers are ${ENGINES.join(', ')}`);
}

function refuse(reason: string): never {
  console.error(`leann: ${reason}`);
  process.exit(2);
}

/** Whether nothing went wrong in that engine. One that is not installed is left out, and the run says so. */
async function runEngine(engine: EngineName): Promise<boolean> {
  const notes = notesOf(engine);
  mkdirSync(dirname(notes), { recursive: true });
  const missing = missingFor(engine);
  if (missing !== undefined) {
    console.warn(`skipped: all tests in ${engine}: ${missing}; npm run setup installs it on Debian`);
    writeFileSync(notes, '');
    return true;
  }
  const reporters = [
    ['spec', 'stdout'],
    [`${ROOT}dist/tests/engines/matrix-reporter.js`, notes],
  ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
  const tests = testsIn('engines').filter((path) => !values.without.includes(basename(path, '.test.js')));
  return await runTests([...reporters, ...tests], OF_ENGINE[engine], { LEANN_BROWSER: engine });
}

async function runTests(
  parameters: string[],
  atOnce: number,
  environment: Record<string, string> = {},
): Promise<boolean> {
  const tests = spawn(process.execPath, ['--test', `--test-concurrency=${atOnce}`, ...parameters], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  const [status] = await once(tests, 'exit');
  return status === 0;
}

/** The compiled tests of a folder of tests/. */
function testsIn(folder: string): string[] {
  const path = join(ROOT, 'dist/tests', folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(path, name));
}

function exitWith(passed: boolean[]): void {
  process.exitCode = passed.every(Boolean) ? 0 : 1;
}
