// Bundles the package for pages that have no bundler: what `leann-web build` copies beside an index.
// Run as: node dist/tools/bundle.js

import { createHash } from 'node:crypto';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { settingsSchema } from '../cli/settings.js';
import { ENCODER_MODULES } from '../cli/site-files.js';
import { BESIDE } from './beside.js';
import { bundle, SERVICE_WORKER_FORMAT } from './bundler.js';
import { oneChunk } from './one-chunk.js';
import { packedScript } from './packed-script.js';
import { checkPageSize, gzipBytes, scriptsOf } from './page-size.js';
import { ROOT } from './paths.js';

const OUT = fileURLToPath(new URL('../bundle', import.meta.url));
const STANDALONE = fileURLToPath(new URL('../standalone', import.meta.url));
const WEB = fileURLToPath(new URL('../web', import.meta.url));
const READER = join(WEB, 'core/leann-reader.wasm');

/** Scripts by their names in the folder, which pages rely on; the element is made apart. */
const MODULES = { 'leann-web': 'web/bundle/page', worker: 'web/bundle/page-worker' };
const ELEMENT = { 'leann-search': 'web/element/leann-search' };

/** What the element loads to open an index, in place of the modules that it imports. */
const PARTS = { parts: 'web/bundle/parts' };

/** The package with all that it needs, for pages without a bundler: they name it in an import map, or import it from elsewhere. */
const WHOLE = { 'leann-web': 'web/index', ...ELEMENT };

/** For whoever looks into an error of a published page; no script names its map, so that no page fetches one. */
const MAPS = { sourcemap: 'external' } as const;

const encoders = ENCODER_MODULES.map((file) => `encoder/${file}`);
for (const file of ['core/leann-core.wasm', 'core/leann-reader.wasm', ...encoders]) {
  const place = join(WEB, file);
  await writeFile(place.replace(/\.wasm$/, '-wasm.js'), packedScript(await readFile(place)));
}
await bundleWorker();
// Types alone, written by hand, since React's are not there to compile them.
await cp(join(ROOT, 'web/element/react.d.ts'), join(WEB, 'element/react.d.ts'));
await writeFile(join(WEB, 'element/react.js'), 'export {};\n');
// For editors that check a file of settings.
await writeFile(
  join(ROOT, 'dist/cli/leann-web.schema.json'),
  `${JSON.stringify(settingsSchema(), undefined, 2)}\n`,
);
for (const folder of [OUT, STANDALONE]) await rm(folder, { recursive: true, force: true });
await bundle(WHOLE, STANDALONE, { chunkNames: '[name]-[hash]', external: [], plugins: [] });
// Beside the scripts: what they name relative to themselves is there.
const settings = { chunkNames: '[name]-[hash]', external: [], ...MAPS };
const base = join(ROOT, 'dist', `${PARTS.parts}.js`);
const made = await bundle({ ...MODULES, ...PARTS }, OUT, { ...settings, plugins: [BESIDE, oneChunk(base)] });
await bundleElement(made);
await bundle({ 'service-worker': 'web/service-worker/service-worker' }, OUT, {
  ...SERVICE_WORKER_FORMAT,
  ...MAPS,
});
const worker = await gzipBytes(join(WEB, 'worker/leann-worker.js'));
console.log(
  `The worker as one file, WASM and libraries included, takes ${(worker / 1000).toFixed(1)} kB (gzip).`,
);
await checkPageSize(scriptsOf(['leann-web.js', 'worker.js'], made), OUT, READER);

/**
 * The element in one file, which is there after one answer of the server. It names the scripts that opening an index takes, so
 * that they are fetched side by side.
 */
async function bundleElement(made: Metafile): Promise<void> {
  const parts = await withHash(join(OUT, 'parts.js'));
  const [, ...chunks] = scriptsOf(['parts.js'], made);
  await bundle(ELEMENT, OUT, {
    ...settings,
    splitting: false,
    define: { LEANN_PARTS: JSON.stringify([parts, ...chunks].join(' ')) },
    plugins: [importedLater(parts)],
  });
}

/** Renames a script, so that a cache never has another one in its place. The new name. */
async function withHash(script: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(script))
    .digest('hex')
    .slice(0, 8);
  const renamed = script.replace(/\.js$/, `-${hash}.js`);
  await rename(script, renamed);
  await rename(`${script}.map`, `${renamed}.map`);
  return basename(renamed);
}

/** Lets a script beside the bundle stand for all that it imports later. */
function importedLater(script: string): Plugin {
  return {
    name: 'imported-later',
    setup: (build) => {
      build.onResolve({ filter: /./ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${script}`, external: true } : undefined,
      );
    },
  };
}

/** The worker as one file that needs no others, and the same packed into a script. */
async function bundleWorker(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(WEB, 'worker/worker.js')],
    bundle: true,
    format: 'iife',
    minify: true,
    target: 'es2022',
    // Bundlers that look into it find nothing to follow.
    define: { 'import.meta.url': 'undefined' },
    legalComments: 'eof',
    logLevel: 'warning',
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('leann: cannot bundle the worker: there is nothing of it');
  // Parcel takes this for an import of its own making, and breaks it.
  const text = file.text.replaceAll('Promise.resolve().then(', 'Promise.resolve(0).then(');
  await writeFile(join(WEB, 'worker/leann-worker.js'), text);
  await writeFile(join(WEB, 'worker/leann-worker.d.ts'), 'export {};\n');
  await writeFile(join(WEB, 'worker/leann-worker-script.js'), packedScript(Buffer.from(text)));
}
