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
/** Outside of it, since it is made anew each time. */
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

/** What the configuration imports: this package, and the one for VitePress, as they are here. */
async function lendPackages(): Promise<void> {
  const [own, integration] = [join(PROGRAMS, 'leann-web'), join(PROGRAMS, 'leann-web-vitepress')];
  for (const former of [own, integration]) await rm(former, { recursive: true, force: true });
  await symlink(ROOT, own, 'dir');
  await cp(join(ROOT, 'integrations/vitepress'), integration, { recursive: true });
  await mkdir(PAGES, { recursive: true });
  await symlink(PROGRAMS, join(PAGES, 'node_modules'), 'dir');
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
