// Which source files of the project import which others, in TypeScript and C++, types included.

import { readdir, readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';

/** One import: from a file to a file, both relative to the project. */
export interface Import {
  from: string;
  to: string;
  /** Whether the file is only loaded when it is first used: `import()`. */
  lazy: boolean;
}

/** Sources by their path relative to the project. */
export type Sources = ReadonlyMap<string, string>;

const FOLDERS = ['web', 'cli', 'demo', 'tools', 'bench', 'tests', 'src', 'bindings'];
const SOURCE = /\.(ts|cpp|h)$/;
const PACKAGES = /\/node_modules\//;

/** All sources of the project below `root`. */
export async function readSources(root: string): Promise<Sources> {
  const sources = new Map<string, string>();
  for (const folder of FOLDERS) {
    const names = await readdir(join(root, folder), { recursive: true });
    const paths = names.map((name) => join(folder, name));
    for (const path of paths.filter((path) => SOURCE.test(path) && !PACKAGES.test(path)).sort()) {
      sources.set(path, await readFile(join(root, path), 'utf8'));
    }
  }
  return sources;
}

/** The imports among `sources`; those of packages and of the standard library are left out. */
export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([path, text]) =>
    path.endsWith('.ts') ? typeScriptImports(path, text, sources) : includes(path, text, sources),
  );
}

// Sources are formatted, so an import statement begins a line and quotes its module in single quotes.
const STATEMENT = /^(?:import|export)\b[^;]*?(?:from |import )'(\.[^']+)'/gm;
const LAZY = /\bimport\('(\.[^']+)'\)/g;
const WORKER = /\bnew URL\('(\.[^']+\.js)', import\.meta\.url\)/g;

function typeScriptImports(from: string, text: string, sources: Sources): Import[] {
  const found = (pattern: RegExp, lazy: boolean) =>
    [...text.matchAll(pattern)].flatMap(([, specifier = '']) => {
      const module = normalize(join(from, '..', specifier)).replace(/\.js$/, '');
      const to = [`${module}.ts`, `${module}.d.ts`].find((path) => sources.has(path));
      return to === undefined ? [] : [{ from, to, lazy }];
    });
  return [...found(STATEMENT, false), ...found(LAZY, true), ...found(WORKER, true)];
}

function includes(from: string, text: string, sources: Sources): Import[] {
  return [...text.matchAll(/^#include "([^"]+)"/gm)].flatMap(([, path = '']) => {
    const to = [join('src', path), join(from, '..', path)].find((candidate) => sources.has(candidate));
    return to === undefined ? [] : [{ from, to, lazy: false }];
  });
}

/** The circles among `imports`: groups of files of which each leads to all others. */
export function circlesOf(imports: readonly Pick<Import, 'from' | 'to'>[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const reached = new Map([...next.keys()].map((start) => [start, reachable(start, next)]));
  const leads = (from: string, to: string) => reached.get(from)?.has(to) === true;
  const circular = [...next.keys()].filter((path) => leads(path, path)).sort();
  const circles: string[][] = [];
  for (const path of circular) {
    if (circles.some((circle) => circle.includes(path))) continue;
    circles.push(circular.filter((other) => leads(path, other) && leads(other, path)));
  }
  return circles;
}

function reachable(start: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const to of next.get(path) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      waiting.push(to);
    }
  }
  return seen;
}
