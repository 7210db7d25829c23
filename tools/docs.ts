// Makes the documentation site into dist/docs: static files for any server. Pages are the project's documents, the API as
// TypeDoc tells it, and the playground; VitePress makes the site, and leann-web its search. Dead links are errors.
// Run as: node dist/tools/docs.js [--out FOLDER] [--base PATH], after npm run build and npm run model

import { spawn } from 'node:child_process';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundler.js';
import { checkLinks } from './docs/check-links.js';
import { writePages } from './docs/pages.js';
import { MODEL, ROOT } from './paths.js';

/** What VitePress reads. */
const PAGES = join(ROOT, 'build/docs');
/** Outside of it, since that is made again each time. */
const CACHE = join(ROOT, 'build/docs-cache');
const PROGRAMS = join(ROOT, 'tools/docs/node_modules');

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, 'dist/docs') },
    base: { type: 'string', default: '/' },
  },
});
const out = resolve(values.out);

await rm(PAGES, { recursive: true, force: true });
await writePages(PAGES);
await lendPackages();
await run('typedoc', ['--options', join(ROOT, 'tools/docs/typedoc.json')]);
await bundle({ playground: 'demo/playground/playground' }, join(PAGES, 'public/playground'));
await rm(out, { recursive: true, force: true });
await run('vitepress', ['build', PAGES], {
  LEANN_DOCS_BASE: values.base,
  LEANN_DOCS_OUT: out,
  LEANN_DOCS_MODEL: MODEL,
  LEANN_DOCS_CACHE: CACHE,
});
const { pages, links } = await checkLinks(out, values.base);
console.log(`${out}: ${pages} pages, ${links} links that lead somewhere`);

/**
 * What the configuration imports: this package and the one for VitePress, as they are here. The folder stands in `build/`, and of this
 * package only what was built is linked: nothing that walks the sources comes round in a circle.
 */
async function lendPackages(): Promise<void> {
  const folder = join(PAGES, 'node_modules');
  await mkdir(join(folder, 'leann-web'), { recursive: true });
  for (const name of ['vitepress', 'vue']) await symlink(join(PROGRAMS, name), join(folder, name), 'dir');
  await cp(join(ROOT, 'integrations/vitepress'), join(folder, 'leann-web-vitepress'), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(folder, 'leann-web/package.json'));
  await symlink(join(ROOT, 'dist'), join(folder, 'leann-web/dist'), 'dir');
}

/** Runs a program of tools/docs/node_modules. Rejects if it fails. */
function run(name: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  return new Promise<void>((done, failed) => {
    const program = spawn(join(PROGRAMS, '.bin', name), args, {
      cwd: ROOT,
      env: { ...process.env, ...settings },
      stdio: 'inherit',
    });
    program.once('error', failed);
    program.once('exit', (code) =>
      code === 0 ? done() : failed(new Error(`cannot make the site: ${name} ended with exit code ${code}`)),
    );
  });
}
