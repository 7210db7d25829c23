// Puts the packed package into copies of the fixtures, as its users install it.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../tools/paths.js';

const SOURCES = join(ROOT, 'tests/consumers');
/** Outside of the project, where nothing of it is found by chance. */
const COPIES = join(
  tmpdir(),
  `leann-web-consumers-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`,
);

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** What a program printed, and whether it ended well. */
export interface Ended {
  code: number;
  output: string;
}

/** Runs npm, with the production's environment: what one builds is what one publishes. */
export async function npm(folder: string, ...args: string[]): Promise<Ended> {
  const { NODE_ENV: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const options = { cwd: folder, env: { ...env, ...TELL_NOBODY }, maxBuffer: 2 ** 26 };
  try {
    const { stdout, stderr } = await promisify(execFile)('npm', args, options);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const {
      code = 1,
      stdout = '',
      stderr = '',
    } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 1, output: stdout + stderr };
  }
}

/** Bundlers that tell their makers how they are used are asked not to. */
const TELL_NOBODY = { NEXT_TELEMETRY_DISABLED: '1', PARCEL_DISABLE_TELEMETRY: '1', CI: '1' };

async function must(folder: string, ...args: string[]): Promise<string> {
  const { code, output } = await npm(folder, ...args);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} in ${folder}:\n${output}`);
  return output;
}

/** Packs the package as for npm's registry, into a folder. The path of the archive. */
export async function packPackage(folder: string): Promise<string> {
  const printed = await must(ROOT, 'pack', '--json', '--pack-destination', folder, '--loglevel=error');
  const [packed] = JSON.parse(printed) as { filename: string }[];
  if (packed === undefined) throw new Error('npm pack made nothing');
  return join(folder, packed.filename);
}

/** Packs the package and installs it with what it depends on, unless the same is there already. The folder of the packages. */
export async function installPackage(): Promise<string> {
  const folder = join(COPIES, 'package');
  await mkdir(folder, { recursive: true });
  const archive = await packPackage(folder);
  const hash = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  const [packages, stamp] = [join(folder, 'node_modules'), join(folder, 'installed.txt')];
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return packages;
  for (const old of [packages, stamp, join(folder, 'package-lock.json')])
    await rm(old, { recursive: true, force: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await must(folder, 'install', ...QUIET, archive);
  await writeFile(stamp, hash);
  return packages;
}

/**
 * Copies a fixture, installs what it needs, and adds the packages of {@link installPackage}, linked, since they are large. What
 * an earlier run installed is used again as long as the fixture's lock is the same. The path of the copy.
 */
export async function install(name: string, packages: string): Promise<string> {
  const [from, to] = [join(SOURCES, name), join(COPIES, name)];
  await mkdir(to, { recursive: true });
  for (const old of await readdir(to)) {
    if (old !== 'node_modules' && old !== 'installed-lock.json')
      await rm(join(to, old), { recursive: true, force: true });
  }
  await cp(from, to, { recursive: true });
  await mkdir(join(to, 'src'), { recursive: true });
  await cp(join(SOURCES, 'app.js'), join(to, 'src/app.js'));
  const lock = await readFile(join(from, 'package-lock.json'), 'utf8');
  const known = await readFile(join(to, 'installed-lock.json'), 'utf8').catch(() => '');
  if (lock !== known) {
    await must(to, 'ci', ...QUIET);
    await writeFile(join(to, 'installed-lock.json'), lock);
  }
  await rm(join(to, 'node_modules/leann-web'), { recursive: true, force: true });
  await mkdir(join(to, 'node_modules'), { recursive: true });
  await promisify(execFile)('cp', ['-aln', `${packages}/.`, join(to, 'node_modules')]);
  return to;
}
