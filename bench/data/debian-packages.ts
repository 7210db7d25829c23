// Contents of Debian packages, as data for benchmarks; nothing of them is installed.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Fetches and unpacks packages into the folder, unless it is there. Errors: those of `apt-get`, which only Debian and its kin have. */
export function unpackPackages(names: readonly string[], folder: string): void {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const options = ['-q', '-o', 'APT::Sandbox::User=root'];
  execFileSync('apt-get', [...options, 'download', ...names], {
    cwd: unfinished,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const name of readdirSync(unfinished))
    execFileSync('dpkg-deb', ['--extract', join(unfinished, name), unfinished]);
  renameSync(unfinished, folder);
}
