// What the package ships: no code made from strings, no paths of the machine that built it, no CDN.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

const SHIPPED = join(process.cwd(), 'dist', 'web');

/** Bundles of our scripts, which are looked at one by one, and of the libraries that they load. */
const WITH_LIBRARIES = new Set(['worker/leann-worker.js', 'worker/leann-worker-script.js']);

async function shippedScripts(): Promise<[name: string, text: string][]> {
  const all = await readdir(SHIPPED, { recursive: true });
  const names = all.filter((name) => name.endsWith('.js') && !WITH_LIBRARIES.has(name));
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(join(SHIPPED, name), 'utf8')]),
  );
}

const forbidden = [
  { what: 'eval', pattern: /\beval\s*\(/ },
  { what: 'the Function constructor', pattern: /\bFunction\s*\(/ },
  { what: 'innerHTML', pattern: /\.innerHTML\b/ },
  { what: 'an absolute URL to load from', pattern: /(?:import|fetch)\(?\s*['"`]https?:/ },
];

for (const { what, pattern } of forbidden) {
  test(`no script of the package has ${what}`, async () => {
    const scripts = await shippedScripts();
    assert.ok(
      scripts.some(([name]) => name.endsWith('leann-core.js')),
      'the WASM glue was looked at',
    );
    for (const [name, text] of scripts) assert.doesNotMatch(text, pattern, name);
  });
}

test('nothing of the package names the folder that it was built in', async () => {
  for (const module of ['leann-core.wasm', 'leann-reader.wasm']) {
    const wasm = await readFile(join(SHIPPED, 'core', module), 'latin1');
    assert.ok(!wasm.includes(process.cwd()), module);
  }
  for (const [name, text] of await shippedScripts()) assert.ok(!text.includes(process.cwd()), name);
});
