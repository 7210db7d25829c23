// Puts the packed package into copies of the fixtures, as its users install it.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { MODEL, ROOT } from '../../tools/paths.js';

const SOURCES = join(ROOT, 'tests/consumers');
/** Outside of the project, where nothing of it is found by chance. */
const COPIES = join(
  tmpdir(),
  `leann-web-consumers-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`,
);

/** Not with prefer-offline: a list of versions that npm keeps may lack one that a lock names, which `npm ci` then does not find. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** What a program printed, and whether it ended well. */
export interface Ended {
  code: number;
  output: string;
}

/** Runs npm, with the production's environment: what one builds is what one publishes. */
export async function npm(folder: string, ...args: string[]): Promise<Ended> {
  const { NODE_ENV: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const options = { cwd: folder, env: { ...env, ...TELL_NOBODY, LEANN_MODEL: MODEL }, maxBuffer: 2 ** 26 };
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

/** The installed package and what it depends on, and the archive that it comes from. */
export interface Packages {
  packages: string;
  archive: string;
}

/**
 * Packs the package and installs it with what it depends on, unless the same is there already. Test files run side by side: each
 * installs into a folder of its own, and the first to be done gives it the name that all of them look for.
 */
export async function installPackage(): Promise<Packages> {
  await mkdir(COPIES, { recursive: true });
  const folder = await mkdtemp(join(COPIES, 'new-package-'));
  try {
    const archive = await packPackage(folder);
    const hash = createHash('sha256').update(await readFile(archive));
    const installed = join(COPIES, `package-${hash.digest('hex').slice(0, 16)}`);
    if (!existsSync(installed)) {
      await writeFile(join(folder, 'package.json'), '{ "private": true }');
      await must(folder, 'install', ...QUIET, archive);
      await dropOthers(installed);
      await rename(folder, installed).catch((error) => {
        if (!existsSync(installed)) throw error;
      });
    }
    return { packages: join(installed, 'node_modules'), archive: join(installed, basename(archive)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was installed of other states of the package. */
async function dropOthers(installed: string): Promise<void> {
  for (const name of await readdir(COPIES)) {
    const folder = join(COPIES, name);
    if (name.startsWith('package-') && folder !== installed)
      await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Copies a fixture, installs what it needs, and adds the packages of {@link installPackage}: linked, since they are large,
 * or by npm if the fixture has others of the same names. What
 * an earlier run installed is used again as long as the fixture's lock is the same. The path of the copy.
 */
export async function install(
  name: string,
  { packages, archive }: Packages,
  sources: string = SOURCES,
): Promise<string> {
  const [from, to] = [join(sources, name), join(COPIES, name)];
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
  const there = join(to, 'node_modules');
  await mkdir(there, { recursive: true });
  if (await conflict(packages, there))
    await must(to, 'install', '--no-save', '--no-package-lock', ...QUIET, archive);
  else await promisify(execFile)('cp', ['-aln', `${packages}/.`, there]);
  return to;
}

/** Whether both folders have a package of the same name in different versions. */
async function conflict(some: string, others: string): Promise<boolean> {
  for (const name of await readdir(some)) {
    const names = name.startsWith('@')
      ? (await readdir(join(some, name))).map((part) => join(name, part))
      : [name];
    for (const each of names) {
      const [one, other] = await Promise.all([some, others].map((folder) => versionOf(join(folder, each))));
      if (one !== undefined && other !== undefined && one !== other) return true;
    }
  }
  return false;
}

async function versionOf(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { version?: string }).version;
}
