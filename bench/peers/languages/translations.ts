// Texts in many languages: Debian's descriptions of its packages, as its translators have written them. The ordinary client
// fetches them from the archive that this machine uses, into a folder of ours.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { WORK } from '../places.js';

/** A package's name, what it is in one line, and what is said about it. */
export interface Description {
  name: string;
  short: string;
  long: string;
}

const LISTS = `${WORK}languages/`;

/** Fetches the descriptions of these languages (ISO codes, as Debian names them) if they are not there. */
export function fetchTranslations(languages: readonly string[]): void {
  if (languages.every((language) => listOf(language) !== undefined)) return;
  for (const folder of [`${LISTS}lists/partial`, `${LISTS}cache/archives/partial`]) {
    mkdirSync(folder, { recursive: true });
  }
  const options = [
    `Dir::State::Lists=${LISTS}lists`,
    `Dir::Cache=${LISTS}cache`,
    `Acquire::Languages=${languages.join(',')}`,
    'APT::Sandbox::User=root',
    // Of the archive alone: others have no translations.
    'Dir::Etc::SourceParts=-',
    `Dir::Etc::SourceList=${sourceList()}`,
  ];
  const args = ['update', '-q', ...options.flatMap((option) => ['-o', option])];
  execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Debian's own, in the form and the place that its releases have had since 2023, or before. */
function sourceList(): string {
  const file = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'].find(existsSync);
  if (file === undefined) throw new Error('this machine has no list of a Debian archive');
  return file;
}

/** Those that have both parts translated, by name; empty if the archive has none in that language. */
export function descriptionsIn(language: string): Description[] {
  const file = listOf(language);
  if (file === undefined) return [];
  const text = execFileSync('/usr/lib/apt/apt-helper', ['cat-file', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const found = text.split('\n\n').flatMap((stanza) => descriptionOf(stanza) ?? []);
  return found.sort((left, right) => (left.name < right.name ? -1 : 1));
}

function listOf(language: string): string | undefined {
  const folder = `${LISTS}lists`;
  if (!existsSync(folder)) return undefined;
  // The archive of the release, without what was changed in it since; apt writes the _ of zh_CN as %5f.
  const end = new RegExp(
    `_debian_dists_[a-z]+_main_i18n_Translation-${language.replace('_', '(_|%5f)')}(\\.|$)`,
    'i',
  );
  const name = readdirSync(folder).find((each) => end.test(each));
  return name && `${folder}/${name}`;
}

/** A stanza has the package, a digest, and the description: its first line, and lines that begin with a space. */
function descriptionOf(stanza: string): Description | undefined {
  const name = /^Package: (.*)$/m.exec(stanza)?.[1];
  const [, short, rest] = /^Description-(?!md5)[\w@]+: (.*)\n((?: .*\n?)*)/m.exec(stanza) ?? [];
  if (name === undefined || short === undefined || rest === undefined) return undefined;
  const lines = rest.split('\n').map((line) => line.slice(1));
  const long = lines
    .map((line) => (line === '.' ? '' : line))
    .join('\n')
    .trim();
  return { name, short: short.trim(), long };
}
