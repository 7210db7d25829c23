// Bundles a compiled module as the script of an otherwise empty page, so that its exports can be called from Node.

import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BESIDE } from '../beside.js';

export interface PageOptions {
  /** The page's content security policy; default: none. */
  policy?: string;
  /** For esbuild, over the usual ones. */
  build?: BuildOptions;
}

/**
 * Writes the page into `folder`, which is emptied first. `module` is the path of a compiled module; the page's script,
 * `page.js`, puts its exports into `globalThis.pageScript`.
 */
export async function bundlePage(module: string, folder: string, options: PageOptions = {}): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    bundle: true,
    format: 'esm',
    splitting: true,
    logLevel: 'error',
    plugins: [BESIDE],
    ...options.build,
    stdin: {
      contents: `import * as script from './${basename(module)}'; globalThis.pageScript = script;`,
      resolveDir: dirname(module),
    },
    entryNames: 'page',
    outdir: folder,
  });
  await writeFile(join(folder, 'index.html'), html(basename(module, '.js'), options.policy));
  // Browsers ask for one, and would complain that it is not found.
  await writeFile(join(folder, 'favicon.ico'), '');
}

function html(title: string, policy: string | undefined): string {
  const strict =
    policy === undefined ? '' : `\n<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return `<!doctype html><html lang="en"><meta charset="utf-8">${strict}
<title>${title}</title><script type="module" src="page.js"></script></html>
`;
}
