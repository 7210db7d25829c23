// The documents are true: their TypeScript examples pass the type checker and run, and the files that they name exist.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inspect, promisify } from 'node:util';
import { ROOT } from '../../tools/paths.js';
import { LeannIndex, MemoryStore, OnnxEmbedder } from '../../web/index.js';
import { run } from './cli-program.js';
import { addAll } from './drive.js';
import { modelFolder } from './model-folder.js';
import { type Example, examplesOf } from './readme.js';

const FOLDER = join(ROOT, 'build', 'readme');
const PUBLISHED = join(FOLDER, 'published');
const RAIN = { id: 'rain', title: 'Rain', text: 'We walked home through the rain.' };

/** What examples print, by section. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  'In a page': /true \d+ .*Rain/s,
  'Before the model answers': /table \[.*Rain.*table \d+ Rain/s,
  'Several indexes, files': /notes/,
  'A published index': /true .*Rain/s,
  'Partial answers': /Rain We walked/,
};

/** An example as a module of its own. In this package, its name means the package itself. */
function asModule(code: string): string {
  const imports = code.includes("from 'leann-web'") ? '' : "import { LeannIndex } from 'leann-web';\n";
  const embedder = code.includes('const embedder =') ? '' : 'declare const embedder: Embedder;\n';
  const index = code.includes('const index =') ? '' : 'declare const index: LeannIndex;\n';
  return `import type { Embedder } from 'leann-web';\n${imports}${embedder}${index}${code}`;
}

/** Compiles the examples; what the compiler complains of. */
async function compile(examples: readonly Example[]): Promise<string> {
  for (const [row, { code }] of examples.entries()) {
    await writeFile(join(FOLDER, `example-${row}.ts`), asModule(code));
  }
  const compilerOptions = {
    composite: false,
    declaration: false,
    noUnusedLocals: false,
    rootDir: '.',
    outDir: 'compiled',
  };
  const settings = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  return promisify(execFile)(process.execPath, [tsc, '-p', FOLDER]).then(
    () => '',
    (error: { stdout?: string }) => error.stdout ?? String(error),
  );
}

/**
 * Lets examples that are written for pages run here, until `mock.restoreAll`: memory stands in for IndexedDB, `embedder` for
 * the model at `/models/`, and a folder for the one at `/search/`.
 */
function standIn(embedder: OnnxEmbedder): void {
  const stores = new Map<string, MemoryStore>();
  const options = (name: string) => {
    const store = stores.get(name) ?? new MemoryStore(name);
    stores.set(name, store);
    return { embedder, store };
  };
  const { open, import: take, fromUrl } = LeannIndex;
  const { load } = OnnxEmbedder;
  mock.method(OnnxEmbedder, 'load', async (folder: string | URL, given?: object) =>
    String(folder).startsWith('/models/') ? embedder : load.call(OnnxEmbedder, folder, given),
  );
  mock.method(LeannIndex, 'open', (name: string, { table = false } = {}) =>
    open.call(LeannIndex, name, { ...options(name), ...(table && { table }) }),
  );
  mock.method(LeannIndex, 'import', (name: string, file: Blob) =>
    take.call(LeannIndex, name, file, options(name)),
  );
  mock.method(LeannIndex, 'fromUrl', (_: string, given: object) =>
    fromUrl.call(LeannIndex, PUBLISHED, given),
  );
  mock.method(LeannIndex, 'delete', async (name: string) => void stores.delete(name));
  mock.method(LeannIndex, 'list', async () => {
    const stored = await Promise.all(
      Array.from(stores, async ([name, store]) => ({ ...(await store.manifest()), name })),
    );
    return stored.map(({ name, documents, textBytes }) => ({ name, documents, bytes: textBytes }));
  });
}

describe('the examples in README and docs', () => {
  let examples: Example[];
  let embedder: OnnxEmbedder;
  let index: LeannIndex;

  before(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    const documents = ['README.md', 'docs/index-life.md', 'docs/hosting.md'];
    examples = (await Promise.all(documents.map(examplesOf)))
      .flat()
      .filter(({ language }) => language === 'ts');
    embedder = await OnnxEmbedder.load(modelFolder());
    index = await LeannIndex.open('given', { embedder, store: 'memory' });
    await addAll(index, [RAIN]);
    await writeFile(join(FOLDER, 'rain.jsonl'), JSON.stringify(RAIN));
    const flags = ['--model', modelFolder(), '--out', PUBLISHED, '--cache', join(FOLDER, 'cache')];
    const { code, stderr } = await run('build', join(FOLDER, 'rain.jsonl'), ...flags);
    assert.equal(code, 0, stderr);
  });

  after(async () => {
    await index?.close();
    await embedder?.close();
    await rm(FOLDER, { recursive: true, force: true });
  });

  it('compile and run, and print what they should', async () => {
    assert.equal(await compile(examples), '');
    standIn(embedder);
    // Of each example, `declare const` says which of these it uses.
    Object.assign(globalThis, { index, embedder });
    try {
      const printed = new Map<string, string>();
      const log = mock.method(console, 'log', () => {});
      for (const [row, { section }] of examples.entries()) {
        await import(pathToFileURL(join(FOLDER, 'compiled', `example-${row}.js`)).href);
        const lines = log.mock.calls.map((call) => call.arguments.map(written).join(' '));
        log.mock.resetCalls();
        printed.set(section, lines.join('\n'));
      }
      mock.restoreAll();
      for (const [section, pattern] of Object.entries(PRINTED)) {
        assert.match(printed.get(section) ?? '', pattern, section);
      }
    } finally {
      mock.restoreAll();
      Object.assign(globalThis, { index: undefined, embedder: undefined });
    }
  });
});

function written(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

/** What documents name: files in backticks, and where links lead. */
const NAMED = /`((?:bench|bindings|cli|demo|docs|src|tests|tools|web)\/[\w./-]*)`/g;
const LINKED = /\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g;

describe('the documents', () => {
  it('name only files that exist', async () => {
    const documents = ['.', 'docs'].map(async (folder) =>
      (await readdir(join(ROOT, folder))).map((name) => join(folder, name)),
    );
    for (const document of (await Promise.all(documents)).flat().filter((name) => name.endsWith('.md'))) {
      const text = await readFile(join(ROOT, document), 'utf8');
      const named = Array.from(text.matchAll(NAMED), ([, path = '']) => path);
      const linked = Array.from(text.matchAll(LINKED), ([, path = '']) => join(dirname(document), path));
      const missing = [...named, ...linked].filter((path) => !existsSync(join(ROOT, path)));
      assert.deepEqual(missing, [], document);
    }
  });
});
