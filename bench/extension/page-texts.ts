// Texts of bookmarked pages, from Debian's packages of documentation: what the sites show, as far as it is there. Manual pages
// are set by `man`, as man7.org shows them.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from '../../tools/paths.js';
import { unpackPackages } from '../data/debian-packages.js';

const FOLDER = `${ROOT}build/bench-page-texts`;

/** Of Debian 12. */
const PACKAGES = ['python3.11-doc', 'git-doc', 'postgresql-doc-15', 'cppreference-doc-en-html'];
/** Whose manual pages are bookmarked. */
const MANUALS =
  'bsdutils coreutils cron diffutils findutils grep less linux-perf lsof make man-db patch procps rsync screen sed strace systemd tar time util-linux'.split(
    ' ',
  );
const MANUAL_COLUMNS = '80';

/** What an address begins with, and where the file is that what follows it names. */
const SITES: readonly { site: string; fileOf: (rest: string) => string }[] = [
  { site: 'https://docs.python.org/3/', fileOf: (rest) => `doc/python3.11/html/${rest}` },
  { site: 'https://git-scm.com/docs/', fileOf: (rest) => `doc/git-doc/${rest}.html` },
  {
    site: 'https://www.postgresql.org/docs/current/',
    fileOf: (rest) => `doc/postgresql-doc-15/html/${rest}`,
  },
  { site: 'https://en.cppreference.com/w/', fileOf: (rest) => `cppreference/doc/html/en/${rest}.html` },
];
const MANUAL_PAGE = /^https:\/\/man7\.org\/linux\/man-pages\/man1\/(.+)\.1\.html$/;

/** The pages as HTML by address, of those addresses whose pages are there. */
export function readPageTexts(urls: readonly string[]): Map<string, string> {
  unpackPackages([...PACKAGES, ...MANUALS], FOLDER);
  const pages = new Map<string, string>();
  for (const url of urls) {
    const page = documentation(url) ?? manualPage(url);
    if (page !== undefined) pages.set(url, page);
  }
  return pages;
}

function documentation(url: string): string | undefined {
  const found = SITES.find(({ site }) => url.startsWith(site));
  if (found === undefined) return undefined;
  const path = `${FOLDER}/usr/share/${found.fileOf(url.slice(found.site.length))}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function manualPage(url: string): string | undefined {
  const name = MANUAL_PAGE.exec(url)?.[1];
  const path = [1, 8].map((section) => `${FOLDER}/usr/share/man/man${section}/${name}.${section}.gz`);
  const file = path.find((candidate) => existsSync(candidate));
  if (file === undefined) return undefined;
  const text = execFileSync('man', ['--local-file', '--pager=cat', file], {
    encoding: 'utf8',
    env: { ...process.env, MANWIDTH: MANUAL_COLUMNS, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  // Only headings are not indented.
  const parts = escaped.replace(/^[A-Z][A-Z ]+$/gm, (heading) => `</pre><h2>${heading}</h2><pre>`);
  return `<!doctype html><title>${name} - Linux manual page</title><pre>${parts}</pre>`;
}
