// What `npm pack` puts into the package: all that it needs, sources for every map, and nothing else.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../tools/paths.js';

/** Without a map: what Emscripten makes has no source, what is packed is no code, types have none, and the worker is all of the others. */
const UNMAPPED =
  /\/(react|leann-core|leann-worker|leann-worker-script|leann-(core|reader|encoder-[a-z-]+)-wasm)\.js$/;

/** What a script or a declaration imports. */
const IMPORTS = /\b(?:from|import) ?\(?["']([^"'\s$]+)["']/g;
/** What it finds relative to itself; bundles look beside the index that they are copied to. */
const URLS = /\bnew URL\(["'](\.[^"'\s$]+\.\w+)["'], ?import\.meta\.url\)/g;

/** What published folders run looks there for files. */
const BESIDE_AN_INDEX = /^dist\/(web\/)?(bundle|standalone)\//;

/** All that the worker needs, ONNX Runtime too. */
const WORKER = 'dist/web/worker/leann-worker.js';

type Targets = string | { [condition: string]: Targets };

function targetsOf(targets: Targets): string[] {
  return typeof targets === 'string' ? [targets] : Object.values(targets).flatMap(targetsOf);
}

describe('the package', () => {
  let paths: Set<string>;
  let manifest: {
    exports: Record<string, Targets>;
    bin: Record<string, string>;
    sideEffects: string[];
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };

  const read = (path: string) => readFile(join(ROOT, path), 'utf8');
  const shipped = (pattern: RegExp) => [...paths].filter((path) => pattern.test(path));

  before(async () => {
    const run = promisify(execFile);
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json'], { cwd: ROOT, maxBuffer: 2 ** 24 });
    const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
    paths = new Set(packed?.files.map(({ path }) => path));
    manifest = JSON.parse(await read('package.json'));
  });

  it('holds licence, readme and compiled files, and nothing of tests, tools, benchmarks and demo', () => {
    const loose = shipped(/^(?!dist\/)/).sort();
    assert.deepEqual(loose, ['LICENSE', 'README.md', 'package.json']);
    const others = shipped(
      /^dist\/(?!(web|cli|bundle|standalone)\/.+\.(js|js\.map|d\.ts|wasm|schema\.json|LEGAL\.txt)$)/,
    );
    assert.deepEqual(others, []);
  });

  it('holds all that package.json names, with types', () => {
    const { exports, bin, sideEffects } = manifest;
    const targets = [...Object.values(exports).flatMap(targetsOf), ...Object.values(bin), ...sideEffects];
    for (const target of targets) {
      const path = posix.normalize(target);
      assert.ok(paths.has(path), target);
      if (path.endsWith('.js')) assert.ok(paths.has(path.replace(/\.js$/, '.d.ts')), `types of ${target}`);
    }
  });

  it('holds a map for every script, and in it the sources', async () => {
    for (const script of shipped(/\.js$/)) {
      if (UNMAPPED.test(script) || script.startsWith('dist/standalone/')) {
        assert.doesNotMatch(await read(script), /sourceMappingURL=/, script);
        continue;
      }
      assert.ok(paths.has(`${script}.map`), `map of ${script}`);
      const { sources, sourcesContent = [] } = JSON.parse(await read(`${script}.map`)) as {
        sources: string[];
        sourcesContent?: (string | null)[];
      };
      const lacking = sources.filter((_, row) => typeof sourcesContent[row] !== 'string');
      assert.deepEqual(lacking, [], script);
    }
  });

  it('holds what its files import, or depends on it', async () => {
    const known = new Set([
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.peerDependencies),
      ...builtinModules.map((name) => `node:${name}`),
    ]);
    let followed = 0;
    for (const file of shipped(/\.(js|d\.ts)$/)) {
      // Those of ONNX Runtime are its own affair.
      if (/^dist\/\w+\/ort\./.test(file) || file === WORKER) continue;
      const patterns = BESIDE_AN_INDEX.test(file) ? [IMPORTS] : [IMPORTS, URLS];
      const text = await read(file);
      for (const [, name = ''] of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) {
        followed++;
        const target = posix.join(posix.dirname(file), name);
        const packageName = /^(node:.+|@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[0] ?? '';
        const found = name.startsWith('.')
          ? paths.has(file.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target)
          : known.has(packageName);
        assert.ok(found, `${file}: ${name}`);
      }
    }
    assert.ok(followed > 500, `${followed} imports were looked at`);
  });
});
