// Publishes the pages of a finished site for search.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('leann-web/package.json'));

/**
 * Runs `leann-web build SITE --out SITE/FOLDER` with further options, as the command line takes them. Rejects if that fails.
 */
export function publish(site, folder, options) {
  const args = [join(PACKAGE, 'dist/cli/main.js'), 'build', site, '--out', join(site, folder), ...options];
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, args, { stdio: 'inherit' });
    program.once('error', reject);
    program.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`leann-web: cannot publish ${site} for search (exit code ${code})`)),
    );
  });
}
