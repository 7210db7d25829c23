// The matrix of engines and tests in docs/browsers.md, from what runs have noted.

import { existsSync, readFileSync } from 'node:fs';
import { ENGINES, type EngineName } from '../../tools/engines/engine.js';
import { ROOT } from '../../tools/paths.js';
import type { Noted } from './matrix-reporter.js';

const BEGIN = '<!-- matrix: npm run browsers -->';
const END = '<!-- end of the matrix -->';

/** The results of one engine's run. */
export interface EngineRun {
  title: string;
  tests: Noted[];
}

/** Where the run of an engine notes its tests. */
export function notesOf(engine: EngineName): string {
  return `${ROOT}build/browser-tests/notes-${engine}.jsonl`;
}

/** What the last run of that engine noted; no tests if there was none. */
export function readNotes(engine: EngineName): Noted[] {
  const path = notesOf(engine);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Noted);
}

/** The page with a new matrix; what stands around it stays. */
export function withMatrix(markdown: string, runs: Readonly<Record<EngineName, EngineRun>>): string {
  const [before, rest] = markdown.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`leann: cannot write docs/browsers.md: it lacks "${BEGIN}" or "${END}"`);
  }
  return `${before}${BEGIN}\n\n${matrix(runs)}\n\n${END}${after}`;
}

function matrix(runs: Readonly<Record<EngineName, EngineRun>>): string {
  const noted = ENGINES.map((engine) => runs[engine].tests);
  const files = [...new Set(noted.flat().map(({ file }) => file))];
  const reasons: string[] = [];
  const rows = files.flatMap((file) => {
    const names = new Set(noted.flat().flatMap((each) => (each.file === file ? [each.name] : [])));
    return [...names].map((name) => {
      const cells = noted.map((tests) =>
        cell(
          tests.find((test) => test.file === file && test.name === name),
          reasons,
        ),
      );
      // An element's name is one for Markdown, too, unless it is code.
      const text = name.replaceAll('|', '\\|').replaceAll(/<[^>]+>/g, '`$&`');
      return `| ${file} | ${text} | ${cells.join(' | ')} |`;
    });
  });
  const titles = ENGINES.map((engine) => runs[engine].title);
  const head = `| part | test | ${titles.join(' | ')} |\n| --- | --- |${' --- |'.repeat(titles.length)}`;
  const notes = reasons.map((reason, place) => `${place + 1}. ${reason}`).join('\n');
  return [`${head}\n${rows.join('\n')}`, ...(notes === '' ? [] : [`Skipped because:\n\n${notes}`])].join(
    '\n\n',
  );
}

/** Pass, FAIL, or skip with the number of its reason. */
function cell(test: Noted | undefined, reasons: string[]): string {
  if (test === undefined) return 'not run';
  if (test.outcome !== 'skip') return test.outcome === 'pass' ? 'pass' : 'FAIL';
  if (!reasons.includes(test.reason)) reasons.push(test.reason);
  return `skip (${reasons.indexOf(test.reason) + 1})`;
}
